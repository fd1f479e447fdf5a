package dev.signalbox.hub.schedule;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judge of whether this node's clock may end things. Two witnesses speak against it. The clock of the store's server: a
 * node that differs from it by more than {@link #SKEW_MAX} ends nothing. And a mark in the store, at first the time of
 * the newest event, that moves along once a minute: a clock that stands more than {@link #JUMP_MAX} ahead of it has
 * jumped, or no hub has run for so long; which of the two, only a person knows, so nothing is deleted until the clock
 * is back, somebody {@linkplain #allow says} that it is right, or a hub has run on it for {@link #BELIEVED_AFTER} while
 * health told of it: so a machine that sleeps at night still forgets what it promised to forget. Any thread.
 */
public final class ClockWatch {
    /** How far the clocks of a node and of its server may be apart. */
    public static final Duration SKEW_MAX = Duration.ofSeconds(5);
    /** How far the clock may stand ahead of the mark, and how long a word that allows deletions holds. */
    public static final Duration JUMP_MAX = Duration.ofMinutes(10);

    /** How long a clock that seems to have jumped must go on as it is until it is believed. */
    public static final Duration BELIEVED_AFTER = Duration.ofHours(1);

    private static final String TABLE =
            "CREATE TABLE IF NOT EXISTS clock_marks (name text NOT NULL PRIMARY KEY, at bigint NOT NULL)";
    private static final String MARKS = "SELECT name, at FROM clock_marks";
    private static final String MARK =
            "INSERT INTO clock_marks (name, at) VALUES ($1, $2)" + " ON CONFLICT (name) DO UPDATE SET at = excluded.at";
    private static final String SEEN = "seen";
    private static final String ALLOWED = "allowed";
    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

    private final Database database;
    private final List<EventLog> logs;
    private final Clock clock;
    private final Supplier<Future<Optional<Instant>>> server;
    private final BooleanSupplier anythingEnds;
    private volatile @Nullable Future<?> table;
    private volatile @Nullable String trouble;
    /** When the clock was first seen ahead, by itself; null as long as it is not. */
    private volatile @Nullable Instant aheadSince;

    /**
     * What may be deleted in this minute.
     *
     * @param mayGo whether something may; when not and nothing is held, it was another's minute
     * @param unbounded whether a person allowed as much as there is
     * @param held why nothing may on any node, for people; null when that is not so
     */
    public record Deletions(
            boolean mayGo, boolean unbounded, @Nullable String held) {}

    /**
     * @param database keeps the marks
     * @param logs whose newest event is the first mark
     * @param server the time of the store's server; empty when the store has no clock but this machine's
     * @param anythingEnds whether something is kept for a time only: as long as not, no jump can do harm
     */
    public ClockWatch(
            Database database,
            List<EventLog> logs,
            Clock clock,
            Supplier<Future<Optional<Instant>>> server,
            BooleanSupplier anythingEnds) {
        this.database = database;
        this.logs = List.copyOf(logs);
        this.clock = clock;
        this.server = server;
        this.anythingEnds = anythingEnds;
    }

    /** Brings the marks of one store to another, in the place of what is there. */
    public static Future<Void> carry(Database from, Database to) {
        return from.makeTable(TABLE)
                .compose(made -> from.read(transaction -> transaction.query(MARKS)))
                .compose(marks -> {
                    List<@Nullable Object[]> rows = new ArrayList<>();
                    marks.forEach(mark -> rows.add(new Object[] {mark.text("name"), mark.bigint("at")}));
                    return to.makeTable(TABLE)
                            .compose(made -> to.write(transaction -> transaction.updateAll(MARK, rows)));
                })
                .mapEmpty();
    }

    /** Why this node must not end anything by its clock just now, for people; null when it may. Asks the server. */
    public Future<@Nullable String> skew() {
        Instant before = clock.instant();
        return server.get().map(there -> {
            Instant after = clock.instant();
            String found = there.map(time -> skewOf(time, before, after)).orElse(null);
            if (found != null && !found.equals(trouble)) LOG.warn("{}", found);
            trouble = found;
            return found;
        });
    }

    /** What the last {@link #skew} found. */
    public @Nullable String trouble() {
        return trouble;
    }

    /**
     * Whether a kind of things may be deleted now. Of all nodes that ask within a minute one hears that it may.
     *
     * @param kind whose minute it is
     */
    public Future<Deletions> deletions(String kind) {
        return skew().compose(skew -> {
            if (skew != null) return Future.succeededFuture(new Deletions(false, false, skew));
            return prepared()
                    .compose(ready -> newest())
                    .compose(newest -> database.write(transaction ->
                            marks(transaction).compose(marks -> judged(transaction, kind, marks, newest))));
        });
    }

    /** Somebody who may says that the clock is right: for {@link #JUMP_MAX} all that is over may go at once. */
    public Future<Instant> allow() {
        Instant now = clock.instant();
        return prepared()
                .compose(ready -> database.write(
                        transaction -> mark(transaction, SEEN, now).compose(marked -> mark(transaction, ALLOWED, now))))
                .map(marked -> {
                    LOG.info("somebody says that the clock is right: what is over by retention may go");
                    return now;
                });
    }

    private Future<Deletions> judged(
            Transaction transaction, String kind, Map<String, Instant> marks, Optional<Instant> newest) {
        Instant now = clock.instant();
        Instant seen = marks.getOrDefault(SEEN, newest.orElse(now));
        Duration ahead = Duration.between(seen, now);
        boolean jumped = ahead.compareTo(JUMP_MAX) > 0 && anythingEnds.getAsBoolean();
        if (!jumped) aheadSince = null;
        else if (!isBelieved(now)) {
            return Future.succeededFuture(new Deletions(
                    false,
                    false,
                    "nothing is deleted by retention: the clock stands " + words(ahead) + " ahead of "
                            + Times.format(seen)
                            + ", when a hub was last known to run. If the clock is wrong, set it; if it is right, say so:"
                            + " signalbox retention allow. It is believed when a hub has run on it for an hour"));
        }
        Instant turn = marks.get("turn of " + kind);
        if (turn != null && Recent.isWithin(turn, now, Retention.EVERY))
            return Future.succeededFuture(new Deletions(false, false, null));
        Instant allowed = marks.get(ALLOWED);
        boolean unbounded = allowed != null && Recent.isWithin(allowed, now, JUMP_MAX);
        return mark(transaction, "turn of " + kind, now)
                .compose(marked -> now.isAfter(seen) || !marks.containsKey(SEEN)
                        ? mark(transaction, SEEN, now)
                        : Future.succeededFuture())
                .map(marked -> new Deletions(true, unbounded, null));
    }

    private boolean isBelieved(Instant now) {
        Instant since = aheadSince;
        if (since == null || now.isBefore(since)) {
            aheadSince = now;
            return false;
        }
        boolean goesOn = Recent.isWithin(since, now, BELIEVED_AFTER.plus(JUMP_MAX));
        if (!goesOn) aheadSince = now;
        return goesOn && !Recent.isWithin(since, now, BELIEVED_AFTER);
    }

    private @Nullable String skewOf(Instant server, Instant before, Instant after) {
        boolean behind = after.plus(SKEW_MAX).isBefore(server);
        boolean ahead = before.minus(SKEW_MAX).isAfter(server);
        if (!behind && !ahead) return null;
        Duration by = behind ? Duration.between(after, server) : Duration.between(server, before);
        return "the clock of this node is " + words(by) + (behind ? " behind" : " ahead of")
                + " the clock of the database server: it ends nothing at a deadline and deletes nothing until they"
                + " differ by " + SKEW_MAX.toSeconds() + " s at most. Set the clocks, with NTP on both";
    }

    private Future<Map<String, Instant>> marks(Transaction transaction) {
        return transaction.query(MARKS).map(rows -> {
            Map<String, Instant> marks = new HashMap<>();
            for (Row row : rows) marks.put(row.text("name"), Times.ofMicros(row.bigint("at")));
            return marks;
        });
    }

    private static Future<?> mark(Transaction transaction, String name, Instant at) {
        return transaction.update(MARK, name, Times.toMicros(at));
    }

    private Future<?> prepared() {
        Future<?> known = table;
        if (known != null && !known.failed()) return known;
        Future<?> made = database.makeTable(TABLE);
        table = made;
        return made;
    }

    /** When the newest event of all logs was recorded; empty when there is none. */
    private Future<Optional<Instant>> newest() {
        Future<Optional<Instant>> newest = Future.succeededFuture(Optional.empty());
        for (EventLog log : logs) {
            newest = newest.compose(known -> log.head()
                    .compose(head -> log.at(head.position()))
                    .map(event -> later(known, event.map(RecordedEvent::recordedAt))));
        }
        return newest;
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        if (one.isEmpty() || other.isEmpty()) return one.or(() -> other);
        return one.get().isAfter(other.get()) ? one : other;
    }

    /** A time in its largest unit: "366 days", "11 minutes". */
    static String words(Duration time) {
        long minutes = time.toMinutes();
        if (minutes < 2) return time.toSeconds() + " seconds";
        if (minutes < 120) return minutes + " minutes";
        return minutes < 48 * 60 ? time.toHours() + " hours" : time.toDays() + " days";
    }
}
