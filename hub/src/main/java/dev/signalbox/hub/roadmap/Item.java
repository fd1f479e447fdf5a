package dev.signalbox.hub.roadmap;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemAdded;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemMoved;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemRemoved;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemUpdated;
import dev.signalbox.hub.roadmap.RoadmapEvent.StatusSet;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.RemoveRoadmapItem;
import dev.signalbox.wire.command.SetRoadmapStatus;
import dev.signalbox.wire.command.UpdateRoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An item of the roadmap as its stream tells it, with the decisions about it: pure functions that return events or
 * throw {@link Refused}. A wish that is fulfilled already gives no event.
 *
 * @param resource as the API shows it, of a removed item as it was at the end; null before it was added
 */
record Item(@Nullable RoadmapItem resource, boolean removed) {
    static final Item NONE = new Item(null, false);

    /** An update that changes nothing. */
    private static final ItemUpdated NOTHING = new ItemUpdated(null, null, null, null, null);

    /** @param order its place, chosen before */
    static List<RoadmapEvent> add(AddRoadmapItem wish, String order) {
        return List.of(new ItemAdded(
                wish.key(),
                wish.title(),
                wish.status(),
                order,
                wish.description(),
                Objects.requireNonNullElse(wish.links(), List.of()),
                wish.estimate()));
    }

    /** Only what differs becomes part of the event. */
    List<RoadmapEvent> update(UpdateRoadmapItem wish) {
        RoadmapItem item = present();
        ItemUpdated updated = new ItemUpdated(
                unlessSame(wish.key(), item.key()),
                unlessSame(wish.title(), item.title()),
                unlessSame(wish.description(), Objects.requireNonNullElse(item.description(), "")),
                unlessSame(wish.links(), item.links()),
                unlessSame(wish.estimate(), Objects.requireNonNullElse(item.estimate(), "")));
        return updated.equals(NOTHING) ? List.of() : List.of(updated);
    }

    List<RoadmapEvent> move(String order) {
        return present().order().equals(order) ? List.of() : List.of(new ItemMoved(order));
    }

    /** A comment is part of it: the same status for another reason is news. */
    List<RoadmapEvent> setStatus(SetRoadmapStatus wish) {
        RoadmapItem item = present();
        boolean same = item.status() == wish.status();
        if (same && (wish.comment() == null || wish.comment().equals(item.comment()))) return List.of();
        return List.of(new StatusSet(wish.status(), wish.comment()));
    }

    List<RoadmapEvent> remove(RemoveRoadmapItem wish) {
        present();
        return List.of(new ItemRemoved(wish.reason()));
    }

    Item after(RoadmapEvent event, RecordedEvent recorded) {
        if (event instanceof ItemAdded added) return new Item(added(added, recorded), false);
        RoadmapItem item = last();
        if (event instanceof ItemUpdated updated) {
            return new Item(changed(updated, item.status(), item.order(), item.comment(), recorded), false);
        }
        if (event instanceof ItemMoved moved) {
            return new Item(changed(NOTHING, item.status(), moved.order(), item.comment(), recorded), false);
        }
        if (event instanceof StatusSet set) {
            return new Item(changed(NOTHING, set.status(), item.order(), set.comment(), recorded), false);
        }
        if (event instanceof ItemRemoved) {
            return new Item(changed(NOTHING, item.status(), item.order(), item.comment(), recorded), true);
        }
        throw new IllegalArgumentException("no step for " + event);
    }

    /** The item as the API shows it. Fails with {@code not_found} when nobody added it, or somebody removed it. */
    RoadmapItem present() {
        if (removed) {
            RoadmapItem item = last();
            throw new Refused(
                    ProblemCode.NOT_FOUND,
                    item.updatedBy() + " removed " + item.key() + " at " + Times.format(item.updatedAt())
                            + "; GET /v1/roadmap/" + item.id() + "/history shows what it was");
        }
        if (resource == null) throw notFound();
        return resource;
    }

    /** The item as it is, or as it was when it was removed. */
    RoadmapItem last() {
        if (resource == null) throw notFound();
        return resource;
    }

    static Refused notFound() {
        return new Refused(ProblemCode.NOT_FOUND, "there is no such item on the roadmap; GET /v1/roadmap lists them");
    }

    private static RoadmapItem added(ItemAdded added, RecordedEvent recorded) {
        return new RoadmapItem(
                recorded.subjectId(),
                added.key(),
                added.title(),
                added.status(),
                added.order(),
                added.description(),
                added.links(),
                added.estimate(),
                null,
                recorded.recordedAt(),
                recorded.actor(),
                recorded.recordedAt(),
                recorded.actor(),
                recorded.version(),
                null);
    }

    private RoadmapItem changed(
            ItemUpdated updated,
            RoadmapItem.Status status,
            String order,
            @Nullable String comment,
            RecordedEvent recorded) {
        RoadmapItem item = last();
        return new RoadmapItem(
                item.id(),
                Objects.requireNonNullElse(updated.key(), item.key()),
                Objects.requireNonNullElse(updated.title(), item.title()),
                status,
                order,
                updated.description() == null ? item.description() : orNull(updated.description()),
                Objects.requireNonNullElse(updated.links(), item.links()),
                updated.estimate() == null ? item.estimate() : orNull(updated.estimate()),
                comment,
                item.createdAt(),
                item.createdBy(),
                recorded.recordedAt(),
                recorded.actor(),
                recorded.version(),
                null);
    }

    private static <T> @Nullable T unlessSame(@Nullable T wished, T present) {
        return Objects.equals(wished, present) ? null : wished;
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
