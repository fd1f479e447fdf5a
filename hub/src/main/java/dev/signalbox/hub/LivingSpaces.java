package dev.signalbox.hub;

import dev.signalbox.hub.ServedSpace.Origin;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.StorageFull;
import dev.signalbox.hub.feature.Features;
import dev.signalbox.hub.http.Problems;
import dev.signalbox.hub.http.Spaces;
import dev.signalbox.hub.http.admission.Authenticator;
import dev.signalbox.hub.key.InitKeys;
import dev.signalbox.hub.key.KeyFeature.Newcomers;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.schedule.Recent;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spaces of a hub beside the default one: opened on the first request, closed when nobody has used them for a
 * while, and opened again by themselves when something falls due in them. One that is closed costs no thread, no
 * connection and no open file. Any thread.
 */
final class LivingSpaces implements Host, Spaces, BusSpaces {
    /** So many are open on one node at once; of those that nobody uses the one that rests the longest makes room. */
    static final int OPEN_MAX = 200;

    /** Longer than the longest wait for an answer. */
    static final Duration IDLE = Duration.ofMinutes(5);

    /** What falls due so soon keeps a space open. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final Duration LOOK = Duration.ofSeconds(5);
    /** A space that could not be opened is not tried for whoever asks so soon again. */
    private static final Duration AGAIN = Duration.ofSeconds(5);
    /** Between two tries by the hub itself, so that what falls due there is met once it can be opened. */
    private static final Duration WAKE_AGAIN = Duration.ofMinutes(1);

    /** A store that does not answer holds up no stop. */
    private static final int DUE_SECONDS_MAX = 5;

    private static final String NO_SUCH = "there is no such space that is open";
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    private final SpacePlaces places;
    private final int openMax;
    private final Clock clock;
    private final Vertx vertx;
    private final Consumer<Throwable> onFatal;
    private final Map<String, OpenSpace> open = new ConcurrentHashMap<>();
    private final Map<String, Future<Void>> closing = new ConcurrentHashMap<>();
    /** Those that this node could not open, or of which it could not note what falls due. */
    private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

    private volatile HubFeatures.@Nullable Given given;
    private volatile @Nullable SpaceBook book;
    private volatile @Nullable SpaceNotes notes;
    private volatile @Nullable SpaceKeys keys;
    private volatile @Nullable ServedSpace home;
    private volatile boolean ended;
    private long looking = -1;

    /**
     * @param openMax so many are open on one node at once
     * @param onFatal hears of what no space survives
     */
    LivingSpaces(SpacePlaces places, int openMax, Clock clock, Vertx vertx, Consumer<Throwable> onFatal) {
        this.places = places;
        this.openMax = openMax;
        this.clock = clock;
        this.vertx = vertx;
        this.onFatal = onFatal;
    }

    /** @param at when it was tried last */
    private record Trouble(Instant at, Throwable why) {}

    /**
     * What they share; once, before the first is opened.
     *
     * @param first the default space
     */
    void share(HubFeatures.Given shared, ServedSpace first) {
        given = shared;
        home = first;
        places.areOf(() ->
                Future.succeededFuture().compose(now -> first.life().space().root()));
    }

    @Override
    public void knows(SpaceBook known, SpaceNotes told) {
        book = known;
        notes = told;
        keys = new SpaceKeys(known, told, this::operators, clock);
        if (looking >= 0) return;
        looking = vertx.setPeriodic(LOOK.toMillis(), tick -> look());
        for (String name : known.awake()) wake(name);
    }

    /** Closes all that are open; none is opened from then on. */
    synchronized Future<Void> close() {
        ended = true;
        vertx.cancelTimer(looking);
        List<Future<Void>> all = new ArrayList<>(closing.values());
        for (OpenSpace each : List.copyOf(open.values())) all.add(endInOrder(each));
        return Future.join(all).transform(closed -> Future.succeededFuture());
    }

    /** What falls due in one that nobody uses just now is noted: then the next start need not open it to know. */
    private Future<Void> endInOrder(OpenSpace space) {
        Features features = space.features();
        if (features == null || !space.beginsToClose()) return end(space);
        long entries = space.entries();
        return features.due().timeout(DUE_SECONDS_MAX, TimeUnit.SECONDS).transform(due -> {
            boolean noted =
                    due.succeeded() && endUnused(space, entries, due.result().orElse(null));
            return noted ? closing.getOrDefault(space.name(), Future.succeededFuture()) : end(space);
        });
    }

