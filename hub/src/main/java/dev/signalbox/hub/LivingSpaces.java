package dev.signalbox.hub;

import dev.signalbox.hub.ServedSpace.Origin;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.StorageFull;
import dev.signalbox.hub.http.Problems;
import dev.signalbox.hub.http.Spaces;
import dev.signalbox.hub.http.admission.Authenticator;
import dev.signalbox.hub.key.InitKeys;
import dev.signalbox.hub.key.KeyFeature.Newcomers;
import dev.signalbox.hub.living.OpenSpace;
import dev.signalbox.hub.living.OpenSpaces;
import dev.signalbox.hub.living.Served;
import dev.signalbox.hub.living.SpaceWatch;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.schedule.HubClock;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.stream.BusSpaces;
import dev.signalbox.hub.tenancy.Host;
import dev.signalbox.hub.tenancy.SpaceBook;
import dev.signalbox.hub.tenancy.SpaceNotes;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.HubSpace;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spaces of a hub beside the default one: who is led to them, how they are opened, and what an operator does with
 * them. One that is closed costs no thread, no connection and no open file. Any thread.
 */
final class LivingSpaces implements Host, Spaces, BusSpaces, OpenSpaces.Opener {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    private final SpacePlaces places;
    private final OpenSpaces open;
    private final SpaceWatch watch;
    private final Clock clock;
    private final Vertx vertx;
    private final Consumer<Throwable> onFatal;

    private volatile HubFeatures.@Nullable Given given;
    private volatile @Nullable SpaceBook book;
    private volatile @Nullable SpaceNotes notes;
    private volatile @Nullable SpaceKeys keys;
    private volatile @Nullable ServedSpace home;

    /**
     * @param openMax so many are open on one node at once
     * @param onFatal hears of what no space survives
     */
    LivingSpaces(SpacePlaces places, int openMax, HubClock clock, Vertx vertx, Consumer<Throwable> onFatal) {
        this.places = places;
        this.clock = clock;
        this.vertx = vertx;
        this.onFatal = onFatal;
        this.open = new OpenSpaces(this, openMax, clock, vertx);
        this.watch = new SpaceWatch(open, this::known, this::notes, clock, vertx);
    }

    /**
     * What they share; once, before the first is opened.
     *
     * @param first the default space
     */
    void share(HubFeatures.Given shared, ServedSpace first) {
        given = shared;
        home = first;
        places.areOf(() -> Future.succeededFuture().compose(now -> first.space().root()));
    }

    @Override
    public void knows(SpaceBook known, SpaceNotes told) {
        book = known;
        notes = told;
        keys = new SpaceKeys(known, told, this::operators, clock);
        watch.start();
    }

    /** Closes all that are open; none is opened from then on. */
    Future<Void> close() {
        watch.close();
        return open.close();
    }

    /** How many are open on this node. */
    int count() {
        return open.count();
    }

    // Who is led where.

    @Override
    public @Nullable String of(HttpServerRequest request) {
        SpaceKeys known = keys;
        return known == null ? null : known.of(request);
    }

    /** The keys of the default space; empty while nobody is let in there. */
    private Optional<Authenticator> operators() {
        return Optional.ofNullable(home).flatMap(ServedSpace::keys);
    }

    @Override
    public Future<Rights> enter(String space, String secret) {
        SpaceKeys known = keys;
        boolean leads = known != null && space.equals(known.spaceOf(secret));
        return leads
                ? open.enter(space).map(OpenSpace::rights)
                : Future.failedFuture("this key leads to no such space");
    }

    @Override
    public Future<Handler<HttpServerRequest>> enter(String space) {
        return open.enter(space).map(there -> there::answer);
    }

    /**
     * Who opens a space: its own keys, and those of the operators.
     *
     * @param lasts whether it lives on: then whoever was let in stays
     */
    Authenticator authenticator(String space, Authenticator own, BooleanSupplier lasts) {
        return SpaceKeys.opening(space, own, this::operators, lasts);
    }

    /** Whom the keys of a space are told to. */
    Newcomers door(String space) {
        return new SpaceKeys(known(), notes(), this::operators, clock).door(space);
    }

