package dev.signalbox.hub.roadmap;

import static dev.signalbox.hub.roadmap.RoadmapStreams.ITEMS;

import dev.signalbox.hub.command.Invocation;
import dev.signalbox.hub.command.Invocation.Joint;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.roadmap.RoadmapEvent.KeyFreed;
import dev.signalbox.hub.roadmap.RoadmapEvent.KeyTaken;
import dev.signalbox.hub.roadmap.RoadmapStreams.KeyState;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.RoadmapItem;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/**
 * Who has which key. A key has a stream of its own; taking it and giving it back are written in one append with what happens to the
 * item, and expect the version of the key's stream. So of two items that want one key at the same moment one gets it, on however many
 * nodes (ADR 7).
 */
final class KeyClaims {
    private final RoadmapStreams streams;

    KeyClaims(RoadmapStreams streams) {
        this.streams = streams;
    }

    /** The event that takes a key for an item. */
    static NewEvent taken(KeyState free, String key, String id, int index, Invocation invocation) {
        return event(free, new KeyTaken(key, id), index, invocation);
    }

    /** The key again when it is free. Fails with {@code version_conflict} and the item that has it. */
    Future<KeyState> refuseTaken(KeyState key, String text) {
        String holder = key.holder().item();
        if (holder == null) return Future.succeededFuture(key);
        return streams.item(holder).compose(item -> {
            RoadmapItem present = item.last();
            return Future.failedFuture(new Refused(Problem.of(
                            ProblemCode.VERSION_CONFLICT,
                            "the key " + text + " belongs to \"" + present.title() + "\" of " + present.createdBy()
                                    + "; choose another key, or change that item")
                    .withCurrent(Json.object().put("version", present.version()).set("resource", Json.tree(present)))));
        });
    }

    /** The item's events with the exchange of its key for another. The same key in other letters is no exchange. */
    Future<Joint<RoadmapEvent>> renaming(
            RoadmapItem item, String renamed, List<RoadmapEvent> events, Invocation invocation) {
        if (RoadmapItem.folded(renamed).equals(RoadmapItem.folded(item.key()))) {
            return Future.succeededFuture(new Joint<>(events, List.of(), Map.of()));
        }
        return streams.key(renamed)
                .compose(wanted -> refuseTaken(wanted, renamed))
                .compose(wanted -> streams.key(item.key())
                        .map(given -> new Joint<>(
                                events,
                                List.of(
                                        taken(wanted, renamed, item.id(), events.size(), invocation),
                                        freed(given, item, events.size() + 1, invocation)),
                                Map.of(wanted.stream(), at(wanted), given.stream(), at(given)))));
    }

    /** The item's events with the return of its key. */
    Future<Joint<RoadmapEvent>> freeing(RoadmapItem item, List<RoadmapEvent> events, Invocation invocation) {
        return streams.key(item.key())
                .map(given -> new Joint<>(
                        events,
                        List.of(freed(given, item, events.size(), invocation)),
                        Map.of(given.stream(), at(given))));
    }

    private static NewEvent freed(KeyState given, RoadmapItem item, int index, Invocation invocation) {
        return event(given, new KeyFreed(item.key(), item.id()), index, invocation);
    }

    private static ExpectedVersion at(KeyState key) {
        return ExpectedVersion.exactly(key.version());
    }

    private static NewEvent event(KeyState key, RoadmapEvent event, int index, Invocation invocation) {
        return invocation.newEvent(
                key.stream(), ITEMS.codec().typeOf(event), ITEMS.codec().encode(event), index);
    }
}
