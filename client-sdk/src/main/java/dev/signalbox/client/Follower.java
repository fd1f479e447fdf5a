package dev.signalbox.client;

import dev.signalbox.client.http.Backoff;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.client.http.Pace;
import dev.signalbox.client.http.SseFrame;
import dev.signalbox.client.http.SseStream;
import dev.signalbox.wire.Cursor;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the log behind its checkpoint and hands every event to the handler in the transaction that moves the checkpoint. Reads a live
 * stream; where something between cuts streams again and again, pages. Whatever goes wrong, it begins again at the checkpoint.
 */
final class Follower implements Subscription {
    /** Ranges that came in together are applied together, up to this many. */
    static final int RANGES_AT_ONCE = 256;
    /** So many resets within {@link #RESET_WINDOW} are no accident any more. */
    static final int RESETS_MAX = 5;

    static final Duration RESET_WINDOW = Duration.ofMinutes(10);

    static final long HEAD_UNKNOWN = -1;

    private static final Logger LOG = LoggerFactory.getLogger(Follower.class);
    private static final int QUICK_CUTS_MAX = 3;

    private final Followers with;
    private final String name;
    private final FollowOptions options;
    private final EventHandler handler;
    private final Checkpoint place;
    private final Pace pace;
    private final Backoff backoff;
    private final Thread thread;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private volatile boolean live;
    private volatile long position;
    private volatile @Nullable CompletableFuture<?> inFlight;
    private volatile @Nullable SseStream stream;

    // Only the follower's thread touches what follows.
    private @Nullable Cursor cursor;
    private int quickCuts;
    private final ArrayDeque<Long> resets = new ArrayDeque<>();

    Follower(Followers with, String name, FollowOptions options, EventHandler handler) {
        this.with = with;
        this.name = name;
        this.options = options;
        this.handler = handler;
        this.place = new Checkpoint(name);
        this.pace = with.pace();
        this.backoff = new Backoff(with.random(), pace.backoffFirst(), pace.backoffLongest());
        this.thread = new Thread(this::run, "signalbox-follow-" + name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public boolean isLive() {
        return live;
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    @Override
    public void close() {
        stop();
        if (Thread.currentThread() != thread) join();
    }

    void stop() {
        stopped.countDown();
        CompletableFuture<?> running = inFlight;
        if (running != null) running.cancel(true);
        SseStream open = stream;
        if (open != null) open.close();
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
        try {
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
            with.running().remove(name, this);
            ended.complete(null);
        } catch (RuntimeException e) {
            LOG.error("The follower {} ended at position {}", name, position, e);
            with.running().remove(name, this);
            ended.completeExceptionally(e);
        }
        with.statusMayHaveChanged().run();
    }

    private void round() {
        cursor = with.store().read(place::read).join();
        if (cursor == null && options.isFromNow()) startFrom(newest());
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
        SseStream open =
                await(with.hub().openEvents(query(), behind == null ? null : behind.toString(), pace.silence()));
        stream = open;
        with.contact().ok();
        FrameReader frames = new FrameReader();
        try (open) {
            Optional<SseFrame> frame = next(open);
            while (frame.isPresent() && !isStopped()) {
                List<Range> ranges = new ArrayList<>();
                for (; frame.isPresent() && ranges.size() < RANGES_AT_ONCE; frame = open.poll()) {
                    frames.read(frame.get()).ifPresent(ranges::add);
                }
                if (!apply(ranges)) return;
                noteProgress(frames.head());
                if (frame.isEmpty()) frame = next(open);
            }
        } finally {
            stream = null;
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
            with.contact().ok();
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
            if (ranges.size() == 1) throw e;
            for (Range range : ranges) commitTogether(List.of(range));
        }
    }

    private void commitTogether(List<Range> ranges) {
        Cursor from = cursor;
        Cursor to = ranges.get(ranges.size() - 1).to();
        with.store().writeNow(transaction -> {
            Tx tx = new Tx(transaction, with.outbox());
            for (Range range : ranges) range.events().forEach(event -> handler.on(event, tx));
            place.move(transaction, from, to, with.clock().instant());
            return to;
        });
        cursor = to;
        backoff.reset();
    }

    private void trouble(RuntimeException failure) {
        if (isStopped()) return;
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

    private void reset(Problem why) {
        Cursor newest = newest();
        long now = System.nanoTime();
        while (!resets.isEmpty() && now - resets.peek() > RESET_WINDOW.toNanos()) resets.remove();
        resets.add(now);
        if (resets.size() >= RESETS_MAX) {
            throw new FollowerStopped(
                    name + " was reset " + RESETS_MAX + " times in " + RESET_WINDOW.toMinutes() + " minutes and stops",
                    why);
        }
        Cursor from = cursor;
        ResetHandler.Decision decision = with.store().writeNow(transaction -> {
            ResetHandler.Decision made = options.resetHandler().onReset(why, new Tx(transaction, with.outbox()));
            if (made == ResetHandler.Decision.REPLAY)
                place.move(transaction, from, null, with.clock().instant());
            if (made == ResetHandler.Decision.SKIP)
                place.move(transaction, from, newest, with.clock().instant());
            return made;
        });
        LOG.warn("{}: the hub has no history behind {} any more ({}): {}", name, from, why.code(), decision);
        if (decision == ResetHandler.Decision.STOP) {
            throw new FollowerStopped(
                    name + " stops at " + from + "; follow it with onReset to replay or to skip", why);
        }
    }

    private void startFrom(Cursor newest) {
        with.store().writeNow(transaction -> {
            place.move(transaction, null, newest, with.clock().instant());
            return newest;
        });
        cursor = newest;
    }

    private Cursor newest() {
        EventPage page = await(with.hub().events(Map.of("after", "end", "limit", "1")));
        return Cursor.parse(page.next());
    }

    private void noteProgress(long head) {
        Cursor at = cursor;
        position = at == null ? 0 : at.position();
        boolean before = live;
        live = head == HEAD_UNKNOWN ? live : position >= head;
        if (before != live) with.statusMayHaveChanged().run();
    }

    private Map<String, String> query() {
        Map<String, String> query = new HashMap<>();
        query.put("after", "start");
        if (!options.types().isEmpty()) query.put("types", String.join(",", options.types()));
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

    private Optional<SseFrame> next(SseStream open) {
        try {
            return open.next();
        } catch (InterruptedException e) {
            stopped.countDown();
            return Optional.empty();
        }
    }

    private <T> T await(CompletableFuture<T> answer) {
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

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }
}
