package dev.signalbox.hub;

import dev.signalbox.hub.ServedSpace.Origin;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.HttpDoor;
import dev.signalbox.hub.http.HttpOptions;
import dev.signalbox.hub.http.SharedLimits;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.key.InitKeys;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.ownership.OwnershipFeature;
import dev.signalbox.hub.schedule.HubClock;
import dev.signalbox.hub.space.Space;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/**
 * The composition root: opens the engine, serves the default space on it, and closes in reverse. {@link HubFeatures}
 * lists the features, {@link ServedSpace} puts them behind the door, {@link LivingSpaces} has the spaces beside it.
 */
public final class Hub {
    private final HubConfig config;
    private final Engine.Choice choice;
    private final HubClock clock;
    private final Vertx vertx = HubThreads.start();
    private final Metrics metrics = new Metrics();
    private final LivingSpaces spaces;
    private final ServedSpace main;
    private final HttpDoor door;
    private final HubAddress address;
    private final Consumer<Throwable> onFatal;
    private String store = "closed";
    private int port;

    private Hub(
            HubConfig config,
            HttpOptions http,
            InitKeys initKeys,
            Clock clock,
            Consumer<Throwable> onFatal,
            Engine.Choice choice,
            UnaryOperator<List<Feature>> kept) {
        this.config = config;
        this.choice = choice;
        this.clock = new HubClock(clock, vertx);
        this.onFatal = onFatal;
        this.spaces = new LivingSpaces(
                new SpacePlaces(config, choice, this.clock, vertx), choice.openMax(), this.clock, vertx, onFatal);
        SharedLimits limits = new SharedLimits(vertx, this.clock, http.client().behindProxy(), spaces::count);
        limits.showOn(metrics);
        metrics.gauge("signalbox.spaces.open", "Spaces beside the default one that are open now", spaces::count);
        this.door = new HttpDoor(vertx, http, limits, spaces);
        Origin origin = new Origin(Space.DEFAULT, config.data(), config.settings(), initKeys, metrics);
        HubFeatures.Given given = new HubFeatures.Given(http, limits, this.clock, vertx, spaces);
        this.main = new ServedSpace(
                origin, given, kept, router -> door.answerBy(router).map(bound -> port = bound));
        spaces.share(given, main);
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
            return new Hub(config, http, initKeys, clock, onFatal, choice, kept).begin();
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
        return main.reload();
    }

    /** Every HTTP route with its permission: what {@code /openapi.yaml} is held against. */
    public List<Route> routes() {
        return main.routes();
    }

    /** The ownership matrix of this hub; tests replace it. */
    MatrixInForce matrix() {
        return main.life().space().matrix();
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
        main.ends();
        address.remove();
        // First of all, so that whoever is sent away does not come again while the hub still listens.
        Future<?> last = door.close().eventually(spaces::close).eventually(main::close);
        Promise<Void> closed = Promise.promise();
        last.onComplete(each -> {
            metrics.close();
            vertx.close().onComplete(closed);
        });
        return closed.future();
    }

    private Future<Hub> begin() {
        // A bare promise: a future of Vert.x would complete on an event loop that closing has ended.
        Promise<Hub> begun = Promise.promise();
        open().onComplete(opened -> {
            if (opened.succeeded()) begun.complete(this);
            else close().onComplete(closed -> begun.fail(opened.cause()));
        });
        return begun.future();
    }

    private Future<Void> open() {
        vertx.exceptionHandler(failure -> LoggerFactory.getLogger(Hub.class).error("unexpected", failure));
        return choice.open(config, clock, onFatal, vertx).compose(engine -> {
            store = engine.words();
            return main.open(engine, where -> Engine.at(where, config, clock, onFatal, vertx), onFatal)
                    .compose(begun -> vertx.executeBlocking(() -> address.note(port), false));
        });
    }
}
