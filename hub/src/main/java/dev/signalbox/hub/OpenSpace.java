package dev.signalbox.hub;

import dev.signalbox.hub.feature.Features;
import dev.signalbox.hub.http.HttpRouter;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.stream.BusSpaces.Rights;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A space that is open on this node, or is being opened: what answers in it, and who uses it. Any thread. */
final class OpenSpace {
    private final String name;
    private final Clock clock;
    private final Vertx vertx;
    private final Promise<OpenSpace> serving = Promise.promise();
    private final AtomicInteger work = new AtomicInteger();
    private final AtomicBoolean closes = new AtomicBoolean();
    private volatile Instant lastUsed;
    private volatile @Nullable ServedSpace served;
    private volatile @Nullable HttpRouter answering;
    /** Of each event loop, made of the router that answers. */
    private volatile Map<Context, Router> routers = Map.of();

    OpenSpace(String name, Clock clock, Vertx vertx) {
        this.name = name;
        this.clock = clock;
        this.vertx = vertx;
        this.lastUsed = clock.instant();
    }

    String name() {
        return name;
    }

    /** What it is made of, which {@link #close} ends. */
    void served(ServedSpace made) {
        served = made;
    }

    /** From now on, and again when its history turned out to be another. */
    Future<?> answerBy(HttpRouter router) {
        answering = router;
        routers = new ConcurrentHashMap<>();
        return Future.succeededFuture();
    }

    /** It is served, or could not be opened. */
    void begun(AsyncResult<ServedSpace> opened) {
        if (opened.succeeded()) serving.tryComplete(this);
        else serving.tryFail(opened.cause());
    }

    /** Somebody wants it; completes when it is served. */
    Future<OpenSpace> used() {
        lastUsed = clock.instant();
        return serving.future();
    }

    Instant lastUsed() {
        return lastUsed;
    }

    /** What answers a request on the event loop that calls. */
    Handler<HttpServerRequest> desk() {
        Map<Context, Router> made = routers;
        HttpRouter router = Objects.requireNonNull(answering);
        return made.computeIfAbsent(vertx.getOrCreateContext(), loop -> router.get());
    }

    /** Does work for which it stays open. */
    <T> Future<T> during(Function<Space, Future<T>> task) {
        work.incrementAndGet();
        return Future.succeededFuture()
                .compose(begin ->
                        task.apply(Objects.requireNonNull(served).life().space()))
                .onComplete(done -> {
                    lastUsed = clock.instant();
                    work.decrementAndGet();
                });
    }

    /** What counts in it for whoever listens on the event bus; it stays open as long. */
    Rights rights() {
        work.incrementAndGet();
        AtomicBoolean left = new AtomicBoolean();
        return Objects.requireNonNull(served).rights(() -> {
            if (left.compareAndSet(false, true)) work.decrementAndGet();
        });
    }

    /** Makes the newest backup hold all that it has; where none are planned nothing is done. */
    Future<Boolean> backUp() {
        return during(in -> Objects.requireNonNull(served).backUp());
    }

    /** Null before it is served. */
    @Nullable
    Features features() {
        ServedSpace there = served;
        return there == null ? null : there.features();
    }

    /** Whether something goes on that its end would cut off. */
    boolean isBusy() {
        Features all = features();
        return work.get() > 0
                || all == null
                || all.isBusy()
                || !serving.future().isComplete();
    }

    boolean isIdleSince(Instant time) {
        return lastUsed.isBefore(time) && !isBusy();
    }

    /** Whether nobody closes it already. */
    boolean beginsToClose() {
        return closes.compareAndSet(false, true);
    }

    void staysOpen() {
        lastUsed = clock.instant();
        closes.set(false);
    }

    Future<Void> close() {
        ServedSpace there = served;
        if (there == null) return Future.succeededFuture();
        there.ends();
        return there.close().eventually(() -> {
            there.origin().metrics().close();
            return Future.succeededFuture();
        });
    }
}
