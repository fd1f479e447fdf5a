package dev.signalbox.hub;

import dev.signalbox.hub.LivingSpace.Furnished;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.feature.Features;
import dev.signalbox.hub.http.HttpDoor;
import dev.signalbox.hub.http.HttpOptions;
import dev.signalbox.hub.http.admission.StartupGate;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.key.InitKeys;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.ownership.OwnershipFeature;
import dev.signalbox.hub.space.Space;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The composition root: opens the engine, builds the features upon its space, and takes each step of the start with all
 * of them; closes in reverse. {@link HubFeatures} lists the features, {@link Features} the steps, {@link LivingSpace}
 * says when a space ends and another begins.
 */
public final class Hub {
    private final HubConfig config;
    private final Clock clock;
    private final UnaryOperator<List<Feature>> kept;
    private final Vertx vertx = HubThreads.start();
    private final Metrics metrics = new Metrics();
    private final StartupGate gate = new StartupGate();
    private final HubFeatures.Given given;
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
        this.clock = clock;
        this.kept = kept;
        this.given = new HubFeatures.Given(config, http, initKeys, metrics, gate, () -> started);
        this.door = new HttpDoor(vertx, http);
        this.address = new HubAddress(config);
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
            store = engine.words();
            life = new LivingSpace(
                    engine,
                    config.data(),
                    where -> Engine.at(where, config, clock, onFatal, vertx),
                    this::furnish,
                    this::shut,
                    metrics,
                    clock,
                    vertx,
                    onFatal);
            return life.open().compose(begun -> vertx.executeBlocking(() -> address.note(port), false));
        });
    }

    /** Health answers while the tables catch up; the doors open when those of the main log have. */
    private Furnished furnish(Space in, LivingSpace life, Metrics shown) {
        HubFeatures features = new HubFeatures(in, life, given, shown);
        Features all = new Features(kept.apply(features.all()), in);
        features.hear(life, all);
        RouteTable table = all.register();
        routes = table.routes();
        return new Furnished(all, features.backups(), () -> door.answerBy(features.router(table))
                .onSuccess(bound -> port = bound)
                .compose(bound -> all.start(() -> {
                    reload = features::reload;
                    gate.complete();
                }))
                .onSuccess(begun -> started = true));
    }

    private void shut() {
        gate.shut();
        started = false;
    }
}
