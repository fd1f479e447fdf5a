package dev.signalbox.hub.roadmap;

import static dev.signalbox.hub.roadmap.RoadmapStreams.ITEMS;

import dev.signalbox.hub.command.CommandExecution;
import dev.signalbox.hub.command.Joint;
import dev.signalbox.hub.command.Loaded;
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
 * Who has which key. A key has a stream of its own; taking it and giving it back are written in one append with what
 * happens to the item, and expect the version of the key's stream. So of two items that want one key at the same moment
 * one gets it, on however many nodes (ADR 7).
 */
record KeyClaims(RoadmapStreams streams) {

    /**
     * The events of a new item with the taking of its key. Fails with {@code version_conflict} and the item that has
     * it.
     */
    Future<Joint<Item, RoadmapEvent>> adding(String key, String id, List<RoadmapEvent> events, CommandExecution by) {
        return streams.key(key)
                .compose(wanted -> refuseTaken(wanted, key))
                .map(wanted -> new Joint<>(
                        Loaded.unread(ITEMS, id),
                        events,
                        List.of(taken(wanted, key, id, events.size(), by)),
                        Map.of(wanted.stream(), at(wanted))));
    }

    /** The key again when it is free. Fails with {@code version_conflict} and the item that has it. */
    private Future<KeyState> refuseTaken(KeyState key, String text) {
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
    Future<Joint<Item, RoadmapEvent>> renaming(
            Loaded<Item> loaded, String renamed, List<RoadmapEvent> events, CommandExecution by) {
        RoadmapItem item = loaded.state().present();
        if (RoadmapItem.folded(renamed).equals(RoadmapItem.folded(item.key()))) {
            return Future.succeededFuture(Joint.alone(loaded, events));
        }
        return streams.key(renamed)
                .compose(wanted -> refuseTaken(wanted, renamed))
                .compose(wanted -> streams.key(item.key())
                        .map(given -> new Joint<>(
                                loaded,
                                events,
                                List.of(
                                        taken(wanted, renamed, item.id(), events.size(), by),
                                        freed(given, item, events.size() + 1, by)),
                                Map.of(wanted.stream(), at(wanted), given.stream(), at(given)))));
    }

    /** The item's events with the return of its key. */
    Future<Joint<Item, RoadmapEvent>> freeing(Loaded<Item> loaded, List<RoadmapEvent> events, CommandExecution by) {
        RoadmapItem item = loaded.state().present();
        return streams.key(item.key())
                .map(given -> new Joint<>(
                        loaded,
                        events,
                        List.of(freed(given, item, events.size(), by)),
                        Map.of(given.stream(), at(given))));
    }

    private static NewEvent taken(KeyState free, String key, String id, int index, CommandExecution by) {
        return event(free, new KeyTaken(key, id), index, by);
    }

    private static NewEvent freed(KeyState given, RoadmapItem item, int index, CommandExecution by) {
        return event(given, new KeyFreed(item.key(), item.id()), index, by);
    }

    private static ExpectedVersion at(KeyState key) {
        return ExpectedVersion.exactly(key.version());
    }

    private static NewEvent event(KeyState key, RoadmapEvent event, int index, CommandExecution by) {
        return by.newEvent(
                key.stream(), ITEMS.codec().typeOf(event), ITEMS.codec().encode(event), index);
    }
}
