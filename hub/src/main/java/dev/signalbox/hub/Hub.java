package dev.signalbox.hub;

import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.feature.Features;
import dev.signalbox.hub.http.HttpDoor;
import dev.signalbox.hub.http.HttpOptions;
import dev.signalbox.hub.http.HttpRouter;
import dev.signalbox.hub.http.admission.Authentication;
import dev.signalbox.hub.http.admission.RateGate;
import dev.signalbox.hub.http.admission.StartupGate;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.key.KeyFeature;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.metrics.AppendMetrics;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.notification.NotificationFeature;
import dev.signalbox.hub.operator.OperatorFeature;
import dev.signalbox.hub.ownership.OwnershipFeature;
import dev.signalbox.hub.question.QuestionFeature;
import dev.signalbox.hub.roadmap.RoadmapFeature;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Readiness;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.space.Store;
import dev.signalbox.hub.stream.StreamFeature;
import dev.signalbox.hub.table.TableFeature;
import dev.signalbox.hub.trace.TraceFeature;
import dev.signalbox.wire.Cursor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.BindException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: opens the stores of a space, builds the features upon it, and takes each step of the start with
 * all of them; closes in reverse. {@link #furnish} lists the features, {@link Features} the steps.
 */
public final class Hub {
    /** Nothing is served from files, so Vert.x needs no folder for copies of them, which may be nowhere to be made. */
    private static final VertxOptions WITHOUT_FILES = new VertxOptions()
            .setFileSystemOptions(
                    new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));

    /** How often the newest positions are noted outside of the store. */
    private static final long NOTE_MILLIS = 1_000;

    private static final long AGAIN_MILLIS = 1_000;

    private final HubConfig config;
    private final Clock clock;
    private final Vertx vertx = Vertx.vertx(WITHOUT_FILES);
    private final Metrics metrics = new Metrics();
    private final StartupGate gate = new StartupGate();
    private List<Route> routes = List.of();
    private @Nullable Engine engine;
    private @Nullable HeadNote heads;
    private volatile @Nullable HubAddress address;
    private @Nullable HttpDoor door;
    private @Nullable Features features;
    private volatile @Nullable Space space;
    private volatile @Nullable Rewind rewind;
    private Future<?> renewal = Future.succeededFuture();
    private volatile boolean closing;
    private Supplier<Future<Void>> reload = () -> Future.failedFuture("the hub is still starting; repeat in a moment");
    private int port;
    private volatile boolean started;
    private volatile boolean served;

    private Hub(HubConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * Starts a hub. It listens as soon as its store is open, and answers health from then on. Completes when its tables
     * have caught up and it can serve. Fails with a reason that a person can act on, and has closed all then.
     *
     * @param onFatal hears of an error after which the process must end: a failed fsync, a corrupt file. Called at most
     *     a few times, on a thread of the store
     */
    public static Future<Hub> start(HubConfig config, Clock clock, Consumer<Throwable> onFatal) {
        return start(config, clock, onFatal, Engine::of, UnaryOperator.identity());
    }

    /** The same for tests: on an engine of their choice, with the features that they keep. */
    static Future<Hub> start(
            HubConfig config,
            Clock clock,
            Consumer<Throwable> onFatal,
            Engine.Choice choice,
            UnaryOperator<List<Feature>> kept) {
        try {
            config.check();
        } catch (IllegalArgumentException | BindException hopeless) {
            return Future.failedFuture(hopeless);
        }
        Hub hub = new Hub(config, clock);
        // A bare promise: a future of Vert.x would complete on an event loop that closing has ended.
        Promise<Hub> started = Promise.promise();
        hub.open(choice, onFatal, kept).onComplete(opened -> {
            if (opened.succeeded()) started.complete(hub);
            else hub.close().onComplete(closed -> started.fail(opened.cause()));
        });
        return started.future();
    }

    /** The port on which it listens. */
    public int port() {
        return port;
    }

    /** The Vert.x of this hub: its event bus is a door, see {@code signalbox.commands} and {@code signalbox.events}. */
    public Vertx vertx() {
        return vertx;
    }

    /** Applies the file of the start anew, on all nodes; {@link OwnershipFeature#reload} says what it refuses. */
    public Future<Void> reload() {
        return reload.get();
    }

    /** Every HTTP route with its permission: what {@code /openapi.yaml} is held against. */
    public List<Route> routes() {
        return routes;
    }

    /** The ownership matrix of this hub; tests replace it. */
    MatrixInForce matrix() {
        return Objects.requireNonNull(space).matrix();
    }

    /** What the store is and where, for people. */
    public String store() {
        return engine == null ? "closed" : engine.name() + " (" + engine.where() + ")";
    }

    /**
     * Closes doors, features, the space and the engine, in the reverse order of their opening. Appends that wait are
     * ended.
     */
    public Future<Void> close() {
        closing = true;
        HubAddress noted = address;
        if (noted != null) noted.remove();
        HttpDoor opened = served ? door : null;
        // First of all, so that whoever is sent away does not come again while the hub still listens.
        Future<?> last = opened == null ? Future.succeededFuture() : opened.close();
        last = last.eventually(() -> renewal).eventually(this::leave);
        Engine on = engine;
        if (on != null) last = last.eventually(on::close);
        Promise<Void> closed = Promise.promise();
        last.onComplete(each -> {
            metrics.close();
            vertx.close().onComplete(closed);
        });
        return closed.future();
    }

    private Future<Void> open(Engine.Choice choice, Consumer<Throwable> onFatal, UnaryOperator<List<Feature>> kept) {
        vertx.exceptionHandler(failure -> LoggerFactory.getLogger(Hub.class).error("unexpected", failure));
        return choice.open(config, clock, onFatal, vertx).compose(on -> {
            engine = on;
            HeadNote note = new HeadNote(config.data(), on.name().equals("sqlite") ? on.name() : on.where());
            heads = note;
            return live(on, note, onFatal, kept)
                    .onSuccess(begun -> vertx.setPeriodic(NOTE_MILLIS, tick -> note(note)))
                    .compose(begun -> vertx.executeBlocking(() -> HubAddress.note(config, port), false))
                    .onSuccess(noted -> address = noted)
                    .mapEmpty();
        });
    }

    /** Opens a space and serves it, until its logs turn out to be of another history. */
    private Future<Void> live(
            Engine on, HeadNote note, Consumer<Throwable> onFatal, UnaryOperator<List<Feature>> kept) {
        Features before = features;
        Rewind found = new Rewind();
        return Space.open(Space.DEFAULT, log -> opened(on, note, log, found), clock, metrics, vertx)
                .compose(in -> {
                    space = in;
                    if (found.isOne()) rewind = found;
                    Future<?> left = Future.succeededFuture();
                    if (before != null) {
                        before.rewound(in);
                        left = before.close();
                        features = null;
                    }
                    for (LogSpace log : in.logs()) {
                        checkBehind(log, onFatal);
                        log.log().lost().onComplete(gone -> beginAnew(in, on, note, onFatal, kept));
                    }
                    return left.transform(gone -> furnish(in, on, kept));
                });
    }

    private Future<Store> opened(Engine on, HeadNote note, String log, Rewind found) {
        return vertx.executeBlocking(() -> Optional.ofNullable(note.of(log)), false)
                .compose(seen -> on.open(log, new AppendMetrics(metrics, log), seen.orElse(null))
                        .onSuccess(store -> found.compare(
                                log, seen.orElse(null), store.log().epoch())));
    }

    /**
     * What this node has in memory is of a history that its store does not hold. Nobody is let in until a fresh space
     * is open: tables, keys, rights, deadlines and waiters are read from it, and whoever follows a log is told.
     */
    private synchronized void beginAnew(
            Space gone, Engine on, HeadNote note, Consumer<Throwable> onFatal, UnaryOperator<List<Feature>> kept) {
        if (closing || space != gone || !renewal.isComplete()) return;
        gate.shut();
        started = false;
        rewind = Rewind.UNDER_WAY;
        renewal = note(note).eventually(gone::close).eventually(() -> again(on, note, onFatal, kept));
    }

    private Future<Void> again(
            Engine on, HeadNote note, Consumer<Throwable> onFatal, UnaryOperator<List<Feature>> kept) {
        if (closing) return Future.succeededFuture();
        return live(on, note, onFatal, kept).recover(failure -> {
            LoggerFactory.getLogger(Hub.class).warn("cannot begin anew, will try again: {}", failure.getMessage());
            return leave().eventually(() -> vertx.timer(AGAIN_MILLIS))
                    .compose(rested -> again(on, note, onFatal, kept));
        });
    }

    /** Ends what lives on the space, then the space. */
    private Future<Void> leave() {
        Features living = features;
        Space in = space;
        HeadNote note = heads;
        features = null;
        space = null;
        Future<?> last = living == null ? Future.succeededFuture() : living.close();
        if (in == null) return last.mapEmpty();
        Map<String, Cursor> newest = headsOf(in);
        return last.eventually(() -> noted(note, newest)).eventually(in::close).mapEmpty();
    }

    private Future<?> note(HeadNote note) {
        Space in = space;
        return in == null ? Future.succeededFuture() : noted(note, headsOf(in));
    }

    private Future<?> noted(@Nullable HeadNote note, Map<String, Cursor> newest) {
        if (note == null) return Future.succeededFuture();
        return vertx.executeBlocking(
                () -> {
                    note.note(newest);
                    return null;
                },
                false);
    }

    private static Map<String, Cursor> headsOf(Space in) {
        Map<String, Cursor> newest = new HashMap<>();
        for (LogSpace log : in.logs())
            newest.put(log.log().name(), log.tail().head().cursor());
        return newest;
    }

    /** Nobody waits for it: a large store takes long. */
    private static void checkBehind(LogSpace log, Consumer<Throwable> onFatal) {
        Logger logger = LoggerFactory.getLogger(Hub.class);
        log.check().onComplete(whole -> {
            if (whole.succeeded())
                logger.info("the store is whole: {}", log.log().name());
            else if (whole.cause() instanceof StoreBroken) onFatal.accept(whole.cause());
            else logger.warn("the store was not looked at: {}", log.log().name(), whole.cause());
        });
    }

    /**
     * What the hub can do, one line a feature. Health answers while the tables catch up; the doors open when those of
     * the main log have.
     */
    private Future<Void> furnish(Space in, Engine on, UnaryOperator<List<Feature>> kept) {
        HttpOptions http = config.http();
        KeyFeature keys = new KeyFeature(in, config.data().resolve("admin.key"));
        ClockWatch watch = new ClockWatch(
                in.main().database(),
                List.of(in.main().log(), in.traces().log()),
                clock,
                () -> on.time(in.main().database()),
                () -> in.matrix().matrix().endsAnything());
        TableFeature tables = new TableFeature(in, watch);
        Authentication authentication = new Authentication(keys.authenticator(), clock);
        RateGate rates = new RateGate(in.matrix(), clock);
        Readiness readiness = new Readiness(in, on.name(), () -> started);
        StreamFeature streams = new StreamFeature(in, authentication, rates, http.client(), gate, metrics);
        OwnershipFeature rights = new OwnershipFeature(in, config.settings(), tables.contents(), keys::namesWithRole);
        List<Feature> features = List.of(
                keys,
                rights,
                new NotificationFeature(in, watch),
                new QuestionFeature(in, watch, metrics),
                new RoadmapFeature(in),
                tables,
                new TraceFeature(in, watch, readiness, Version.text()),
                streams,
                new OperatorFeature(in, watch, authentication, readiness, metrics));
        Features all = new Features(kept.apply(features), in);
        readiness.hears(() -> Rewind.trouble(rewind, all.trouble()), () -> Rewind.degraded(rewind, all.degraded()));
        this.features = all;
        RouteTable table = all.register();
        routes = table.routes();
        HttpRouter router =
                new HttpRouter(vertx, http, table, streams.bridge(), in.matrix(), authentication, rates, gate, metrics);
        HttpDoor present = door;
        Future<?> listening;
        if (present == null) {
            HttpDoor fresh = new HttpDoor(vertx, http, router);
            door = fresh;
            listening = fresh.start().onSuccess(bound -> port = bound);
        } else {
            present.answeredBy(router);
            listening = Future.succeededFuture();
        }
        return listening
                .compose(bound -> all.start(() -> {
                    served = true;
                    reload = rights::reload;
                    gate.complete();
                }))
                .onSuccess(begun -> started = true);
    }
}
