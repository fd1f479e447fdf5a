package dev.signalbox.hub.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.LogCheck;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Pace;
import dev.signalbox.hub.vertx.Turns;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Verification.Damage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One log, event by event: whose history it is and how far it must go, its chain from the first event to the head, the
 * versions of each stream, the ids, and that nothing was erased but what an event erased.
 */
final class LogLook {
    private static final int ROWS_A_PAGE = 5_000;
    private static final String IDENTITY = "SELECT epoch FROM log_identity";
    private static final String VERSIONS = "SELECT stream, version, position FROM events"
            + " WHERE (stream, version) > ($1, $2) ORDER BY stream, version LIMIT $3";
    /** From the last one of the page before, so that one that stands there twice is seen. */
    private static final String IDS = "SELECT id FROM events WHERE id >= $1 ORDER BY id LIMIT $2";

    private static final String ERASED = "SELECT coalesce(max(version), 0) AS version FROM events WHERE stream = $1"
            + " AND type IN ('" + EventTypes.TRACE_ERASED + "', '" + EventTypes.TRACE_SCORE_ERASED + "')";

    private final EventLog log;
    private final Database database;
    private final @Nullable Cursor seen;
    private final Found found;
    private final Pace pace;
    private final Vertx vertx;

    LogLook(VerifiedLog of, Found found, Pace pace, Vertx vertx) {
        this.log = of.log();
        this.database = of.database();
        this.seen = of.seen();
        this.found = found;
        this.pace = pace;
        this.vertx = vertx;
    }

    /** Completes when everything was told. */
    Future<Void> run() {
        return log.head().compose(head -> {
            found.looksAt(log.name(), log.epoch(), head.position());
            return identity()
                    .compose(known -> tail(head))
                    .compose(whole -> chain(head))
                    .compose(followed -> versions())
                    .compose(contiguous -> ids());
        });
    }

    private Future<Void> identity() {
        found.doing("who the log " + log.name() + " is");
        return database.read(transaction -> transaction.query(IDENTITY)).compose(rows -> {
            if (rows.size() != 1 || !log.epoch().equals(rows.get(0).textOrNull("epoch"))) {
                identity("is not " + log.epoch() + ", which the log had when it was opened");
            }
            Cursor known = seen;
            if (known != null && !known.epoch().equals(log.epoch())) {
                identity("is " + log.epoch() + ", and this hub has noted " + known.epoch());
            }
            return newest();
        });
    }

    /** The newest event that began an epoch says which. */
    private Future<Void> newest() {
        return log.foldStream("log/" + log.name(), 0, log.epoch(), (epoch, event) -> {
                    String begun = begunBy(event);
                    return begun == null ? epoch : begun;
                })
                .map(epoch -> {
                    if (!epoch.equals(log.epoch())) {
                        identity("is " + log.epoch() + ", and the log says that " + epoch + " began");
                    }
                    return null;
                });
    }

    private static @Nullable String begunBy(RecordedEvent event) {
        try {
            return Json.readLenient(event.data(), JsonNode.class).path("epoch").textValue();
        } catch (IllegalArgumentException damaged) {
            return null;
        }
    }

    private void identity(String what) {
        found.damage(new Damage(log.name(), "log_identity", null, "epoch", null, null, what));
    }

    /** The note in the data folder, and what a hub has read, tell how far the log must go. */
    private Future<Void> tail(Head head) {
        Cursor known = seen;
        if (known == null || known.position() == 0 || !known.epoch().equals(log.epoch())) {
            return Future.succeededFuture();
        }
        if (known.position() > head.position()) {
            found.damage(new Damage(
                    log.name(),
                    "events",
                    null,
                    null,
                    head.position() + 1,
                    null,
                    "ends at position " + head.position() + ", and this hub has noted that it went on to "
                            + known.position() + ": what came behind is missing"));
            return Future.succeededFuture();
        }
        return log.at(known.position()).map(event -> {
            if (event.isEmpty() || !Head.hashPrefix(event.get().hash()).equals(known.hashPrefix())) {
                event(known.position(), event.orElse(null), "hash", "is another event than this hub has noted there");
            }
            return null;
        });
    }

