package dev.signalbox.client.follow;

import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.client.thread.Worker;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventPage;
import dev.signalbox.wire.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log behind its checkpoint and has the effects of every event committed with the move of the checkpoint.
 * Reads a live stream; where something between cuts streams again and again, pages. Whatever goes wrong, it begins
 * again at the checkpoint.
 */
public final class Follower implements AutoCloseable {
    /** Ranges that came in together are applied together, up to this many. */
    public static final int RANGES_AT_ONCE = 256;

    static final long HEAD_UNKNOWN = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);

    private final FollowerContext with;
    private final String name;
    private final Effects effects;
    private final Consumer<Follower> atEnd;
    private final Checkpoint place;
    private final Worker worker;
    private final LogReading reading;
    private final FollowerRetries retries;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private volatile boolean live;
    private volatile boolean connected;
    private volatile long position;
    private volatile @Nullable RuntimeException trouble;

    // Only the follower's thread touches what follows.
    private @Nullable Cursor cursor;

    /** @param atEnd called when its thread is done with everything, before {@link #ended} completes */
    Follower(FollowerContext with, String name, List<String> types, Effects effects, Consumer<Follower> atEnd) {
        this.with = with;
        this.name = name;
        this.effects = effects;
        this.atEnd = atEnd;
        this.place = new Checkpoint(name);
        this.worker = new Worker("signalbox-follow-" + name, with.pace().tick(), this::run);
        this.reading = new LogReading(with, worker, name, types);
        this.retries = new FollowerRetries(with, worker, name);
    }

    void start() {
        worker.start();
    }

    /** Position of the last event whose effects are on disk, or of the range known to hold none; 0 before the first. */
    public long position() {
        return position;
    }

    /** Whether it has seen everything that the hub had when last heard of. */
    public boolean isLive() {
        return live;
    }

    /** Whether the hub is being heard now. */
    public boolean isConnected() {
        return connected;
    }

    /** What went wrong last; empty since the hub was heard again. */
    public Optional<RuntimeException> trouble() {
        return Optional.ofNullable(trouble);
    }

    /**
     * Completes when it was closed; fails with {@link FollowerStopped} when it gave up, {@link HubRefused} when it asks
     * in vain.
     */
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    /** Waits for an answer of the hub; {@link #close} gives it up. For the effects, on this follower's thread. */
    public <T> T await(CompletableFuture<T> answer) {
        return worker.await(answer);
    }

    /** What {@link #close} has to close so that this thread comes back from it; null when it is done with. */
    public void holds(@Nullable AutoCloseable opened) {
        worker.holds(opened);
    }

    /** Whether the effects should leave off. */
    public boolean isStopped() {
        return worker.isStopped();
    }

    /** Moves its checkpoint inside a transaction of the effects; it is read again before the log is. */
    public void place(StoreTransaction transaction, @Nullable Cursor from, @Nullable Cursor to) {
        place.move(transaction, from, to, with.clock().instant());
    }

    /** The checkpoint as this thread knows it. */
    public @Nullable Cursor cursor() {
        return cursor;
    }

    /** The newest cursor of the hub. */
    public Cursor newest() {
        EventPage page = await(with.hub().events(Map.of("after", "end", "limit", "1")));
        return Cursor.parse(page.next());
    }

    /**
     * Ends it after the events in hand, and waits for that, but no longer than {@link FollowerContext#closeWait}, nor
     * on its own thread. What takes longer goes on, and commits with the checkpoint or not at all; {@link #ended} tells
     * when.
     */
    @Override
    public void close() {
        stop();
        if (worker.isCurrentThread() || join(with.closeWait())) return;
        LOG.warn("{}: at work for longer than close may wait ({}); it ends behind it", name, with.closeWait());
    }

    void stop() {
        worker.stop();
    }

    void join() {
        while (!join(Duration.ofDays(1))) LOG.warn("{}: its handler has been at work for a day", name);
    }

    /** Waits until its thread is done; false when the time is over. */
    boolean join(Duration atMost) {
        return worker.join(atMost);
    }

    private void run() {
        RuntimeException why = null;
        try {
            follow();
        } catch (RuntimeException e) {
            LOG.error("The follower {} ended at position {}", name, position, e);
            trouble = e;
            why = e;
        } catch (Error e) {
            // Of the machine, such as no memory: whoever waits for the end hears of it, and so does the thread's
            // handler.
            ended.completeExceptionally(e);
            throw e;
        } finally {
            connected = false;
            endEffects();
            // Not before: whoever waits for the end may close what the effects end with.
            atEnd.accept(this);
        }
        if (why == null) ended.complete(null);
        else ended.completeExceptionally(why);
        with.statusMayHaveChanged().run();
    }

    private void follow() {
        while (!isStopped()) {
            try {
                round();
            } catch (Checkpoint.Moved e) {
                LOG.debug("{}: {}", name, e.getMessage());
                worker.pause(with.pace().page());
            } catch (RuntimeException e) {
                if (isFinal(e)) throw e;
                trouble(e);
            }
        }
    }

    private void endEffects() {
        try {
            effects.ended();
        } catch (RuntimeException e) {
            LOG.error("{}: its effects failed at their end", name, e);
        }
    }

    private void round() {
        cursor = with.store().readNow(place::read);
        if (!effects.begin(this, cursor)) {
            worker.pause(with.pace().tick());
            return;
        }
        cursor = with.store().readNow(place::read);
        noteProgress(HEAD_UNKNOWN);
        try {
            reading.read(this);
        } catch (HubRefused refused) {
            if (!refused.is(ProblemCode.LOG_DIVERGED) && !refused.is(ProblemCode.CURSOR_EXPIRED)) throw refused;
            retries.noteReset(refused.problem(), cursor);
            effects.reset(this, refused.problem());
        }
    }

    /** The hub was heard: whatever was wrong is over. */
    void heard() {
        trouble = null;
        connected = true;
        retries.heard();
    }

    /**
     * Answers false when a range is missing between the checkpoint and what came: then the stream must begin again
     * there.
     */
    boolean apply(List<Range> ranges) {
        List<Range> fitting = Range.following(cursor, ranges);
        if (!fitting.isEmpty()) commit(fitting);
        Cursor at = cursor;
        boolean gap = at != null && ranges.stream().anyMatch(range -> range.from() > at.position());
        if (gap) LOG.warn("{}: the stream left out events behind {}; beginning again there", name, at);
        return !gap;
    }

    /**
     * All in one transaction; when that fails and there are several, each in its own, so that one bad event holds up
     * only later ones.
     */
    private void commit(List<Range> ranges) {
        try {
            commitTogether(ranges);
        } catch (Checkpoint.Moved e) {
            throw e;
        } catch (RuntimeException e) {
            if (ranges.size() == 1 || e instanceof HubRefused || e instanceof HubUnreachable) throw e;
            for (Range range : ranges) commitTogether(List.of(range));
        }
    }

    private void commitTogether(List<Range> ranges) {
        Cursor from = cursor;
        Cursor to = ranges.get(ranges.size() - 1).to();
        List<Event> events =
                ranges.stream().flatMap(range -> range.events().stream()).toList();
        effects.prepare(this, events);
        Function<StoreTransaction, Cursor> work = transaction -> {
            effects.apply(transaction, events);
            place(transaction, from, to);
            return to;
        };
        try {
            if (effects.flushed()) with.store().writeNow(work);
            else with.store().writeUnflushedNow(work);
        } catch (StackOverflowError | LinkageError | AssertionError e) {
            // Of the handler, as an exception is: the same events come again after a while.
            throw new IllegalStateException("the handler failed with " + e, e);
        }
        cursor = to;
        retries.committed();
    }

    /** @param head the newest position of the hub, as far as it is known; else {@link #HEAD_UNKNOWN} */
    void noteProgress(long head) {
        Cursor at = cursor;
        position = at == null ? 0 : at.position();
        boolean before = live;
        live = head == HEAD_UNKNOWN ? live : position >= head;
        if (before != live) with.statusMayHaveChanged().run();
        effects.progressed(this);
    }

    private static boolean isFinal(RuntimeException failure) {
        return failure instanceof FollowerStopped
                || (failure instanceof HubRefused refused && refused.is(ProblemCode.INVALID));
    }

    private void trouble(RuntimeException failure) {
        if (isStopped()) return;
        trouble = failure;
        connected = false;
        live = false;
        retries.pauseAfter(failure, cursor);
    }
}
