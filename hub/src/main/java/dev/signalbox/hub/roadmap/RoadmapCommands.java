package dev.signalbox.hub.roadmap;

import static dev.signalbox.hub.roadmap.RoadmapStreams.ITEMS;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.CommandType;
import dev.signalbox.hub.command.Invocation;
import dev.signalbox.hub.command.Invocation.Joint;
import dev.signalbox.hub.command.Lanes;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.ExpectedVersion;
import dev.signalbox.hub.log.VersionConflict;
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
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * {@code roadmap.add}, {@code .update}, {@code .move}, {@code .set-status}, {@code .remove}. A target is an item's key or id.
 *
 * <p>Update and remove need the version that the writer has read, since they put one person's words in the place of another's. A
 * status is a fact that a daemon may report without having read anything, and of two moves both can be heeded: there the version is
 * the caller's choice.
 */
public final class RoadmapCommands {
    private static final int CONFLICT_RETRIES_MAX = 10;

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
        commands.register(new CommandType<>("roadmap.add", AddRoadmapItem.class, roadmap::add));
        commands.register(new CommandType<>("roadmap.update", UpdateRoadmapItem.class, roadmap::update));
        commands.register(new CommandType<>("roadmap.move", MoveRoadmapItem.class, roadmap::move));
        commands.register(new CommandType<>("roadmap.set-status", SetRoadmapStatus.class, roadmap::setStatus));
        commands.register(new CommandType<>("roadmap.remove", RemoveRoadmapItem.class, roadmap::remove));
    }

    private Future<Outcome> add(AddRoadmapItem wish, Invocation invocation) {
        Long expected = invocation.expectedVersion();
        if (expected != null && expected != 0) {
            throw new InvalidInput(
                    "/expectedVersion", "a new item has version 0: leave expectedVersion (If-Match) away");
        }
        String id = invocation.idToCreate(wish.id());
        Places.Wish place = new Places.Wish(wish.before(), wish.after(), wish.to(), wish.order());
        return inTurn(place, () -> places.orderFor(id, null, place)
                        .compose(order -> add(wish, id, order, invocation, CONFLICT_RETRIES_MAX)))
                .recover(refusal -> unlessRepeated(refusal, invocation));
    }

    private Future<Outcome> add(AddRoadmapItem wish, String id, String order, Invocation invocation, int retriesLeft) {
        return streams.key(wish.key())
                .compose(key -> keys.refuseTaken(key, wish.key()))
                .compose(free -> invocation.append(
                        ITEMS,
                        Invocation.unread(ITEMS, id),
                        Item.add(wish, order),
                        Item::present,
                        List.of(KeyClaims.taken(free, wish.key(), id, 1, invocation)),
                        Map.of(free.stream(), ExpectedVersion.exactly(free.version()))))
                .recover(failure -> {
                    if (!(failure instanceof VersionConflict conflict)) return Future.failedFuture(failure);
                    if (conflict.stream().equals(ITEMS.stream(id))) {
                        return Future.failedFuture(Invocation.taken(conflict.stream()));
                    }
                    return retriesLeft > 0
                            ? add(wish, id, order, invocation, retriesLeft - 1)
                            : Future.failedFuture(failure);
                });
    }

    private Future<Outcome> update(UpdateRoadmapItem wish, Invocation invocation) {
        needVersion(invocation, "roadmap.update puts your words in the place of others'");
        return change(invocation, id -> item -> {
            List<RoadmapEvent> events = item.update(wish);
            String renamed = events.isEmpty() ? null : ((ItemUpdated) events.get(0)).key();
            return renamed == null
                    ? Future.succeededFuture(alone(events))
                    : keys.renaming(item.present(), renamed, events, invocation);
        });
    }

    private Future<Outcome> move(MoveRoadmapItem wish, Invocation invocation) {
        Places.Wish place = new Places.Wish(wish.before(), wish.after(), wish.to(), wish.order());
        return inTurn(
                place,
                () -> change(
                        invocation,
                        id -> item -> places.orderFor(id, item.present().order(), place)
                                .map(order -> alone(item.move(order)))));
    }

    private Future<Outcome> setStatus(SetRoadmapStatus wish, Invocation invocation) {
        return change(invocation, id -> item -> Future.succeededFuture(alone(item.setStatus(wish))));
    }

    private Future<Outcome> remove(RemoveRoadmapItem wish, Invocation invocation) {
        needVersion(invocation, "roadmap.remove takes away what others wrote");
        return change(invocation, id -> item -> keys.freeing(item.present(), item.remove(wish), invocation));
    }

    /** What is placed by its neighbours takes turns on this node, so that items of one batch stand as they were sent. */
    private Future<Outcome> inTurn(Places.Wish place, Supplier<Future<Outcome>> work) {
        return place.order() == null ? turns.run("place", work) : work.get();
    }

    private Future<Outcome> change(
            Invocation invocation, Function<String, Function<Item, Future<Joint<RoadmapEvent>>>> decision) {
        return streams.idOf(invocation.targetId(ITEMS, any -> true))
                .compose(id -> invocation
                        .changeJointly(ITEMS, id, decision.apply(id), Item::last)
                        .recover(refusal -> showBothSides(refusal, id, invocation)))
                .recover(refusal -> unlessRepeated(refusal, invocation));
    }

    /** A refusal does not hold for a command that was accepted before: meanwhile its key may have gone to another item, or nowhere. */
    private static Future<Outcome> unlessRepeated(Throwable failure, Invocation invocation) {
        if (!(failure instanceof Refused)) return Future.failedFuture(failure);
        return invocation.firstAnswer(ITEMS, Item::last).compose(first -> first.map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(failure)));
    }

    /** A stale version is refused with what others wrote since, and with what the caller wanted. */
    private Future<Outcome> showBothSides(Throwable failure, String id, Invocation invocation) {
        Long expected = invocation.expectedVersion();
        if (!(failure instanceof Refused refused)
                || !refused.problem().is(ProblemCode.VERSION_CONFLICT)
                || expected == null
                || !(refused.problem().current() instanceof ObjectNode current)) {
            return Future.failedFuture(failure);
        }
        return history.since(id, expected).compose(changes -> {
            Problem both = refused.problem()
                    .withCurrent(current.deepCopy().set("changes", Json.tree(changes)))
                    .withWanted(invocation.wish());
            return Future.failedFuture(new Refused(both));
        });
    }

    private static Joint<RoadmapEvent> alone(List<RoadmapEvent> events) {
        return new Joint<>(events, List.of(), Map.of());
    }

    private static void needVersion(Invocation invocation, String why) {
        if (invocation.expectedVersion() != null) return;
        throw new InvalidInput(
                "/expectedVersion",
                why + ", so it needs the version that you read: If-Match: \"3\", or expectedVersion in a batch");
    }
}