    private void event(long position, @Nullable RecordedEvent event, @Nullable String field, String what) {
        found.damage(new Damage(
                log.name(),
                "events",
                event == null ? Long.toString(position) : event.id(),
                field,
                position,
                event == null ? null : event.toString(),
                what));
    }

    private Future<Void> chain(Head head) {
        found.doing("the chain of the log " + log.name());
        return LogCheck.walk(log, 0, HashChain.genesis(), head.position(), new Chain(), vertx);
    }

    private final class Chain implements LogCheck.Walker {
        @Override
        public void fault(LogCheck.Fault fault) {
            event(fault.position(), fault.event(), fault.field(), fault.what());
        }

        @Override
        public Future<?> passed(List<RecordedEvent> events) {
            found.events(log.name(), events.size());
            return erased(events).compose(known -> pace.breath());
        }
    }

    /** Data is away only where a later event of its stream took it. */
    private Future<?> erased(List<RecordedEvent> events) {
        List<RecordedEvent> away =
                events.stream().filter(RecordedEvent::isErased).toList();
        if (away.isEmpty()) return Future.succeededFuture();
        Set<String> streams = new HashSet<>();
        for (RecordedEvent event : away) streams.add(event.stream());
        Future<?> last = Future.succeededFuture();
        for (String stream : streams) {
            last = last.compose(done -> database.read(transaction -> transaction.query(ERASED, stream)))
                    .map(rows -> {
                        long by = rows.get(0).bigint("version");
                        for (RecordedEvent event : away) {
                            if (!event.stream().equals(stream) || event.version() < by) continue;
                            event(event.position(), event, "data", "was erased, and no event says so");
                        }
                        return rows;
                    });
        }
        return last;
    }

    private Future<Void> versions() {
        found.doing("the versions of the streams of the log " + log.name());
        Versions walk = new Versions();
        return Turns.whileMore(vertx.getOrCreateContext(), () -> database.read(
                        transaction -> transaction.query(VERSIONS, walk.stream, walk.version, ROWS_A_PAGE))
                .compose(rows -> {
                    rows.forEach(walk::pass);
                    return pace.breath().map(rested -> rows.size() == ROWS_A_PAGE);
                }));
    }

    private final class Versions {
        private String stream = "";
        private long version;
        private long position;

        void pass(Row row) {
            String next = row.text("stream");
            boolean same = next.equals(stream);
            long at = row.bigint("version");
            long expected = same ? version + 1 : 1;
            long place = row.bigint("position");
            String wrong = at != expected
                    ? "is " + at + ", and " + expected + " comes next in the stream"
                    : same && place < position ? "stands before the version before it" : null;
            if (wrong != null) {
                found.damage(
                        new Damage(log.name(), "events", next, "version", place, place + " " + next + "@" + at, wrong));
            }
            stream = next;
            version = at;
            position = place;
        }
    }

    private Future<Void> ids() {
        found.doing("the ids of the log " + log.name());
        String[] last = {""};
        return Turns.whileMore(vertx.getOrCreateContext(), () -> database.read(
                        transaction -> transaction.query(IDS, last[0], ROWS_A_PAGE))
                .compose(rows -> {
                    boolean first = !last[0].isEmpty();
                    for (Row row : rows) {
                        String id = row.text("id");
                        if (!first && id.equals(last[0])) {
                            found.damage(new Damage(
                                    log.name(), "events", id, "id", null, null, "stands there more than once"));
                        }
                        first = false;
                        last[0] = id;
                    }
                    return pace.breath().map(rested -> rows.size() == ROWS_A_PAGE);
                }));
    }
}
