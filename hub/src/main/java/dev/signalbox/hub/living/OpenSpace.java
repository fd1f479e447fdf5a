package dev.signalbox.hub.living;

import dev.signalbox.hub.feature.Features;
import dev.signalbox.hub.http.HttpRouter;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.stream.BusSpaces.Rights;
import dev.signalbox.hub.vertx.VertxInternals;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A space that is open on this node, or is being opened: what answers in it, and who uses it. Any thread. */
public final class OpenSpace {
    private final String name;
    private final Clock clock;
    private final Vertx vertx;
    private final Promise<OpenSpace> serving = Promise.promise();
    private int users;
    private long entries;
    private boolean closes;
    private boolean ended;
    private Instant lastUsed;
    private volatile @Nullable Served served;
    private volatile @Nullable HttpRouter answering;
    /** Of each event loop, made of the router that answers. */
    private volatile Map<Context, Router> routers = Map.of();

    OpenSpace(String name, Clock clock, Vertx vertx) {
        this.name = name;
        this.clock = clock;
        this.vertx = vertx;
        this.lastUsed = clock.instant();
    }

    public String name() {
        return name;
    }

    /** What it is made of, which {@link #close} ends. */
    public void served(Served made) {
        served = made;
    }

    /** Where its data is. */
    public String where() {
        return Objects.requireNonNull(served).where();
    }

    /** From now on, and again when its history turned out to be another. */
    public Future<?> answerBy(HttpRouter router) {
        answering = router;
        routers = new ConcurrentHashMap<>();
        return Future.succeededFuture();
    }

    /** It is served, or could not be opened. */
    void begun(AsyncResult<Served> opened) {
        if (opened.succeeded()) serving.tryComplete(this);
        else serving.tryFail(opened.cause());
    }

    /** Completes when it is served. */
    Future<OpenSpace> serving() {
        return serving.future();
    }

    /** Takes a place in it, so that it stays open until {@link #leave}; false when it ends. */
    synchronized boolean enter() {
        if (ended) return false;
        users++;
        entries++;
        lastUsed = clock.instant();
        return true;
    }

    /** Gives a place back. */
    public synchronized void leave() {
        users--;
        lastUsed = clock.instant();
    }

    synchronized Instant lastUsed() {
        return lastUsed;
    }

    /** From now on nobody enters; false when it ended before. */
    synchronized boolean ends() {
        boolean first = !ended;
        ended = true;
        return first;
    }

    /** Whether nobody closes it already. */
    synchronized boolean beginsToClose() {
        if (ended || closes) return false;
        closes = true;
        return true;
    }

    /** It turned out to be needed. */
    synchronized void staysOpen() {
        lastUsed = clock.instant();
        closes = false;
    }

    /** How often somebody has entered. */
    synchronized long entries() {
        return entries;
    }

    /** The same unless somebody is in it, or was since it counted so many entries. */
    synchronized boolean endsUnusedSince(long counted) {
        return entries == counted && !isBusy() && ends();
    }

    /** Answers a request on the event loop that calls. Whoever asks has a place in it, which is given back. */
    public void answer(HttpServerRequest request) {
        try {
            Context eventLoop = VertxInternals.eventLoopOf(vertx.getOrCreateContext());
            HttpRouter router = Objects.requireNonNull(answering);
            routers.computeIfAbsent(eventLoop, loop -> router.get()).handle(request);
        } finally {
            leave();
        }
    }

    /** Does work in it. */
    public <T> Future<T> during(Function<Space, Future<T>> task) {
        return Future.succeededFuture()
                .compose(begin -> task.apply(Objects.requireNonNull(served).space()));
    }

    /** What counts in it for whoever listens on the event bus, who has a place in it and gives it back. */
    public Rights rights() {
        AtomicBoolean left = new AtomicBoolean();
        return Objects.requireNonNull(served).rights(() -> {
            if (left.compareAndSet(false, true)) leave();
        });
    }

    /** Makes the newest backup hold all that it has, before something that is hard to undo. */
    public Future<String> backedUp() {
        return during(in -> Objects.requireNonNull(served).backedUp());
    }

    /** Null before it is served. */
    @Nullable
    Features features() {
        Served there = served;
        return there == null ? null : there.features();
    }

    /** Whether something goes on that its end would cut off. */
    synchronized boolean isBusy() {
        Features all = features();
        HttpRouter router = answering;
        return users > 0
                || all == null
                || router == null
                || router.underWay() > 0
                || all.isBusy()
                || !serving.future().isComplete();
    }

    synchronized boolean isIdleSince(Instant time) {
        return lastUsed.isBefore(time) && !isBusy();
    }

    /** Ends all that was opened, when opening is over. */
    Future<Void> close() {
        Served begun = served;
        if (begun != null) begun.ends();
        return serving.future().transform(opened -> {
            Served there = served;
            if (there == null) return Future.succeededFuture();
            there.ends();
            return there.close();
        });
    }
}