    // How they are opened.

    @Override
    public boolean isUsable(String name) {
        return known().isUsable(name);
    }

    /** Nothing of the machine is told to whoever has a key of one space; the log has it. */
    @Override
    public Throwable forCallers(Throwable failure) {
        if (failure instanceof Refused || failure instanceof StorageFull) return failure;
        LOG.error("a space cannot be opened", failure);
        return SpacePlaces.isOfOne(failure)
                ? Problems.damagedSpace()
                : new Refused(
                        ProblemCode.OVERLOADED,
                        "this space cannot be opened now; repeat it, or ask an admin of the hub, whose log says why");
    }

    @Override
    public Future<?> closed(String name, @Nullable Instant due) {
        return notes().closed(name, due);
    }

    @Override
    public Future<Served> open(OpenSpace space) {
        String name = space.name();
        return notes().opened(name)
                .compose(noted -> places.engine(name, told(name), failure -> failed(name, failure)))
                .compose(engine -> {
                    Origin origin = new Origin(name, places.folder(name), null, InitKeys.NONE, Metrics.ofSpace());
                    ServedSpace served =
                            new ServedSpace(origin, given(), UnaryOperator.identity(), router -> space.answerBy(router)
                                    .compose(answers -> lives(space)));
                    space.served(served);
                    return served.open(
                                    engine,
                                    where -> places.other(name, where, failure -> failed(name, failure)),
                                    failure -> failed(name, failure))
                            .map(served);
                });
    }

    private @Nullable String told(String name) {
        return known().named(name).map(HubSpace::database).orElse(null);
    }

    /** Its life begins, perhaps at another place than before: that is remembered, and told. */
    private Future<?> lives(OpenSpace space) {
        String name = space.name();
        return places.lives(name, space.where())
                .compose(server ->
                        Objects.equals(server, told(name)) ? Future.succeededFuture() : notes().moved(name, server));
    }

    /** A broken store is one space's trouble. */
    private void failed(String name, Throwable failure) {
        if (SpacePlaces.isOfOne(failure)) open.failed(name, failure);
        else onFatal.accept(failure);
    }

    // What the operator does.

    @Override
    public Future<Place> place(String name, @Nullable String database) {
        return places.make(name, database);
    }

    @Override
    public <T> Future<T> within(String name, Function<Space, Future<T>> work) {
        return open.enter(name).compose(space -> space.during(work).andThen(done -> space.leave()));
    }

    @Override
    public Future<?> backUp(String name) {
        return plans().backups().isPlanned()
                ? open.enter(name).compose(space -> space.backedUp().andThen(done -> space.leave()))
                : Future.succeededFuture();
    }

    @Override
    public Future<Void> fill(String name, String source) {
        Function<Space, Future<Void>> copy = from -> vertx.executeBlocking(() -> places.made(name), false)
                .compose(made -> places.engine(name, null, onFatal))
                .compose(engine -> new SpaceClone(from, engine).fill().eventually(engine::close));
        return source.equals(Space.DEFAULT)
                ? copy.apply(Objects.requireNonNull(home).space())
                : within(source, copy);
    }

    /** The data folder of the hub. */
    Path data() {
        return places.data();
    }

    /** The matrix of the operator, whose plans count in every space. */
    OwnershipMatrix plans() {
        return Objects.requireNonNull(home).space().matrix().matrix();
    }

    @Override
    public Future<Void> shut(String name) {
        return open.shut(name);
    }

    @Override
    public Future<Void> erase(String name) {
        return shut(name).transform(closed -> places.erase(name, told(name)));
    }

    private HubFeatures.Given given() {
        HubFeatures.Given shared = given;
        if (shared == null) throw new IllegalStateException("nothing is shared yet");
        return shared;
    }

    private SpaceBook known() {
        SpaceBook known = book;
        if (known == null) throw new Refused(ProblemCode.PROJECTION_LAGGING, "this hub has just started; try again");
        return known;
    }

    private SpaceNotes notes() {
        SpaceNotes told = notes;
        if (told == null) throw new IllegalStateException("the spaces are not known yet");
        return told;
    }
}
