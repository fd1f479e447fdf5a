package dev.signalbox.hub.log;

import dev.signalbox.hub.log.EventLog.CommitListener;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest events of a log in memory, shared by all followers of a node: each event is held and encoded once. Bounded
 * in events and bytes; a follower that fell behind the oldest reads the store again. Fed by this node's own commits,
 * and, when another node committed, by one reader for all. Any thread.
 */
public final class LogTail {
    /** Events that the tail holds at most. */
    public static final int EVENTS_MAX = 20_000;
    /** Bytes of data that the tail holds at most. */
    static final long BYTES_MAX = 16L * 1024 * 1024;

    private static final int READ_LIMIT = 1_000;
    private static final long RETRY_MILLIS = 500;
    private static final Logger LOG = LoggerFactory.getLogger(LogTail.class);

    private final EventLog log;
    private final Vertx vertx;
    private final Context context;
    private final int eventsMax;
    private final ArrayDeque<RecordedEvent> events = new ArrayDeque<>();
    private final Set<Waiter> waiting = new LinkedHashSet<>();
    private final List<CommitListener> first = new CopyOnWriteArrayList<>();
    private LongConsumer dropped = position -> {};
    /** The newest event that was taken in; those at hand end with it. */
    private Head head;
    /** Bytes of data of the events at hand. */
    private long bytes;
    /**
     * The newest position of which anybody said that it is committed: what lies between it and the head is still to be
     * read.
     */
    private long hinted;
    /** The newest position that this node committed itself. */
    private long own;
    /** Whether the read that brings what lies between is on its way. There is one at a time. */
    private boolean reading;

    /**
     * Who has seen everything and waits for more: {@code wake} is called on {@code context}, once for each time of
     * waiting.
     */
    record Waiter(Context context, Runnable wake) {}

    /**
     * A tail that begins at the log's present head.
     *
     * @param head the newest event when the hub started
     */
    public LogTail(EventLog log, Head head, Vertx vertx) {
        this(log, head, vertx, EVENTS_MAX);
    }

    LogTail(EventLog log, Head head, Vertx vertx, int eventsMax) {
        this.log = log;
        this.vertx = vertx;
        this.eventsMax = eventsMax;
        this.head = head;
        this.context = vertx.getOrCreateContext();
        log.onCommit(this::committed);
        log.onGrowth(this::advanced);
    }

    public EventLog log() {
        return log;
    }

    /** The newest event that this node knows of. */
    public synchronized Head head() {
        return head;
    }

    /**
     * The position behind which this node has acknowledged nothing. It is above {@link #head} for a moment when another
     * node committed just before this one: then these events are still to be read.
     */
    public synchronized long acknowledged() {
        return Math.max(own, head.position());
    }

    /**
     * Adds one who hears of every event, in order, before anybody who follows the log of this node does; and of this
     * node's own commits before their callers do. It may hear of an event twice, and of this node's own too early. So
     * rights count from the event on that gave or took them.
     */
    public void first(CommitListener listener) {
        first.add(listener);
    }

    /** Completes when this node has taken in everything up to a position that is committed. */
    public Future<Void> reached(long position) {
        if (head().position() >= position) return Future.succeededFuture();
        advanced(position);
        Promise<Void> reached = Promise.promise();
        awaitPast(position, vertx.getOrCreateContext(), reached);
        return reached.future();
    }

    private void awaitPast(long position, Context caller, Promise<Void> reached) {
        synchronized (this) {
            if (head.position() < position) {
                waiting.add(new Waiter(caller, () -> awaitPast(position, caller, reached)));
                return;
            }
        }
        reached.complete();
    }

    /** The log may have grown up to this position: what is missing is read, and followers are woken. */
    public void advanced(long position) {
        boolean begins;
        synchronized (this) {
            begins = beginsToRead(position);
        }
        if (begins) context.runOnContext(ignored -> readOn());
    }

    private void committed(List<RecordedEvent> committed) {
        long first = committed.get(0).position();
        long last = committed.get(committed.size() - 1).position();
        List<Waiter> woken = List.of();
        boolean gap;
        tellFirst(committed);
        synchronized (this) {
            own = Math.max(own, last);
            gap = first > head.position() + 1;
            if (!gap) {
                for (RecordedEvent event : committed) if (event.position() > head.position()) add(event);
                woken = takeWaiting();
            }
        }
        if (gap) advanced(last);
        wake(woken);
    }

    /** Notes a hint. Whether the caller must begin to read: nobody does, and something is missing. Under the lock. */
    private boolean beginsToRead(long position) {
        hinted = Math.max(hinted, position);
        if (reading || hinted <= head.position()) return false;
        reading = true;
        return true;
    }

