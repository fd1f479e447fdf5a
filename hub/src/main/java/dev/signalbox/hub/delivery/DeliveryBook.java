package dev.signalbox.hub.delivery;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.delivery.channel.Outcome;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.delivery.Delivery.Try;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of deliveries, in tables beside the log and not in it: a {@link Course} for what comes in its turn
 * and for each replay, the newest tries of an endpoint, and its dead letters. A row is a position and never a copy of
 * an event, so what is erased is not in it. Whatever is noted while a transaction runs shares the next one. A loss of
 * power may take the newest notes back; then events are sent again. Any thread.
 */
final class DeliveryBook {
    private static final List<String> TABLES = List.of(
            "CREATE TABLE IF NOT EXISTS delivery_courses (endpoint text NOT NULL, run text NOT NULL, epoch text NOT"
                    + " NULL, position bigint NOT NULL, until_position bigint NOT NULL, tries bigint NOT NULL, first_at"
                    + " bigint, due_at bigint, failed bigint NOT NULL, fresh bigint NOT NULL, PRIMARY KEY (endpoint,"
                    + " run))",
            "CREATE TABLE IF NOT EXISTS delivery_tries (endpoint text NOT NULL, slot bigint NOT NULL, nr bigint NOT"
                    + " NULL, run text NOT NULL, position bigint NOT NULL, at bigint NOT NULL, millis bigint NOT NULL,"
                    + " taken bigint NOT NULL, status bigint, answer text, PRIMARY KEY (endpoint, slot))",
            "CREATE TABLE IF NOT EXISTS delivery_letters (endpoint text NOT NULL, position bigint NOT NULL, tries"
                    + " bigint NOT NULL, first_at bigint NOT NULL, failed_at bigint NOT NULL, millis bigint NOT NULL,"
                    + " status bigint, answer text, PRIMARY KEY (endpoint, position))");

    private static final String COURSE =
            "endpoint, run, epoch, position, until_position, tries, first_at, due_at, failed, fresh";
    private static final String BEGIN = "INSERT INTO delivery_courses (" + COURSE
            + ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (endpoint, run) DO NOTHING";
    private static final String MOVE =
            "UPDATE delivery_courses SET epoch = $1, position = $2, tries = $3, first_at = $4, due_at = $5, failed ="
                    + " $6, fresh = $7 WHERE endpoint = $8 AND run = $9 AND epoch = $10 AND position = $11 AND tries ="
                    + " $12";
    private static final String TRIED =
            "INSERT INTO delivery_tries (endpoint, slot, nr, run, position, at, millis, taken, status, answer) VALUES"
                    + " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (endpoint, slot) DO UPDATE SET nr ="
                    + " excluded.nr, run = excluded.run, position = excluded.position, at = excluded.at, millis ="
                    + " excluded.millis, taken = excluded.taken, status = excluded.status, answer = excluded.answer";
    private static final String FAIL = "INSERT INTO delivery_letters (endpoint, position, tries, first_at, failed_at,"
            + " millis, status, answer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (endpoint, position) DO UPDATE"
            + " SET tries = delivery_letters.tries + excluded.tries, failed_at = excluded.failed_at, millis ="
            + " excluded.millis, status = excluded.status, answer = excluded.answer";
    private static final String THIN =
            "DELETE FROM delivery_letters WHERE endpoint = $1 AND position <= (SELECT position"
                    + " FROM delivery_letters WHERE endpoint = $2 ORDER BY position DESC LIMIT 1 OFFSET "
                    + Limits.DEAD_LETTERS_KEPT + ")";
    private static final String CLEAR = "DELETE FROM delivery_letters WHERE endpoint = $1 AND position = $2";

    private final Database database;
    private final List<Entry> waiting = new ArrayList<>();
    private boolean writing;
    private @Nullable Future<?> tables;

    /** What a try changes: one transaction, or nothing when the course is not where it was. */
    private record Entry(Function<Transaction, Future<Boolean>> work, Promise<Boolean> done) {}

    /**
     * One try of an endpoint.
     *
     * @param nr which it is of all of that endpoint
     */
    record Tried(long nr, Course course, long position, Instant at, long millis, Outcome outcome) {}

