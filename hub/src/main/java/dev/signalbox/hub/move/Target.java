package dev.signalbox.hub.move;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Room;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import java.util.Arrays;
import java.util.Optional;

/**
 * Whether a place may be filled: it is empty, or holds an earlier piece of the same history that nobody goes on with.
 */
final class Target {
    private final Space source;
    private final Place place;

    Target(Space source, Place place) {
        this.source = source;
        this.place = place;
    }

    /**
     * Looks at the place and marks it as being filled, unless it has not the room. Fails with {@link Refused} and
     * leaves it alone when it may not be filled.
     *
     * @return the room there, if that can be seen
     */
    Future<Optional<Room>> prepare(MoveMark filling) {
        return place.database("main").compose(main -> place.database("traces")
                .compose(traces -> look(main, source.main(), true)
                        .compose(looked -> look(traces, source.traces(), false))
                        .compose(free -> room(main, traces))
                        .compose(room -> room.filter(found -> !found.isEnough()).isPresent()
                                ? Future.succeededFuture(room)
                                : filling.put(main)
                                        .compose(marked ->
                                                identify(main, source.main().log()))
                                        .compose(named ->
                                                identify(traces, source.traces().log()))
                                        .map(room))
                        .eventually(traces::close))
                .eventually(main::close));
    }

    private Future<Optional<Room>> room(Database main, Database traces) {
        return place.room()
                .compose(left -> left.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : Future.all(
                                        source.main().database().bytes(),
                                        source.traces().database().bytes(),
                                        main.bytes(),
                                        traces.bytes())
                                .map(bytes -> Optional.of(Room.ofStore(
                                        bytes.<Long>resultAt(0) + bytes.<Long>resultAt(1),
                                        bytes.<Long>resultAt(2) + bytes.<Long>resultAt(3),
                                        left.get()))));
    }

    private Future<Void> look(Database database, LogSpace log, boolean marked) {
        History there = new History(database);
        return there.head().compose(head -> MoveMark.of(database).compose(mark -> {
            boolean given = mark.map(MoveMark::kind)
                    .filter(kind -> kind != MoveMark.Kind.ARRIVED)
                    .isPresent();
            if (head.epoch().isEmpty() && head.position() == 0) return Future.succeededFuture();
            if (marked && !given) throw refused("holds data that a hub may work with");
            return held(head, log);
        }));
    }

    private Future<Void> held(Head head, LogSpace log) {
        boolean same = head.epoch().isEmpty() || head.epoch().equals(log.log().epoch());
        if (!same) throw refused("holds another history, " + head.epoch());
        if (head.position() == 0) return Future.succeededFuture();
        return log.log().at(head.position()).map(event -> {
            if (isAt(event, head)) return null;
            throw refused("went on by itself: it ends with " + head.cursor() + ", which is not in the log "
                    + log.log().name());
        });
    }

    private static boolean isAt(Optional<RecordedEvent> event, Head head) {
        return event.filter(each -> Arrays.equals(each.hash(), head.hash())).isPresent();
    }

    private Refused refused(String why) {
        return new Refused(
                ProblemCode.WOULD_ORPHAN,
                place.where() + " " + why
                        + "; nothing was done. Name an empty folder or an empty database, or the store that"
                        + " this hub came from");
    }

    private Future<Void> identify(Database database, EventLog log) {
        return new History(database)
                .epoch()
                .compose(epoch -> epoch.isPresent()
                        ? Future.succeededFuture()
                        : database.write(transaction -> History.identify(
                                        transaction, log.epoch(), source.clock().instant()))
                                .mapEmpty());
    }
}
