package dev.signalbox.hub;

import dev.signalbox.hub.LivingSpace.Furnished;
import dev.signalbox.hub.backup.BackupFeature;
import dev.signalbox.hub.doctor.Doctor;
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
import dev.signalbox.hub.key.InitKeys;
import dev.signalbox.hub.key.KeyFeature;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.notification.NotificationFeature;
import dev.signalbox.hub.operator.OperatorFeature;
import dev.signalbox.hub.ownership.OwnershipFeature;
import dev.signalbox.hub.question.QuestionFeature;
import dev.signalbox.hub.roadmap.RoadmapFeature;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.space.Readiness;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.stream.StreamFeature;
import dev.signalbox.hub.table.TableFeature;
import dev.signalbox.hub.trace.TraceFeature;
import dev.signalbox.hub.verify.VerifyFeature;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.BindException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The composition root: opens the engine, builds the features upon its space, and takes each step of the start with all
 * of them; closes in reverse. {@link #furnish} lists the features, {@link Features} the steps, {@link LivingSpace} says
 * when a space ends and another begins.
 */
public final class Hub {
    /** Seconds for which a thread may be busy without a word: a start on a machine that has much to do needs some. */
    private static final long BUSY_SECONDS = 10;

    private static final long NANOS_OF_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final HubConfig config;
    private final HttpOptions http;
    private final InitKeys initKeys;
    private final Clock clock;
    private final UnaryOperator<List<Feature>> kept;
    private final Vertx vertx = Vertx.vertx(threadsAndFiles());
    private final Metrics metrics = new Metrics();
    private final StartupGate gate = new StartupGate();
    private List<Route> routes = List.of();
    private String store = "closed";
    private @Nullable LivingSpace life;
    private final HttpDoor door;
    private final HubAddress address;
    private Supplier<Future<Void>> reload = () -> Future.failedFuture("the hub is still starting; repeat in a moment");
    private int port;
    private volatile boolean started;

    private Hub(HubConfig config, HttpOptions http, InitKeys initKeys, Clock clock, UnaryOperator<List<Feature>> kept) {
        this.config = config;
        this.http = http;
        this.initKeys = initKeys;
        this.clock = clock;
        this.kept = kept;
        this.door = new HttpDoor(vertx, http);
        this.address = new HubAddress(config);
    }

    /**
     * Nothing is served from files, so Vert.x needs no folder for copies of them, which may be nowhere to be made. A
     * thread that is busy for long is a line of the log; where it is, is for whoever debugs.
     */
    static VertxOptions threadsAndFiles() {
        boolean debug = LoggerFactory.getLogger(Hub.class).isDebugEnabled();
        return new VertxOptions()
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false))
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS)
                .setMaxEventLoopExecuteTime(BUSY_SECONDS)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.SECONDS)
                .setBlockedThreadCheckInterval(BUSY_SECONDS)
                .setWarningExceptionTimeUnit(TimeUnit.SECONDS)
                .setWarningExceptionTime(debug ? BUSY_SECONDS : Long.MAX_VALUE / NANOS_OF_SECOND);
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
            HttpOptions http = config.http();
            InitKeys initKeys = config.givenKeys();
            config.check();
            return new Hub(config, http, initKeys, clock, kept).begin(choice, onFatal);
        } catch (IllegalArgumentException | BindException hopeless) {
            return Future.failedFuture(hopeless);
        }
    }

    /** On which it listens. */
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
        return Objects.requireNonNull(life).space().matrix();
    }

    /** What the store is and where, for people. */
    public String store() {
        return store;
    }

    /**
     * Closes doors, features, the space and the engine, in the reverse order of their opening. Appends that wait are
     * ended.
     */
    public Future<Void> close() {
        LivingSpace living = life;
        if (living != null) living.ends();
        address.remove();
        // First of all, so that whoever is sent away does not come again while the hub still listens.
        Future<?> last = door.close().eventually(() -> living == null ? Future.succeededFuture() : living.close());
        Promise<Void> closed = Promise.promise();
        last.onComplete(each -> {
            metrics.close();
            vertx.close().onComplete(closed);
        });
        return closed.future();
    }

    private Future<Hub> begin(Engine.Choice choice, Consumer<Throwable> onFatal) {
        // A bare promise: a future of Vert.x would complete on an event loop that closing has ended.
        Promise<Hub> begun = Promise.promise();
        open(choice, onFatal).onComplete(opened -> {
            if (opened.succeeded()) begun.complete(this);
            else close().onComplete(closed -> begun.fail(opened.cause()));
        });
        return begun.future();
    }

    private Future<Void> open(Engine.Choice choice, Consumer<Throwable> onFatal) {
        vertx.exceptionHandler(failure -> LoggerFactory.getLogger(Hub.class).error("unexpected", failure));
        return choice.open(config, clock, onFatal, vertx).compose(engine -> {
            store = engine.name() + " (" + engine.where() + ")";
            life = new LivingSpace(engine, config.data(), this::furnish, this::shut, metrics, clock, vertx, onFatal);
            return life.open().compose(begun -> vertx.executeBlocking(() -> address.note(port), false));
        });
    }

    /**
     * What the hub can do, one line a feature. Health answers while the tables catch up; the doors open when those of
     * the main log have.
     */
    private Furnished furnish(Space in, LivingSpace life) {
        KeyFeature keys = new KeyFeature(in, config.data().resolve("admin.key"), initKeys);
        ClockWatch watch = life.clockWatch(in);
        TableFeature tables = new TableFeature(in, watch);
        Authentication authentication = new Authentication(keys.authenticator(), clock);
        RateGate rates = new RateGate(in.matrix(), clock);
        Readiness readiness = new Readiness(in, life.engine().name(), () -> started);
        StreamFeature streams = new StreamFeature(in, authentication, rates, http.client(), gate, metrics);
        TraceFeature traces = new TraceFeature(in, watch, readiness, Version.text());
        OwnershipFeature rights =
                new OwnershipFeature(in, config.settings(), tables.contents(), traces.contents(), keys::namesWithRole);
        Doctor doctor = HubDoctor.of(life.engine(), config.data(), in, watch, readiness, keys, metrics);
        List<Feature> features = List.of(
                // Before the keys: those of an operator may have roles of the file.
                rights,
                keys,
                new NotificationFeature(in, watch),
                new QuestionFeature(in, watch, metrics),
                new RoadmapFeature(in),
                tables,
                traces,
                streams,
                new BackupFeature(in, config.data(), new SqliteScratch(clock, vertx), metrics, Version.text()),
                new OperatorFeature(in, watch, authentication, readiness, metrics, Version.text(), doctor),
                new VerifyFeature(in, config.data(), metrics));
        Features all = new Features(kept.apply(features), in);
        readiness.hears(() -> life.trouble(all.trouble()), () -> life.degraded(all.degraded()));
        RouteTable table = all.register();
        routes = table.routes();
        HttpRouter router =
                new HttpRouter(vertx, http, table, streams.bridge(), in.matrix(), authentication, rates, gate, metrics);
        return new Furnished(all, () -> door.answerBy(router)
                .onSuccess(bound -> port = bound)
                .compose(bound -> all.start(() -> {
                    reload = rights::reload;
                    gate.complete();
                }))
                .onSuccess(begun -> started = true));
    }

    private void shut() {
        gate.shut();
        started = false;
    }
}