    /** An event that was given up. */
    record Dead(String endpoint, long position, int tries, Instant firstAt, Instant failedAt, Try last) {}

    DeliveryBook(Database database) {
        this.database = database;
    }

    /** Brings courses and dead letters of one store to another; tries stay behind. */
    static Future<Void> carry(Database from, Database to) {
        DeliveryBook here = new DeliveryBook(from);
        DeliveryBook there = new DeliveryBook(to);
        return here.load()
                .compose(kept -> there.prepared()
                        .compose(ready -> to.write(transaction -> {
                            List<@Nullable Object[]> rows = new ArrayList<>();
                            kept.courses().forEach(course -> rows.add(values(course)));
                            return transaction
                                    .update("DELETE FROM delivery_courses")
                                    .compose(cleared -> transaction.updateAll(BEGIN, rows));
                        })))
                .compose(moved -> here.read(transaction -> transaction.query("SELECT * FROM delivery_letters")))
                .compose(letters -> to.write(transaction -> {
                    Future<?> last = transaction.update("DELETE FROM delivery_letters");
                    for (Row row : letters) {
                        Dead letter = dead(row);
                        last = last.compose(done -> failed(transaction, letter));
                    }
                    return last;
                }))
                .mapEmpty();
    }

    private static @Nullable Object[] values(Course course) {
        return new @Nullable Object[] {
            course.endpoint(),
            course.run(),
            course.epoch(),
            course.position(),
            course.until(),
            (long) course.tries(),
            micros(course.firstAt()),
            micros(course.dueAt()),
            (long) course.failed(),
            course.fresh()
        };
    }

    /** All courses, and how many tries of each endpoint were noted. */
    record Kept(List<Course> courses, Map<String, Long> tries) {}

    Future<Kept> load() {
        return read(transaction -> transaction
                .query("SELECT " + COURSE + " FROM delivery_courses")
                .compose(courses -> transaction
                        .query("SELECT endpoint, max(nr) AS nr FROM delivery_tries GROUP BY endpoint")
                        .map(tries -> {
                            Map<String, Long> numbers = new HashMap<>();
                            tries.forEach(row -> numbers.put(row.text("endpoint"), row.bigint("nr")));
                            return new Kept(
                                    courses.stream().map(DeliveryBook::course).toList(), numbers);
                        })));
    }

    /** Courses of one endpoint. */
    Future<List<Course>> of(String endpoint) {
        return read(transaction -> transaction.query(
                        "SELECT " + COURSE + " FROM delivery_courses WHERE endpoint = $1 ORDER BY run", endpoint))
                .map(rows -> rows.stream().map(DeliveryBook::course).toList());
    }

    /** Courses whose next event was tried in vain, the soonest first; of all endpoints when none is named. */
    Future<List<Course>> waiting(@Nullable String endpoint, int limit) {
        String of = endpoint == null ? "" : " AND endpoint = $2";
        String sql = "SELECT " + COURSE + " FROM delivery_courses WHERE tries > 0" + of.replace("$2", "$1")
                + " ORDER BY due_at, endpoint, run LIMIT " + (endpoint == null ? "$1" : "$2");
        return read(transaction -> endpoint == null
                        ? transaction.query(sql, (long) limit)
                        : transaction.query(sql, endpoint, (long) limit))
                .map(rows -> rows.stream().map(DeliveryBook::course).toList());
    }

    /** When the first of all that wait is due; null when none waits. */
    Future<@Nullable Instant> due() {
        return read(transaction ->
                        transaction.query("SELECT min(due_at) AS due_at FROM delivery_courses WHERE tries > 0"))
                .map(rows -> time(rows.get(0), "due_at"));
    }

    /** Dead letters, the newest first; of all endpoints when none is named. */
    Future<List<Dead>> dead(@Nullable String endpoint, int limit) {
        String sql = "SELECT * FROM delivery_letters " + (endpoint == null ? "" : "WHERE endpoint = $1 ")
                + "ORDER BY failed_at DESC, endpoint, position LIMIT " + (endpoint == null ? "$1" : "$2");
        return read(transaction -> endpoint == null
                        ? transaction.query(sql, (long) limit)
                        : transaction.query(sql, endpoint, (long) limit))
                .map(rows -> rows.stream().map(DeliveryBook::dead).toList());
    }

