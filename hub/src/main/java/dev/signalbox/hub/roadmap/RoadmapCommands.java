package dev.signalbox.hub.roadmap;

import static dev.signalbox.hub.roadmap.RoadmapStreams.ITEMS;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.CommandExecution;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Decision;
import dev.signalbox.hub.command.Joint;
import dev.signalbox.hub.command.Lanes;
import dev.signalbox.hub.command.Loaded;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemUpdated;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.AddRoadmapItem;
import dev.signalbox.wire.command.MoveRoadmapItem;
import dev.signalbox.wire.command.RemoveRoadmapItem;
import dev.signalbox.wire.command.SetRoadmapStatus;
import dev.signalbox.wire.command.UpdateRoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code roadmap.add}, {@code .update}, {@code .move}, {@code .set-status}, {@code .remove}. A target is an item's key
 * or id.
 *
 * <p>Update and remove need the version that the writer has read, since they put one person's words in the place of
 * another's. A status is a fact that a daemon may report without having read anything, and of two moves both can be
 * heeded: there the version is the caller's choice.
 */
public final class RoadmapCommands {
    private final RoadmapStreams streams;
    private final RoadmapHistory history;
    private final Places places;
    private final KeyClaims keys;
    private final Lanes turns = new Lanes(Limits.ROADMAP_WAITING_MAX);

    private RoadmapCommands(EventLog log, Database database, Projections projections) {
        this.streams = new RoadmapStreams(log);
        this.history = new RoadmapHistory(log, database);
        this.places = new Places(streams, database, projections);
        this.keys = new KeyClaims(streams);
    }

    public static void register(CommandHandler commands, EventLog log, Database database, Projections projections) {
        RoadmapCommands roadmap = new RoadmapCommands(log, database, projections);
        commands.takes("roadmap.add", AddRoadmapItem.class, roadmap::add);
        commands.takes("roadmap.update", UpdateRoadmapItem.class, roadmap::update);
        commands.takes("roadmap.move", MoveRoadmapItem.class, roadmap::move);
        commands.takes("roadmap.set-status", SetRoadmapStatus.class, roadmap::setStatus);
        commands.takes("roadmap.remove", RemoveRoadmapItem.class, roadmap::remove);
    }

    private Future<Outcome> add(AddRoadmapItem wish, CommandExecution by) {
        by.expectNothing();
        String id = by.idToCreate(wish.id());
        Places.Wish place = new Places.Wish(wish.before(), wish.after(), wish.to(), wish.order());
        return inTurn(
                place, () -> by.decide(ITEMS, Item::present).creating().jointly(() -> places.orderFor(id, null, place)
                        .compose(order -> keys.adding(wish.key(), id, Item.add(wish, order), by))));
    }

    private Future<Outcome> update(UpdateRoadmapItem wish, CommandExecution by) {
        needVersion(by, "roadmap.update puts your words in the place of others'");
        return change(by, item -> {
            List<RoadmapEvent> events = item.state().update(wish);
            String renamed = events.isEmpty() ? null : ((ItemUpdated) events.get(0)).key();
            return renamed == null ? alone(item, events) : keys.renaming(item, renamed, events, by);
        });
    }

    private Future<Outcome> move(MoveRoadmapItem wish, CommandExecution by) {
        Places.Wish place = new Places.Wish(wish.before(), wish.after(), wish.to(), wish.order());
        return inTurn(
                place,
                () -> change(by, item -> {
                    RoadmapItem present = item.state().present();
                    return places.orderFor(present.id(), present.order(), place)
                            .compose(order -> alone(item, item.state().move(order)));
                }));
    }

    private Future<Outcome> setStatus(SetRoadmapStatus wish, CommandExecution by) {
        return change(by, item -> alone(item, item.state().setStatus(wish)));
    }

    private Future<Outcome> remove(RemoveRoadmapItem wish, CommandExecution by) {
        needVersion(by, "roadmap.remove takes away what others wrote");
        return change(by, item -> keys.freeing(item, item.state().remove(wish), by));
    }

    /**
     * What is placed by its neighbours takes turns on this node, so that items of one batch stand as they were sent.
     */
    private Future<Outcome> inTurn(Places.Wish place, Supplier<Future<Outcome>> work) {
        return place.order() == null ? turns.run("place", work) : work.get();
    }

    private Future<Outcome> change(
            CommandExecution by, Function<Loaded<Item>, Future<Joint<Item, RoadmapEvent>>> decision) {
        Decision<Item, RoadmapEvent> items = by.decide(ITEMS, Item::last).at(by.expectedVersion());
        return items.jointly(() -> streams.idOf(by.targetId(ITEMS, any -> true))
                .compose(id -> items.load(id).compose(decision).recover(refusal -> showBothSides(refusal, id, by))));
    }

    /** A stale version is refused with what others wrote since, and with what the caller wanted. */
    private <T> Future<T> showBothSides(Throwable failure, String id, CommandExecution by) {
        Long expected = by.expectedVersion();
        if (!(failure instanceof Refused refused)
                || !refused.problem().is(ProblemCode.VERSION_CONFLICT)
                || expected == null
                || !(refused.problem().current() instanceof ObjectNode current)) {
            return Future.failedFuture(failure);
        }
        return history.since(id, expected).compose(changes -> {
            Problem both = refused.problem()
                    .withCurrent(current.deepCopy().set("changes", Json.tree(changes)))
                    .withWanted(by.wish());
            return Future.failedFuture(new Refused(both));
        });
    }

    private static Future<Joint<Item, RoadmapEvent>> alone(Loaded<Item> item, List<RoadmapEvent> events) {
        return Future.succeededFuture(Joint.alone(item, events));
    }

    private static void needVersion(CommandExecution by, String why) {
        if (by.expectedVersion() != null) return;
        throw new InvalidInput(
                "/expectedVersion",
                why + ", so it needs the version that you read: If-Match: \"3\", or expectedVersion in a batch");
    }
}