    /**
     * The events behind a position that are at hand, at most {@code limit} and about as many bytes as one read gives.
     * Empty when there are none newer: then the waiter is noted and will be woken. Null when the oldest at hand is too
     * new: read the store.
     */
    synchronized @Nullable List<RecordedEvent> after(long position, int limit, Waiter waiter) {
        if (position >= head.position()) {
            waiting.add(waiter);
            return List.of();
        }
        long oldest = head.position() - events.size() + 1;
        if (position + 1 < oldest) return null;
        return slice(position, limit);
    }

    /** Drops what is at hand, for the store has erased some of it; followers read there until newer events come. */
    public synchronized void drop() {
        events.clear();
        bytes = 0;
        dropped.accept(head.position());
    }

    /**
     * Adds one who keeps something beside the events at hand: it hears of the position up to which there are none any
     * more. Called under the tail's lock; must return at once.
     */
    public synchronized void onDrop(LongConsumer listener) {
        dropped = dropped.andThen(listener);
    }

    synchronized void forget(Waiter waiter) {
        waiting.remove(waiter);
    }

    /** Positions are dense, so a slice is found by counting; near the head from the newest end. */
    private List<RecordedEvent> slice(long position, int limit) {
        int wanted = (int) Math.min(limit, head.position() - position);
        int skip = (int) (position + 1 - (head.position() - events.size() + 1));
        RecordedEvent[] slice = new RecordedEvent[wanted];
        if (skip > events.size() / 2) {
            int fromEnd = events.size() - skip;
            var newestFirst = events.descendingIterator();
            for (int i = fromEnd - 1; i >= 0; i--) {
                RecordedEvent event = newestFirst.next();
                if (i < wanted) slice[i] = event;
            }
        } else {
            var oldestFirst = events.iterator();
            for (int i = 0; i < skip; i++) oldestFirst.next();
            for (int i = 0; i < wanted; i++) slice[i] = oldestFirst.next();
        }
        return List.of(slice).subList(0, fitting(slice));
    }

    /** How many of the events a range may hold, by their data; at least one. */
    private static int fitting(RecordedEvent[] slice) {
        long bytes = 0;
        for (int i = 0; i < slice.length; i++) {
            bytes += slice[i].data().length;
            if (bytes >= LogPage.BYTES_MAX) return i + 1;
        }
        return slice.length;
    }

    /**
     * Events that another node committed; one read for all followers, until nothing is missing. A read that fails is
     * tried again: the hint that asked for it may have been the last.
     */
    private void readOn() {
        long from = head().position();
        log.read(from, READ_LIMIT, EventFilter.ALL).onComplete(page -> {
            if (page.failed()) {
                LOG.warn(
                        "cannot read on at {} of the log {}, will try again: {}",
                        from,
                        log.name(),
                        page.cause().getMessage());
                vertx.setTimer(RETRY_MILLIS, timer -> context.runOnContext(ignored -> readOn()));
                return;
            }
            List<Waiter> woken;
            boolean more;
            tellFirst(page.result().events());
            synchronized (this) {
                for (RecordedEvent event : page.result().events()) {
                    if (event.position() == head.position() + 1) add(event);
                }
                woken = takeWaiting();
                more = !page.result().events().isEmpty()
                        && (head.position() < hinted
                                || head.position() < page.result().head());
                reading = more;
            }
            wake(woken);
            if (more) readOn();
        });
    }

    private void tellFirst(List<RecordedEvent> events) {
        for (CommitListener listener : first) {
            try {
                listener.committed(events);
            } catch (RuntimeException | Error e) {
                LOG.error("what must hear first of the log {} failed; the log goes on", log.name(), e);
            }
        }
    }

    private void add(RecordedEvent event) {
        events.addLast(event);
        bytes += event.data().length;
        while (events.size() > eventsMax || (bytes > BYTES_MAX && events.size() > 1)) {
            RecordedEvent oldest = events.removeFirst();
            bytes -= oldest.data().length;
            dropped.accept(oldest.position());
        }
        head = new Head(log.epoch(), event.position(), event.hash());
    }

    private List<Waiter> takeWaiting() {
        if (waiting.isEmpty()) return List.of();
        List<Waiter> woken = new ArrayList<>(waiting);
        waiting.clear();
        return woken;
    }

    /** One task for each event loop, not one for each follower. */
    private static void wake(List<Waiter> woken) {
        if (woken.isEmpty()) return;
        Map<Context, List<Waiter>> byContext = new HashMap<>();
        for (Waiter waiter : woken) {
            byContext.computeIfAbsent(waiter.context, any -> new ArrayList<>()).add(waiter);
        }
        byContext.forEach(
                (context, waiters) -> context.runOnContext(ignored -> waiters.forEach(waiter -> waiter.wake.run())));
    }
}