    /** How many are open on this node. */
    int count() {
        return open.size();
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
        return leads ? entered(space).map(OpenSpace::rights) : Future.failedFuture("this key leads to no such space");
    }

    @Override
    public Future<Handler<HttpServerRequest>> enter(String space) {
        return entered(space).map(there -> there::answer);
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

    // Open and closed.

    /**
     * Opens a space unless it is open, and takes a place in it, which is to be given back. Fails with {@link Refused}
     * for one that is not to be used, or that cannot be opened now.
     */
    private Future<OpenSpace> entered(String name) {
        OpenSpace there = open.get(name);
        return there != null && there.enter() ? there.serving() : opened(name);
    }

    private synchronized Future<OpenSpace> opened(String name) {
        OpenSpace there = open.get(name);
        if (there != null && there.enter()) return there.serving();
        if (ended || !known().isUsable(name)) return refused(ProblemCode.NOT_FOUND, NO_SUCH);
        Trouble trouble = troubles.get(name);
        if (trouble != null && isWithin(trouble.at(), AGAIN)) return Future.failedFuture(trouble.why());
        if (!hasRoom()) {
            return refused(
                    ProblemCode.OVERLOADED,
                    "this hub has " + openMax
                            + " spaces open at once, and all of them are in use; repeat it in a moment");
        }
        OpenSpace fresh = new OpenSpace(name, clock, vertx);
        fresh.enter();
        open.put(name, fresh);
        closing.getOrDefault(name, Future.succeededFuture())
                .transform(gone -> begin(fresh))
                .recover(failure -> Future.failedFuture(forCallers(failure)))
                .onComplete(begun -> {
                    if (begun.succeeded()) troubles.remove(name);
                    else cannotOpen(fresh, begun.cause());
                    fresh.begun(begun);
                });
        return fresh.serving();
    }

    private static <T> Future<T> refused(ProblemCode code, String words) {
        return Future.failedFuture(new Refused(code, words));
    }

    private boolean isWithin(Instant mark, Duration time) {
        return Recent.isWithin(mark, clock.instant(), time);
    }

    private void cannotOpen(OpenSpace space, Throwable why) {
        LOG.warn("the space {} cannot be opened: {}", space.name(), why.getMessage());
        troubles.put(space.name(), new Trouble(clock.instant(), why));
        end(space);
    }

    /** Nothing of the machine is told to whoever has a key of one space; the log has it. */
    private static Throwable forCallers(Throwable failure) {
        if (failure instanceof Refused || failure instanceof StorageFull) return failure;
        LOG.error("a space cannot be opened", failure);
        return SpacePlaces.isOfOne(failure)
                ? Problems.damagedSpace()
                : new Refused(
                        ProblemCode.OVERLOADED,
                        "this space cannot be opened now; repeat it, or ask an admin of the hub, whose log says why");
    }

    /** Whether one more may be open; else one that nobody uses begins to close. */
    private boolean hasRoom() {
        List<OpenSpace> stay =
                open.values().stream().filter(each -> !each.isClosing()).toList();
        if (stay.size() < openMax) return true;
        Optional<OpenSpace> rests =
                stay.stream().filter(each -> !each.isBusy()).min(Comparator.comparing(OpenSpace::lastUsed));
        rests.ifPresent(each -> close(each, true));
        return rests.isPresent();
    }

    private Future<ServedSpace> begin(OpenSpace space) {
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

    /** A broken store is one space's trouble: it is closed, and tried again when somebody asks. */
    private void failed(String name, Throwable failure) {
        if (!SpacePlaces.isOfOne(failure)) {
            onFatal.accept(failure);
            return;
        }
        LOG.error("the space {} is closed: {}", name, failure.getMessage());
        troubles.put(name, new Trouble(clock.instant(), forCallers(failure)));
        OpenSpace there = open.get(name);
        if (there != null) end(there);
    }

    private void look() {
        SpaceBook known = book;
        if (known == null || ended) return;
        Instant now = clock.instant();
        for (String name : known.dueBefore(now)) wake(name);
        troubles.forEach((name, trouble) -> {
            if (!known.isUsable(name)) troubles.remove(name);
            else if (!isWithin(trouble.at(), WAKE_AGAIN)) wake(name);
        });
        for (OpenSpace each : open.values()) {
            if (!known.isUsable(each.name())) end(each);
            else if (each.isIdleSince(now.minus(IDLE))) close(each, false);
            else if (!known.isAwake(each.name())) noteOpen(each);
        }
    }

    /** Another node, which had it open too, has noted what fell due as far as it knew. */
    private void noteOpen(OpenSpace space) {
        notes().opened(space.name())
                .onFailure(failure ->
                        LOG.warn("that the space {} is open cannot be noted: {}", space.name(), failure.getMessage()));
    }

    private void wake(String name) {
        entered(name)
                .onSuccess(OpenSpace::leave)
                .onFailure(failure -> LOG.debug("the space {} was not woken: {}", name, failure.getMessage()));
    }

    /**
     * What falls due later is noted, so that it is opened then.
     *
     * @param now also when something falls due in it before long
     */
    private void close(OpenSpace space, boolean now) {
        Features features = space.features();
        if (features == null || !space.beginsToClose()) return;
        long entries = space.entries();
        Instant soon = clock.instant().plus(SOON);
        features.due()
                .onSuccess(due -> {
                    boolean waits = !now && due.isPresent() && due.get().isBefore(soon);
                    if (waits || !endUnused(space, entries, due.orElse(null))) space.staysOpen();
                })
                .onFailure(failure -> {
                    space.staysOpen();
                    LOG.warn("the space {} cannot be closed: {}", space.name(), failure.getMessage());
                });
    }

    /** It is opened again behind the note that it is closed. */
    private synchronized boolean endUnused(OpenSpace space, long entries, @Nullable Instant due) {
        if (!space.endsUnusedSince(entries)) return false;
        String name = space.name();
        gone(space, space.close().transform(closed -> notes().closed(name, due)).mapEmpty());
        return true;
    }

    private synchronized Future<Void> end(OpenSpace space) {
        return space.ends() ? gone(space, space.close()) : closing.getOrDefault(space.name(), Future.succeededFuture());
    }

    private Future<Void> gone(OpenSpace space, Future<Void> over) {
        String name = space.name();
        open.remove(name, space);
        Future<Void> told = over.andThen(closed -> {
            if (closed.failed() && !ended) troubles.putIfAbsent(name, new Trouble(clock.instant(), closed.cause()));
        });
        closing.put(name, told);
        return told.andThen(closed -> closing.remove(name, told));
    }

    // What the operator does.

    @Override
    public Future<@Nullable String> place(String name, @Nullable String database) {
        return places.make(name, database);
    }

    @Override
    public <T> Future<T> within(String name, Function<Space, Future<T>> work) {
        return entered(name).compose(space -> space.during(work).andThen(done -> space.leave()));
    }

    @Override
    public Future<?> backUp(String name) {
        return plans().backups().isPlanned()
                ? entered(name).compose(space -> space.backedUp().andThen(done -> space.leave()))
                : Future.succeededFuture();
    }

    @Override
    public Future<Void> fill(String name, String source) {
        Function<Space, Future<Void>> copy = from -> vertx.executeBlocking(() -> places.made(name), false)
                .compose(made -> places.engine(name, null, onFatal))
                .compose(engine -> new SpaceClone(from, engine).fill().eventually(engine::close));
        return source.equals(Space.DEFAULT)
                ? copy.apply(Objects.requireNonNull(home).life().space())
                : within(source, copy);
    }

    /** The data folder of the hub. */
    Path data() {
        return places.data();
    }

    /** The matrix of the operator, whose plans count in every space. */
    OwnershipMatrix plans() {
        return Objects.requireNonNull(home).life().space().matrix().matrix();
    }

    @Override
    public Future<Void> shut(String name) {
        OpenSpace there = open.get(name);
        return there == null ? closing.getOrDefault(name, Future.succeededFuture()) : end(there);
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
