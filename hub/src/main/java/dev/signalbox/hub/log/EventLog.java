package dev.signalbox.hub.log;

import dev.signalbox.hub.log.Append.Disturbed;
import dev.signalbox.hub.log.Append.IdempotencyConflict;
import dev.signalbox.hub.log.Append.Quiet;
import dev.signalbox.wire.Limits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * An append-only, totally ordered sequence of events. Positions are 1, 2, 3 … dense, in commit order, never reused, and
 * become visible in order: whoever has read up to p will never find a new event at or below p. Any thread may call;
 * futures complete on the caller's Vert.x context when it has one.
 */
public interface EventLog {
    /** {@code main} or {@code traces}. */
    String name();

    /** Identity of this history: eight hex digits, new after a restore. */
    String epoch();

    /**
     * Appends all events of one decision, or none; or notes that a command changed nothing. Completes when they are on
     * disk (SQLite: WAL, synchronous FULL; PostgreSQL: committed). A command whose id is known with the same digest
     * succeeds with its first events, or its receipt, and writes nothing.
     *
     * <p>Fails with {@link VersionConflict} when a stream moved past what was expected, with {@link Disturbed} when it
     * is not {@link Quiet} as it must be, and with {@link IdempotencyConflict} when an id is known with other content;
     * nothing was written then. Fails with {@link Overloaded} when more than {@link Limits#APPEND_QUEUE_MAX} appends or
     * {@link Limits#APPEND_QUEUE_BYTES_MAX} bytes wait; with StorageFull or StoreUnavailable of the database package:
     * repeat with the same ids. Order and batching: ADR 2.
     */
    Future<Appended> append(Append append);

    /**
     * The next matching events behind a position, oldest first. Fails with {@link IllegalArgumentException} when an
     * argument is out of its range.
     *
     * @param after 0 or more; a position at or beyond the head gives an empty range that ends where it began
     * @param limit events at most, 1 to {@link LogPage#EVENTS_MAX}
     * @return a range that may end before the head, also with fewer events than {@code limit}: one call scans a bounded
     *     number of positions, and ends with the event that brings its data to {@link LogPage#BYTES_MAX}. Read on from
     *     {@link LogPage#to}
     */
    Future<LogPage> read(long after, int limit, EventFilter filter);

    /**
     * The next events of one stream with versions above {@code afterVersion}, oldest first: at most {@code limit}, and
     * none behind the one that brings their data to {@link LogPage#BYTES_MAX}. Who wants all of them walks. Fails like
     * {@link #read}.
     *
     * @param afterVersion 0 or more
     * @param limit 1 to {@link LogPage#EVENTS_MAX}
     */
    Future<List<RecordedEvent>> readStream(String stream, long afterVersion, int limit);

    /**
     * Shows the visitor the events of one stream with versions above {@code afterVersion}, oldest first, until it
     * answers false or there are no more. Reads page by page and keeps none, for a stream may be long. Fails with what
     * the visitor throws.
     */
    default Future<Void> walkStream(String stream, long afterVersion, Predicate<RecordedEvent> visitor) {
        return readStream(stream, afterVersion, Limits.LIST_MAX).compose(page -> {
            for (RecordedEvent event : page) if (!visitor.test(event)) return Future.succeededFuture();
            return LogPage.isFull(page, Limits.LIST_MAX)
                    ? walkStream(stream, page.get(page.size() - 1).version(), visitor)
                    : Future.succeededFuture();
        });
    }

    /**
     * What the events of one stream with versions above {@code afterVersion} make of a state, step by step; reads like
     * a walk.
     */
    default <T> Future<T> foldStream(String stream, long afterVersion, T known, BiFunction<T, RecordedEvent, T> step) {
        return foldStream(stream, afterVersion, Long.MAX_VALUE, known, step);
    }

    /** The same up to the event with version {@code through}, or to the end when the stream has none. */
    default <T> Future<T> foldStream(
            String stream, long afterVersion, long through, T known, BiFunction<T, RecordedEvent, T> step) {
        AtomicReference<T> state = new AtomicReference<>(known);
        return walkStream(stream, afterVersion, event -> {
                    state.set(step.apply(state.get(), event));
                    return event.version() < through;
                })
                .map(walked -> state.get());
    }

    /** The event at a position, or empty when the log does not have it. */
    Future<Optional<RecordedEvent>> at(long position);

    /**
     * The position of the last event that was recorded at or before a time, found by halves: times follow the
     * positions, as far as the hub's clock was never set back.
     *
     * @param known a position of which that is so; 0 when none is known
     * @param candidate the last that comes into question
     */
    default Future<Long> lastUntil(Instant time, long known, long candidate) {
        if (known >= candidate) return Future.succeededFuture(known);
        long middle = known + (candidate - known + 1) / 2;
        return at(middle).compose(event -> {
            boolean later = event.isEmpty() || event.get().recordedAt().isAfter(time);
            return later ? lastUntil(time, known, middle - 1) : lastUntil(time, middle, candidate);
        });
    }

    /** The event with an id, or empty. */
    Future<Optional<RecordedEvent>> byId(String id);

    /** The receipt of the command with an id, or empty: it is not known, or changed something. */
    Future<Optional<RecordedReceipt>> receipt(String commandId);

    /** The newest committed event. */
    Future<Head> head();

    /** Adds one who hears of this node's commits before their callers do. Call before the first append. */
    void onCommit(CommitListener listener);

    /** Adds one who hears that other nodes may have committed. Call before the first append. */
    void onGrowth(GrowthListener listener);

    /**
     * Completes when the store turned out not to hold what this node has read of it: it was promoted or put back
     * without its last events. Nothing more is read or appended then; open the log anew, with its newest cursor. Never
     * completes otherwise.
     */
    default Future<Void> lost() {
        return Promise.<Void>promise().future();
    }

    /** Refuses new appends, ends the ones that wait, then completes. The database stays open. */
    Future<Void> close();

    /** Hears of each commit of this node. Called on a thread of the store; must return at once. */
    @FunctionalInterface
    interface CommitListener {
        /** These events, which follow each other without a gap, are on disk; calls come in the order of the commits. */
        void committed(List<RecordedEvent> events);
    }

    /** Hears that the log grew. Called on a thread of the store; must return at once. */
    @FunctionalInterface
    interface GrowthListener {
        /**
         * The log may have grown up to at least this position, by whichever node: a hint that may come late, twice or
         * never.
         */
        void advanced(long position);
    }
}
