package dev.signalbox.hub;

import dev.signalbox.hub.LivingSpace.Furnished;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.feature.Features;
import dev.signalbox.hub.http.HttpRouter;
import dev.signalbox.hub.http.admission.Authenticator;
import dev.signalbox.hub.http.admission.StartupGate;
import dev.signalbox.hub.http.route.Route;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.key.InitKeys;
import dev.signalbox.hub.living.Served;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.stream.BusSpaces.Rights;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One space that this process serves: what lives on it, who is let in, and what answers at its doors. */
final class ServedSpace implements Served {
    private final Origin origin;
    private final HubFeatures.Given given;
    private final UnaryOperator<List<Feature>> kept;
    private final Doors doors;
    private final StartupGate gate = new StartupGate();
    private List<Route> routes = List.of();
    private @Nullable LivingSpace life;
    private volatile @Nullable Features features;
    private volatile @Nullable HubFeatures present;
    private volatile boolean started;

    /**
     * What is a space's own.
     *
     * @param data the folder for its notes, and for its stores when they are files
     * @param settings the file that it is started with; null for none
     * @param metrics where its features show their figures
     */
    record Origin(String name, Path data, @Nullable Path settings, InitKeys initKeys, Metrics metrics) {
        boolean isDefault() {
            return name.equals(Space.DEFAULT);
        }
    }

    /** Where its router answers from now on. */
    @FunctionalInterface
    interface Doors {
        Future<?> answerBy(HttpRouter router);
    }

    /** @param kept of its features, those that it shall have */
    ServedSpace(Origin origin, HubFeatures.Given given, UnaryOperator<List<Feature>> kept, Doors doors) {
        this.origin = origin;
        this.given = given;
        this.kept = kept;
        this.doors = doors;
    }

    /**
     * Opens it on an engine, which is its own from now on. Completes when it is served. What was opened is ended by
     * {@link #close}, also after a failure.
     *
     * @param engines opens another place for it, by what people write
     * @param onFatal hears of a store that is broken
     */
    Future<Void> open(Engine engine, Function<String, Future<Engine>> engines, Consumer<Throwable> onFatal) {
        LivingSpace begun = new LivingSpace(
                origin.name(),
                engine,
                origin.data(),
                engines,
                this::furnish,
                this::shut,
                origin.metrics(),
                given.clock(),
                given.vertx(),
                onFatal);
        life = begun;
        return begun.open();
    }

    Origin origin() {
        return origin;
    }

    StartupGate gate() {
        return gate;
    }

    /** Whether it has finished its start. */
    boolean isStarted() {
        return started;
    }

    /** What lives on it. Fails as long as it was not opened. */
    LivingSpace life() {
        return Objects.requireNonNull(life);
    }

    @Override
    public String where() {
        return life().place().where();
    }

    @Override
    public Space space() {
        return life().space();
    }

    @Override
    public Future<String> backedUp() {
        return life().backedUp();
    }

    @Override
    public @Nullable Features features() {
        return features;
    }

    /** Its own keys, as they are in memory; empty before it was served. */
    Optional<Authenticator> keys() {
        return Optional.ofNullable(present).map(HubFeatures::keys);
    }

    /** Every HTTP route with its permission. */
    List<Route> routes() {
        return routes;
    }

    /** Applies the file of the start anew. */
    Future<Void> reload() {
        HubFeatures has = present;
        return has == null || !started
                ? Future.failedFuture("the hub is still starting; repeat in a moment")
                : has.reload();
    }

    @Override
    public Rights rights(Runnable leave) {
        return Objects.requireNonNull(present).rights(leave);
    }

    @Override
    public void ends() {
        LivingSpace living = life;
        if (living != null) living.ends();
    }

    /** The figures of the default space are those of the hub, and end with it. */
    @Override
    public Future<Void> close() {
        LivingSpace living = life;
        Future<Void> closed = living == null ? Future.succeededFuture() : living.close();
        return origin.isDefault()
                ? closed
                : closed.andThen(over -> origin.metrics().close());
    }

    /** Health answers while the tables catch up; the doors open when those of the main log have. */
    private Furnished furnish(Space in, LivingSpace living, Metrics shown) {
        HubFeatures has = new HubFeatures(in, living, this, given, shown);
        Features all = new Features(kept.apply(has.all()), in);
        has.hear(living, all);
        RouteTable table = all.register();
        routes = table.routes();
        return new Furnished(all, has.backups(), () -> {
            features = all;
            present = has;
            return doors.answerBy(has.router(table))
                    .compose(bound -> all.start(gate::complete))
                    .map(begun -> {
                        started = true;
                        return null;
                    });
        });
    }

    private void shut() {
        gate.shut();
        started = false;
    }
}
