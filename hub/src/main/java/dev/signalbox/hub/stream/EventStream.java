package dev.signalbox.hub.stream;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.FollowSink;
import dev.signalbox.hub.log.LogFollower;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One live subscriber over HTTP. Takes ranges from its follower and writes them as frames; while the connection takes
 * no more bytes the follower waits, and nothing queues here. Every frame with an id says in {@code :from} which id was
 * sent before it: so a client that keeps the last id can tell that it missed nothing. Belongs to the event loop of its
 * connection.
 */
final class EventStream implements FollowSink {
    /** Positions without a match after which the subscriber gets a cursor, so that it need not read them again. */
    static final long PROGRESS_POSITIONS = 5_000;

    private static final int RETRY_MILLIS_MIN = 2_000;
    private static final int RETRY_MILLIS_JITTER = 2_000;
    private static final Future<Void> DONE = Future.succeededFuture();
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final Request request;
    private final HttpServerResponse response;
    private final Principal principal;
    private final Authentication authentication;
    private final MatrixInForce matrix;
    private final FollowedLog log;
    private final EventFilter filter;
    private final EventQuery.Frames frames;
    private final LogFollower follower;
    private final Promise<Void> over = Promise.promise();
    private @Nullable OwnershipMatrix judgedBy;
    private Cursor reached;
    private long sent;
    private boolean live;
    private boolean ended;
    private @Nullable Promise<Void> waiting;
    private long waitingSinceNanos;

    /** @param frames what they say of their event */
    EventStream(
            Request request,
            FollowedLog log,
            EventFilter filter,
            Cursor from,
            EventQuery.Frames frames,
            Authentication authentication,
            MatrixInForce matrix) {
        this.request = request;
        this.response = request.response();
        this.principal = request.principal();
        this.authentication = authentication;
        this.matrix = matrix;
        this.log = log;
        this.filter = filter;
        this.frames = frames;
        this.reached = from;
        this.sent = from.position();
        this.follower = new LogFollower(log.tail(), from.position(), filter, this, request.eventLoop());
    }

    Principal principal() {
        return principal;
    }

    /** The families that it delivers; null for all. */
    @Nullable
    Set<String> families() {
        return filter.families();
    }

    /** Writes the head and the first frame, then follows. Completes when the stream is over, for whatever reason. */
    Future<Void> start() {
        response.setStatusCode(200)
                .setChunked(true)
                .putHeader("Content-Type", EventRoutes.EVENT_STREAM)
                .putHeader("X-Accel-Buffering", "no")
                .putHeader("Cache-Control", "no-store, no-transform");
        response.closeHandler(closed -> over.tryComplete());
        response.exceptionHandler(failure -> over.tryComplete());
        Runnable forget = request.onStop(this::end);
        response.write(firstFrames());
        follower.closed().onFailure(this::fail);
        follower.start();
        return over.future().andThen(gone -> {
            forget.run();
            stop();
        });
    }

    @Override
    public Future<Void> deliver(LogPage range) {
        if (!ended && !mayRead()) end();
        if (ended) return DONE;
        Buffer frames = framesOf(range);
        return frames == null ? DONE : taken(response.write(frames));
    }

    /**
     * Whether its key opens and its role reads what it is for, at this moment: a right that was taken away ends before
     * the range in which it went.
     */
    private boolean mayRead() {
        if (!authentication.isValid(principal)) return false;
        OwnershipMatrix now = matrix.matrix();
        if (now == judgedBy) return true;
        judgedBy = now;
        return now.readableFamilies(principal.role()).equals(filter.families());
    }

    /** Shows that the hub is there, and how far it has come. */
    void beat() {
        if (ended || waiting != null) return;
        if (reached.position() > sent) response.write(progress(log.head()));
        else response.write(":head " + log.head() + "\n\n");
    }

    /** Whether the subscriber has been taking one range for longer than this. */
    boolean isStalled(long nowNanos, long nanosMax) {
        return waiting != null && nowNanos - waitingSinceNanos > nanosMax;
    }