    Future<@Nullable Dead> dead(String endpoint, long position) {
        return read(transaction -> transaction.query(
                        "SELECT * FROM delivery_letters WHERE endpoint = $1 AND position = $2", endpoint, position))
                .map(rows -> rows.isEmpty() ? null : dead(rows.get(0)));
    }

    /** How many dead letters each endpoint has. */
    Future<Map<String, Long>> deadCounts() {
        return read(transaction ->
                        transaction.query("SELECT endpoint, count(*) AS n FROM delivery_letters GROUP BY endpoint"))
                .map(rows -> {
                    Map<String, Long> counts = new HashMap<>();
                    rows.forEach(row -> counts.put(row.text("endpoint"), row.bigint("n")));
                    return counts;
                });
    }

    /** A try as it is kept, and whether the endpoint took the event. */
    record KeptTry(boolean taken, Try of) {}

    /** What is known of the tries of one event, the newest first. */
    Future<List<KeptTry>> tries(String endpoint, long position) {
        return read(transaction -> transaction.query(
                        "SELECT * FROM delivery_tries WHERE endpoint = $1 AND position = $2 ORDER BY nr DESC",
                        endpoint,
                        position))
                .map(rows -> rows.stream()
                        .map(row -> new KeptTry(row.bigint("taken") != 0, tried(row, "at")))
                        .toList());
    }

    /** Begins a course, unless it was begun. */
    Future<?> begin(Course course) {
        return write(transaction -> transaction.update(BEGIN, values(course)).map(true));
    }

    /** The course goes on. False when it is not where it was: another node is at it. */
    Future<Boolean> move(Course before, Course after) {
        return write(transaction -> moved(transaction, before, after));
    }

    /** The same after a try. */
    Future<Boolean> tried(Course before, Course after, Tried one) {
        return write(transaction -> moved(transaction, before, after)
                .compose(moved -> moved
                        ? noted(transaction, one)
                                .compose(noted -> cleared(transaction, one))
                                .map(true)
                        : Future.succeededFuture(false)));
    }

    /** The same, the event being given up. */
    Future<Boolean> givenUp(Course before, Course after, Tried one, Dead letter) {
        return write(transaction -> moved(transaction, before, after)
                .compose(moved -> moved
                        ? noted(transaction, one)
                                .compose(noted -> failed(transaction, letter))
                                .map(true)
                        : Future.succeededFuture(false)));
    }

    /** A replay is over. */
    Future<?> end(Course course) {
        return write(transaction -> transaction
                .update(
                        "DELETE FROM delivery_courses WHERE endpoint = $1 AND run = $2",
                        course.endpoint(),
                        course.run())
                .map(true));
    }

    /** An endpoint is no more, and neither is what was noted of it. */
    Future<?> forget(String endpoint) {
        return write(transaction -> transaction
                .update("DELETE FROM delivery_courses WHERE endpoint = $1", endpoint)
                .compose(done -> transaction.update("DELETE FROM delivery_tries WHERE endpoint = $1", endpoint))
                .compose(done -> transaction.update("DELETE FROM delivery_letters WHERE endpoint = $1", endpoint))
                .map(true));
    }

    private static Future<Boolean> moved(Transaction transaction, Course before, Course after) {
        return transaction
                .update(
                        MOVE,
                        after.epoch(),
                        after.position(),
                        after.tries(),
                        micros(after.firstAt()),
                        micros(after.dueAt()),
                        after.failed(),
                        after.fresh(),
                        before.endpoint(),
                        before.run(),
                        before.epoch(),
                        before.position(),
                        before.tries())
                .map(count -> count == 1);
    }

    private static Future<?> noted(Transaction transaction, Tried one) {
        Outcome outcome = one.outcome();
        boolean taken = outcome.kind() == Outcome.Kind.TAKEN;
        return transaction.update(
                TRIED,
                one.course().endpoint(),
                one.nr() % Limits.DELIVERY_TRIES_KEPT,
                one.nr(),
                one.course().run(),
                one.position(),
                Times.toMicros(one.at()),
                one.millis(),
                taken ? 1L : 0L,
                status(outcome.status()),
                taken ? null : outcome.answer());
    }

