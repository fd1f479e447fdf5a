package dev.signalbox.client.follow;

import dev.signalbox.client.http.Backoff;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.client.http.Pace;
import dev.signalbox.client.http.SnapshotMismatch;
import dev.signalbox.client.http.SseFrame;
import dev.signalbox.client.http.SseStream;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventPage;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log behind its checkpoint and has the effects of every event committed with the move of the checkpoint. Reads a live
 * stream; where something between cuts streams again and again, pages. Whatever goes wrong, it begins again at the checkpoint.
 */
public final class Follower implements AutoCloseable {
    /** Ranges that came in together are applied together, up to this many. */
    public static final int RANGES_AT_ONCE = 256;
    /** So many resets within {@link #RESET_WINDOW} are no accident any more. */
    static final int RESETS_MAX = 5;

    static final Duration RESET_WINDOW = Duration.ofMinutes(10);

    static final long HEAD_UNKNOWN = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int QUICK_CUTS_MAX = 3;

    private final Followers with;
    private final String name;
    private final List<String> types;
    private final Effects effects;
    private final Checkpoint place;
    private final Pace pace;
    private final Backoff backoff;
    private final Backoff mismatches;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private volatile boolean live;
    private volatile boolean connected;
    private volatile long position;
    private volatile @Nullable CompletableFuture<?> inFlight;
    private volatile @Nullable AutoCloseable open;
    private volatile @Nullable RuntimeException trouble;

    // Only the follower's thread touches what follows.
    private @Nullable Cursor cursor;
    private int quickCuts;
    private final ArrayDeque<Long> resets = new ArrayDeque<>();

