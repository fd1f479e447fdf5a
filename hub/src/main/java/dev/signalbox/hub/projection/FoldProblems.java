package dev.signalbox.hub.projection;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.FoldProblem;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The events that projections of one log could not take: rows of {@code fold_problems}. One is noted in the transaction
 * that moves the checkpoint past it, goes when its projection is folded anew, and when the thing that it belongs to is
 * deleted.
 */
public final class FoldProblems {
    /**
     * Problems of one projection at most. With more it is no event that is wrong, but the fold: the table stands still
     * and says so.
     */
    public static final int PROBLEMS_MAX = 10_000;

    private static final int ERROR_CHARS_MAX = 500;
    private static final String SELECT =
            "SELECT projection, position, stream, event_id, event_type, error, first_seen FROM fold_problems";

    private FoldProblems() {}

    /** Notes that a projection went on without an event. Fails with {@link TooMany}. */
    static Future<?> note(Transaction transaction, String projection, RecordedEvent event, Throwable why, Instant now) {
        return count(transaction, projection).compose(known -> {
            if (known >= PROBLEMS_MAX) return Future.failedFuture(new TooMany(projection, event, why));
            return transaction.update(
                    "INSERT INTO fold_problems (projection, position, stream, event_id, event_type, error, first_seen)"
                            + " VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    projection,
                    event.position(),
                    event.stream(),
                    event.id(),
                    event.type(),
                    wordsFor(why),
                    Times.toMicros(now));
        });
    }

    /** A projection has as many problems as it may: it stands still. */
    static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMany(String projection, RecordedEvent event, Throwable why) {
            super(
                    PROBLEMS_MAX + " events could not be folded into " + projection + ", and " + event
                            + " cannot either: " + wordsFor(why)
                            + ". See: signalbox projections problems. Start a version that can fold them",
                    why,
                    false,
                    false);
        }
    }

    static Future<Long> count(Transaction transaction, String projection) {
        return transaction
                .query("SELECT count(*) AS n FROM fold_problems WHERE projection = $1", projection)
                .map(rows -> rows.get(0).bigint("n"));
    }

    /** How many problems each projection has that has some. */
    public static Future<Map<String, Long>> counts(Database database) {
        return database.read(transaction ->
                        transaction.query("SELECT projection, count(*) AS n FROM fold_problems GROUP BY projection"))
                .map(rows -> {
                    Map<String, Long> counts = new HashMap<>();
                    for (Row row : rows) counts.put(row.text("projection"), row.bigint("n"));
                    return counts;
                });
    }

    /** The problems of a projection behind a position, oldest first. */
    public static Future<List<FoldProblem>> of(
            Database database, String log, String projection, long after, int limit) {
        return database.read(transaction -> transaction.query(
                        SELECT + " WHERE projection = $1 AND position > $2 ORDER BY position LIMIT $3",
                        projection,
                        after,
                        limit))
                .map(rows -> rows.stream().map(row -> problemOf(log, row)).toList());
    }

    /** Forgets all that a projection could not take: its tables are folded anew. */
    static Future<?> forget(Transaction transaction, String projection) {
        return transaction.update("DELETE FROM fold_problems WHERE projection = $1", projection);
    }

    /** Forgets what could not be folded of a thing before the event that deletes it. */
    public static Future<Integer> forgetBefore(Transaction transaction, RecordedEvent deletion) {
        return transaction.update(
                "DELETE FROM fold_problems WHERE stream = $1 AND position < $2",
                deletion.stream(),
                deletion.position());
    }

    /** What the new tables of a rebuild could not take becomes what the projection could not. */
    static Future<?> replace(Transaction transaction, String projection, String rebuilt) {
        return forget(transaction, projection)
                .compose(gone -> transaction.update(
                        "UPDATE fold_problems SET projection = $1 WHERE projection = $2", projection, rebuilt));
    }

    private static FoldProblem problemOf(String log, Row row) {
        return new FoldProblem(
                log,
                row.text("projection"),
                row.bigint("position"),
                row.text("stream"),
                row.text("event_id"),
                row.text("event_type"),
                row.text("error"),
                Columns.time(row, "first_seen"));
    }

    /** The innermost cause: what wraps it says no more. Bytes that a store has no place for are left out. */
    private static String wordsFor(Throwable why) {
        Throwable cause = why;
        while (cause.getCause() != null && cause.getCause() != cause) cause = cause.getCause();
        String message = cause.getMessage();
        String words = cause.getClass().getSimpleName()
                + (message == null ? "" : ": " + message.lines().findFirst().orElse(""));
        StringBuilder kept = new StringBuilder();
        words.codePoints()
                .limit(ERROR_CHARS_MAX)
                .filter(point -> point >= ' ' && (point < 0xD800 || point > 0xDFFF))
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