    /** What gets there by a replay is no dead letter any more. */
    private static Future<?> cleared(Transaction transaction, Tried one) {
        boolean may = one.course().isReplay() && one.outcome().kind() == Outcome.Kind.TAKEN;
        return may ? transaction.update(CLEAR, one.course().endpoint(), one.position()) : Future.succeededFuture();
    }

    private static Future<?> failed(Transaction transaction, Dead letter) {
        return transaction
                .update(
                        FAIL,
                        letter.endpoint(),
                        letter.position(),
                        letter.tries(),
                        Times.toMicros(letter.firstAt()),
                        Times.toMicros(letter.failedAt()),
                        letter.last().millis(),
                        status(letter.last().status()),
                        letter.last().answer())
                .compose(written -> transaction.update(THIN, letter.endpoint(), letter.endpoint()));
    }

    private static @Nullable Long status(@Nullable Integer status) {
        return status == null ? null : status.longValue();
    }

    private <T> Future<T> read(Function<Transaction, Future<T>> work) {
        return prepared().compose(ready -> database.read(work));
    }

    private Future<Boolean> write(Function<Transaction, Future<Boolean>> work) {
        Promise<Boolean> done = Promise.promise();
        boolean begins;
        synchronized (this) {
            waiting.add(new Entry(work, done));
            begins = !writing;
            writing = true;
        }
        if (begins) writeOn();
        return done.future();
    }

    /**
     * One transaction of all that waits; when it fails each is tried for itself no more, for its caller comes again.
     */
    private void writeOn() {
        List<Entry> some;
        synchronized (this) {
            if (waiting.isEmpty()) {
                writing = false;
                return;
            }
            some = List.copyOf(waiting);
            waiting.clear();
        }
        List<Boolean> results = new ArrayList<>();
        prepared()
                .compose(ready -> database.writeUnflushed(transaction -> {
                    results.clear();
                    Future<?> last = Future.succeededFuture();
                    for (Entry entry : some) {
                        last = last.compose(before -> entry.work().apply(transaction))
                                .map(results::add);
                    }
                    return last;
                }))
                .onComplete(written -> {
                    for (int i = 0; i < some.size(); i++) {
                        if (written.succeeded()) some.get(i).done().complete(results.get(i));
                        else some.get(i).done().fail(written.cause());
                    }
                    writeOn();
                });
    }

    private synchronized Future<?> prepared() {
        Future<?> known = tables;
        if (known != null && !known.failed()) return known;
        Future<?> made = Future.succeededFuture();
        for (String table : TABLES) made = made.compose(before -> database.makeTable(table));
        tables = made;
        return made;
    }

    private static Course course(Row row) {
        return new Course(
                row.text("endpoint"),
                row.text("run"),
                row.text("epoch"),
                row.bigint("position"),
                row.bigint("until_position"),
                (int) row.bigint("tries"),
                time(row, "first_at"),
                time(row, "due_at"),
                (int) row.bigint("failed"),
                row.bigint("fresh"));
    }

    private static Dead dead(Row row) {
        return new Dead(
                row.text("endpoint"),
                row.bigint("position"),
                (int) row.bigint("tries"),
                Times.ofMicros(row.bigint("first_at")),
                Times.ofMicros(row.bigint("failed_at")),
                tried(row, "failed_at"));
    }

    private static Try tried(Row row, String at) {
        Long status = row.bigintOrNull("status");
        return new Try(
                Times.ofMicros(row.bigint(at)),
                row.bigint("millis"),
                status == null ? null : status.intValue(),
                row.textOrNull("answer"));
    }

    private static @Nullable Instant time(Row row, String column) {
        Long micros = row.bigintOrNull(column);
        return micros == null ? null : Times.ofMicros(micros);
    }

    private static @Nullable Long micros(@Nullable Instant time) {
        return time == null ? null : Times.toMicros(time);
    }
}
