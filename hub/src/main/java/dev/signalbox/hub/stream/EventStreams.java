package dev.signalbox.hub.stream;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.schedule.Job;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** All live streams of a node: how many there may be, and the one timer that looks after them. */
public final class EventStreams implements Job {
    private final Vertx vertx;
    private final Authentication authentication;
    private final MatrixInForce matrix;
    private final StreamLimits limits;
    private final Map<Context, StreamLoop> loops = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();
    private long timer = -1;
    private volatile boolean closing;

    public EventStreams(
            Vertx vertx, Authentication authentication, MatrixInForce matrix, StreamLimits limits, Metrics metrics) {
        this.vertx = vertx;
        this.authentication = authentication;
        this.matrix = matrix;
        this.limits = limits;
        metrics.gauge("signalbox.streams", "Live event streams over HTTP", open::get);
    }

    /** From now on streams that stall, or whose key or rights end, are ended. */
    @Override
    public Future<?> start() {
        timer = vertx.setPeriodic(StreamLimits.TICK.toMillis(), ignored -> tick());
        return Future.succeededFuture();
    }

    /** Live streams at this moment. */
    public int count() {
        return open.get();
    }

    /**
     * Turns the request's response into a live stream behind the cursor. Called on the request's event loop. Fails with
     * {@link Refused}, {@code overloaded}, when there are too many.
     */
    void open(Request request, EventQuery query, Cursor from) {
        if (open.incrementAndGet() > limits.streamsMax() || closing) {
            open.decrementAndGet();
            throw new Refused(
                    ProblemCode.OVERLOADED,
                    "this node serves " + limits.streamsMax()
                            + " streams already, or is stopping; try again, or another node");
        }
        Context eventLoop = request.eventLoop();
        EventStream stream =
                new EventStream(request, query.log(), query.filter(), from, query.frames(), authentication, matrix);
        Runnable remove =
                loops.computeIfAbsent(eventLoop, any -> new StreamLoop(limits)).add(stream);
        stream.start().onComplete(over -> {
            open.decrementAndGet();
            remove.run();
        });
    }

    /** Tells the subscribers of a log that their place in it is gone, and ends their streams. */
    void reset(String log, Problem why) {
        loops.forEach((context, loop) -> context.runOnContext(ignored -> loop.reset(log, why)));
    }

    /** Ends every stream in good order; subscribers come again by themselves. */
    @Override
    public Future<?> close() {
        closing = true;
        vertx.cancelTimer(timer);
        List<Future<Void>> ending = new ArrayList<>();
        loops.forEach((context, loop) -> {
            Promise<Void> ended = Promise.promise();
            ending.add(ended.future());
            context.runOnContext(ignored -> {
                loop.endAll();
                ended.complete();
            });
        });
        return Future.join(ending).mapEmpty();
    }

    private void tick() {
        loops.forEach((context, loop) -> context.runOnContext(ignored -> loop.tick(authentication, matrix.matrix())));
    }
}