    Follower(Followers with, String name, List<String> types, Effects effects) {
        this.with = with;
        this.name = name;
        this.types = types;
        this.effects = effects;
        this.place = new Checkpoint(name);
        this.pace = with.pace();
        this.backoff = new Backoff(with.random(), pace.backoffFirst(), pace.backoffLongest());
        this.mismatches = new Backoff(with.random(), pace.backoffFirst(), pace.snapshotLongest());
        this.thread = new Thread(this::run, "signalbox-follow-" + name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
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

    /** Completes when it was closed; fails with {@link FollowerStopped} when it gave up, {@link HubRefused} when it asks in vain. */
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    /** Waits for an answer of the hub; {@link #close} gives it up. For the effects, on this follower's thread. */
    public <T> T await(CompletableFuture<T> answer) {
        inFlight = answer;
        try {
            if (isStopped()) answer.cancel(true);
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        } finally {
            inFlight = null;
        }
    }

    /** What {@link #close} has to close so that this thread comes back from it; null when it is done with. */
    public void holds(@Nullable AutoCloseable opened) {
        open = opened;
        if (opened != null && isStopped()) close(opened);
    }

    /** Whether the effects should leave off. */
    public boolean isStopped() {
        return stopped.getCount() == 0;
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
     * Ends it after the events in hand, and waits for that, but no longer than {@link Followers#closeWait}, nor on its own thread. What takes
     * longer goes on, and commits with the checkpoint or not at all; {@link #ended} tells when.
     */
    @Override
    public void close() {
        stop();
        if (Thread.currentThread() == thread || join(with.closeWait())) return;
        LOG.warn("{}: at work for longer than close may wait ({}); it ends behind it", name, with.closeWait());
    }

    void stop() {
        stopped.countDown();
        CompletableFuture<?> running = inFlight;
        if (running != null) running.cancel(true);
        AutoCloseable opened = open;
        if (opened != null) close(opened);
    }

    private void close(AutoCloseable opened) {
        try {
            opened.close();
        } catch (Exception e) {
            LOG.warn("{}: what it read could not be closed", name, e);
        }
    }

    void join() {
        while (!join(Duration.ofDays(1))) LOG.warn("{}: its handler has been at work for a day", name);
    }

    /** Waits until its thread is done; false when the time is over. */
    boolean join(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean interrupted = false;
        for (long left = atMost.toNanos(); thread.isAlive() && left > 0; left = deadline - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        return !thread.isAlive();
    }

    private void run() {
        RuntimeException why = null;
        try {
            follow();
        } catch (RuntimeException e) {
            LOG.error("The follower {} ended at position {}", name, position, e);
            trouble = e;
            why = e;
        } finally {
            connected = false;
            endEffects();
            // Not before: whoever waits for the end may close what the effects end with.
            with.running().remove(name, this);
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
                pause(pace.page(), false);
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
            pause(pace.tick(), false);
            return;
        }
        cursor = with.store().readNow(place::read);
        noteProgress(HEAD_UNKNOWN);
        try {
            if (quickCuts < QUICK_CUTS_MAX) readStream();
            else readPages();
        } catch (HubRefused refused) {
            if (!isReset(refused)) throw refused;
            reset(refused.problem());
        }
    }

    private static boolean isReset(HubRefused refused) {
        return refused.is(ProblemCode.LOG_DIVERGED) || refused.is(ProblemCode.CURSOR_EXPIRED);
    }

    private static boolean isFinal(RuntimeException failure) {
        return failure instanceof FollowerStopped
                || (failure instanceof HubRefused refused && refused.is(ProblemCode.INVALID));
    }

    private void readStream() {
        long opened = System.nanoTime();
        Cursor behind = cursor;
        SseStream stream =
                await(with.hub().openEvents(query(), behind == null ? null : behind.toString(), pace.silence()));
        holds(stream);
        heard();
        FrameReader frames = new FrameReader();
        try (stream) {
            Optional<SseFrame> frame = next(stream);
            while (frame.isPresent() && !isStopped()) {
                List<Range> ranges = new ArrayList<>();
                for (; frame.isPresent() && ranges.size() < RANGES_AT_ONCE; frame = stream.poll()) {
                    frames.read(frame.get()).ifPresent(ranges::add);
                }
                if (!apply(ranges)) return;
                noteProgress(frames.head());
                if (frame.isEmpty()) frame = next(stream);
            }
        } finally {
            holds(null);
            boolean quick = System.nanoTime() - opened < pace.quickCut().toNanos();
            quickCuts = quick ? quickCuts + 1 : 0;
        }
        if (!isStopped()) throw new HubUnreachable("the event stream ended", null);
    }

    private void readPages() {
        long until = System.nanoTime() + pace.streamAgain().toNanos();
        LOG.info("{}: event streams are cut again and again; asking for pages instead", name);
        while (!isStopped() && System.nanoTime() - until < 0) {
            Map<String, String> query = query();
            Cursor behind = cursor;
            if (behind != null) query.put("after", behind.toString());
            query.put("limit", Integer.toString(Limits.LIST_MAX));
            EventPage page = await(with.hub().events(query));
            heard();
            Cursor next = Cursor.parse(page.next());
            boolean more = !next.equals(behind);
            if (more) {
                long from = behind == null ? 0 : behind.position();
                apply(List.of(new Range(from, next, page.events())));
            }
            noteProgress(page.head());
            if (!more || next.position() >= page.head()) pause(pace.page(), false);
        }
        quickCuts = 0;
    }

    /** Answers false when a range is missing between the checkpoint and what came: then the stream must begin again there. */
    private boolean apply(List<Range> ranges) {
        List<Range> fitting = new ArrayList<>();
        Cursor at = cursor;
        boolean gap = false;
        for (Range range : ranges) {
            if (at != null && range.from() > at.position()) {
                gap = true;
                break;
            }
            if (at != null && range.from() < at.position()) continue;
            fitting.add(range);
            at = range.to();
        }
        if (!fitting.isEmpty()) commit(fitting);
        if (gap) LOG.warn("{}: the stream left out events behind {}; beginning again there", name, cursor);
        return !gap;
    }

    /** All in one transaction; when that fails and there are several, each in its own, so that one bad event holds up only later ones. */
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
        if (effects.flushed()) with.store().writeNow(work);
        else with.store().writeUnflushedNow(work);
        cursor = to;
        backoff.reset();
    }

    private void trouble(RuntimeException failure) {
        if (isStopped()) return;
        trouble = failure;
        connected = false;
        live = false;
        if (failure instanceof SnapshotMismatch mismatch) mismatch(mismatch);
        else failed(failure);
    }

    /** The hub answers, but what it says cannot be taken over; the checkpoint and what is read stay where they are. */
    private void mismatch(SnapshotMismatch mismatch) {
        with.contact().ok();
        with.statusMayHaveChanged().run();
        Duration wait = mismatches.next(Optional.empty());
        LOG.warn(
                "{}: {}; try {} in {} ms. {}",
                name,
                mismatch.getMessage(),
                mismatches.failures() + 1,
                wait.toMillis(),
                mismatch.nextStep());
        pause(wait, false);
    }

    private void failed(RuntimeException failure) {
        boolean ofTheHub = failure instanceof HubRefused || failure instanceof HubUnreachable;
        if (ofTheHub) with.contact().failed(failure);
        boolean key = failure instanceof HubRefused refused
                && (refused.is(ProblemCode.UNAUTHORIZED) || refused.is(ProblemCode.FORBIDDEN));
        Optional<Duration> asked = failure instanceof HubRefused refused ? refused.retryAfter() : Optional.empty();
        Duration wait = key ? pace.keyRetry() : backoff.next(asked);
        if (ofTheHub) LOG.info("{}: {}; next try in {} ms", name, failure.getMessage(), wait.toMillis());
        else
            LOG.error(
                    "{}: the handler or the store failed behind {}; next try in {} ms",
                    name,
                    cursor,
                    wait.toMillis(),
                    failure);
        pause(wait, key);
    }

    private void heard() {
        mismatches.reset();
        trouble = null;
        connected = true;
        with.contact().ok();
    }

    private void reset(Problem why) {
        long now = System.nanoTime();
        while (!resets.isEmpty() && now - resets.peek() > RESET_WINDOW.toNanos()) resets.remove();
        resets.add(now);
        if (resets.size() >= RESETS_MAX) {
            throw new FollowerStopped(
                    name + " was reset " + RESETS_MAX + " times in " + RESET_WINDOW.toMinutes() + " minutes and stops",
                    why);
        }
        LOG.warn("{}: the hub has no history behind {} any more ({})", name, cursor, why.code());
        effects.reset(this, why);
    }

    private void noteProgress(long head) {
        Cursor at = cursor;
        position = at == null ? 0 : at.position();
        boolean before = live;
        live = head == HEAD_UNKNOWN ? live : position >= head;
        if (before != live) with.statusMayHaveChanged().run();
        effects.progressed(this);
    }

    private Map<String, String> query() {
        Map<String, String> query = new HashMap<>();
        query.put("after", "start");
        if (!types.isEmpty()) query.put("types", String.join(",", types));
        return query;
    }

    private void pause(Duration time, boolean endsWithNewKey) {
        String tried = with.key().get();
        long deadline = System.nanoTime() + time.toNanos();
        long left = time.toNanos();
        while (!isStopped()
                && left > 0
                && !(endsWithNewKey && !Objects.equals(tried, with.key().get()))) {
            try {
                if (stopped.await(Math.min(left, pace.tick().toNanos()), TimeUnit.NANOSECONDS)) return;
            } catch (InterruptedException e) {
                stopped.countDown();
            }
            left = deadline - System.nanoTime();
        }
    }

    private Optional<SseFrame> next(SseStream stream) {
        try {
            return stream.next();
        } catch (InterruptedException e) {
            stopped.countDown();
            return Optional.empty();
        }
    }
}