    /** Ends the stream in good order; the subscriber may come again. */
    void end() {
        if (ended) return;
        stop();
        response.end();
    }

    boolean follows(String name) {
        return log.log().name().equals(name);
    }

    /** Tells the subscriber that its place in the log is gone, and ends the stream. */
    void reset(Problem why) {
        if (ended) return;
        response.write("event: reset\ndata: " + Json.writeText(why) + "\n\n");
        end();
    }

    /** Breaks the connection off: whoever takes no bytes would not take the end either. */
    void cut() {
        stop();
        request.cut();
    }

    private Buffer firstFrames() {
        int retry = RETRY_MILLIS_MIN + ThreadLocalRandom.current().nextInt(RETRY_MILLIS_JITTER);
        return Buffer.buffer("retry: " + retry + "\n:head " + log.head() + "\n\n")
                .appendBuffer(progress(log.head()));
    }

    /** The frames of a range; null when it needs none. */
    private @Nullable Buffer framesOf(LogPage range) {
        boolean caughtUp = !live && range.reachesHead();
        if (caughtUp) live = true;
        reached = range.to();
        Buffer events = eventsOf(range.events());
        boolean far = reached.position() - sent >= PROGRESS_POSITIONS;
        if (!far && !(caughtUp && reached.position() > sent)) return events;
        Buffer progress = progress(range.head());
        return events == null ? progress : Buffer.buffer().appendBuffer(events).appendBuffer(progress);
    }

    private @Nullable Buffer eventsOf(List<RecordedEvent> events) {
        if (events.isEmpty()) return null;
        if (frames == EventQuery.Frames.NAMED && events.size() == 1) {
            EncodedEvent only = log.encoded(events.get(0));
            long from = sent;
            sent = only.position();
            // The usual case of a live stream: ten thousand subscribers write the same buffer.
            if (from == only.position() - 1) return only.frame();
            Buffer frame = Buffer.buffer(only.frame().length() + 16);
            only.appendFrame(frame, from);
            return frame;
        }
        Buffer all = Buffer.buffer(events.size() * 640);
        for (RecordedEvent event : events) {
            EncodedEvent encoded = log.encoded(event);
            switch (frames) {
                case NAMED -> encoded.appendFrame(all, sent);
                case UNNAMED -> encoded.appendUnnamed(all, sent);
                case BARE -> encoded.appendBare(all, sent);
            }
            sent = event.position();
        }
        return all;
    }

    private Buffer progress(long head) {
        String frame = "id: " + reached + "\nevent: progress\ndata: {\"from\":" + sent + ",\"to\":" + reached.position()
                + ",\"head\":" + Math.max(head, reached.position()) + "}\n\n";
        sent = reached.position();
        return Buffer.buffer(frame);
    }

    /**
     * Completes when the connection has taken the bytes: of a subscriber that reads slowly or not at all one range is
     * in memory, never more. (Vert.x itself calls a queue full at sixteen messages, whatever their size.) A broken
     * connection ends the stream anyway.
     */
    private Future<Void> taken(Future<Void> written) {
        if (written.isComplete()) return DONE;
        Promise<Void> taking = Promise.promise();
        waiting = taking;
        waitingSinceNanos = System.nanoTime();
        written.onComplete(done -> goOn());
        return taking.future();
    }

    private void goOn() {
        Promise<Void> taken = waiting;
        waiting = null;
        if (taken != null) taken.tryComplete();
    }

    /** Vert.x calls no close handler for a response that the hub itself has ended. */
    private void stop() {
        ended = true;
        follower.close();
        goOn();
        over.tryComplete();
    }

    private void fail(Throwable failure) {
        if (ended) return;
        if (failure instanceof Refused refused
                && (refused.problem().is(ProblemCode.LOG_DIVERGED)
                        || refused.problem().is(ProblemCode.CURSOR_EXPIRED))) {
            reset(refused.problem());
        } else {
            LOG.warn("the event stream of {} broke off behind {}", principal.name(), reached, failure);
            end();
        }
    }
}
