package dev.signalbox.hub;

import dev.signalbox.hub.ServedSpace.Origin;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.feature.Features;
import dev.signalbox.hub.http.Spaces;
import dev.signalbox.hub.http.admission.Authenticator;
import dev.signalbox.hub.http.admission.Credentials;
import dev.signalbox.hub.http.admission.Gate;
import dev.signalbox.hub.key.InitKeys;
import dev.signalbox.hub.key.KeyFeature.Newcomers;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.stream.BusSpaces;
import dev.signalbox.hub.stream.EventBusBridge;
import dev.signalbox.hub.tenancy.Host;
import dev.signalbox.hub.tenancy.SpaceBook;
import dev.signalbox.hub.tenancy.SpaceNotes;
import dev.signalbox.wire.ProblemCode;
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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
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
    /** So many are open on one node at once; the one that was not used for the longest makes room. */
    static final int OPEN_MAX = 200;

    /** Longer than the longest wait for an answer. */
    static final Duration IDLE = Duration.ofMinutes(5);

    /** What falls due so soon keeps a space open. */
    private static final Duration SOON = Duration.ofMinutes(1);

    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    private final SpacePlaces places;
    private final Clock clock;
    private final Vertx vertx;
    private final Consumer<Throwable> onFatal;
    private final Map<String, OpenSpace> open = new ConcurrentHashMap<>();
    private final Map<String, Future<Void>> closing = new ConcurrentHashMap<>();
    private volatile HubFeatures.@Nullable Given given;
    private volatile @Nullable SpaceBook book;
    private volatile @Nullable SpaceNotes notes;
    private volatile @Nullable Authenticator operators;
    private volatile @Nullable ServedSpace home;
    private volatile boolean ended;
    private long looking = -1;

    /** @param onFatal hears of what no space survives: a failed flush */
    LivingSpaces(SpacePlaces places, Clock clock, Vertx vertx, Consumer<Throwable> onFatal) {
        this.places = places;
        this.clock = clock;
        this.vertx = vertx;
        this.onFatal = onFatal;
    }

    /**
     * What they share; once, before the first is opened.
     *
     * @param first the default space
     */
    void share(HubFeatures.Given shared, ServedSpace first) {
        given = shared;
        home = first;
    }

    @Override
    public void knows(SpaceBook known, SpaceNotes told) {
        book = known;
        notes = told;
        if (looking >= 0) return;
        looking = vertx.setPeriodic(LOOK.toMillis(), tick -> look());
        for (String name : known.awake()) wake(name);
    }

    /** Closes all that are open; none is opened from then on. */
    Future<Void> close() {
        ended = true;
        vertx.cancelTimer(looking);
        List<Future<Void>> all = new ArrayList<>(closing.values());
        for (OpenSpace each : List.copyOf(open.values())) all.add(end(each));
        return Future.join(all).transform(closed -> Future.succeededFuture());
    }

    /** How many are open on this node. */
    int count() {
        return open.size();
    }

    // Who is led where.

    @Override
    public @Nullable String of(HttpServerRequest request) {
        SpaceBook known = book;
        if (known == null || isOfBridge(request)) return null;
        try {
            String secret = Credentials.shownIn(Credentials.in(request.headers()));
            if (secret == null) return null;
            String wanted = request.getHeader(Gate.SPACE);
            if (wanted == null || wanted.equals(Space.DEFAULT)) return known.spaceOf(secret);
            return known.isOpen(wanted) && isOperator(secret) ? wanted : known.spaceOf(secret);
        } catch (Refused unclear) {
            return null;
        }
    }

    /** Its frames show their keys one by one. */
    private static boolean isOfBridge(HttpServerRequest request) {
        String path = request.path();
        return path != null && path.startsWith(EventBusBridge.PATH);
    }

    private boolean isOperator(String secret) {
        Authenticator known = operators;
        return known != null
                && known.authenticate(secret, clock.instant())
                        .filter(who -> who.role().equals(OwnershipMatrix.ADMIN))
                        .isPresent();
    }

    @Override
    public Future<Rights> enter(String space, String secret) {
        SpaceBook known = book;
        boolean leads = known != null && space.equals(known.spaceOf(secret));
        return leads ? opened(space).map(OpenSpace::rights) : Future.failedFuture("this key leads to no such space");
    }

    @Override
    public Future<Handler<HttpServerRequest>> enter(String space) {
        return opened(space).map(OpenSpace::desk);
    }

    /** Who opens a space: its own keys, and those of the operators. */
    Authenticator authenticator(String space, Authenticator own) {
        if (space.equals(Space.DEFAULT)) {
            operators = own;
            return own;
        }
        return new OperatorsToo(own, () -> Optional.ofNullable(operators));
    }

    /** Whom the keys of a space are told to. */
    Newcomers door(String space) {
        SpaceBook known = known();
        Set<String> before = known.keysOf(space);
        return new Newcomers() {
            @Override
            public Future<?> admit(List<String> shown) {
                return notes().admit(
                                space, shown.stream().map(SpaceBook::hashOf).toList());
            }

            @Override
            public Future<?> opened(Set<String> sha256) {
                Set<String> ended = new HashSet<>(before);
                ended.removeAll(sha256);
                Set<String> fresh = new HashSet<>(sha256);
                fresh.removeAll(before);
                // The keys of a clone are those of another space until they are revoked.
                fresh.removeIf(each -> known.leads(each) || !known.isOpen(space));
                return notes().dismiss(space, ended)
                        .compose(dismissed ->
                                fresh.isEmpty() ? Future.succeededFuture() : notes().admit(space, List.copyOf(fresh)));
            }
        };
    }

    // Open and closed.

    /** Opens a space unless it is open. Fails with {@code not_found} for one that is not to be used. */
    private Future<OpenSpace> opened(String name) {
        OpenSpace there = open.get(name);
        if (there != null) return there.used();
        if (ended || !known().isUsable(name)) {
            return Future.failedFuture(new Refused(ProblemCode.NOT_FOUND, "there is no such space that is open"));
        }
        Future<Void> before = closing.getOrDefault(name, Future.succeededFuture());
        return before.transform(gone -> {
            OpenSpace fresh = new OpenSpace(name, clock, vertx);
            OpenSpace other = open.putIfAbsent(name, fresh);
            if (other != null) return other.used();
            makeRoom();
            begin(fresh).onComplete(fresh::begun);
            return fresh.used().onFailure(failure -> {
                LOG.warn("the space {} cannot be opened: {}", name, failure.getMessage());
                end(fresh);
            });
        });
    }

    private Future<ServedSpace> begin(OpenSpace space) {
        String name = space.name();
        return notes().opened(name)
                .compose(noted -> places.engine(name, failure -> failed(name, failure)))
                .compose(engine -> {
                    Origin origin = new Origin(name, places.folder(name), null, InitKeys.NONE, Metrics.ofSpace());
                    ServedSpace served = new ServedSpace(origin, given(), UnaryOperator.identity(), space::answerBy);
                    space.served(served);
                    return served.open(
                                    engine,
                                    where -> places.other(name, where, failure -> failed(name, failure)),
                                    failure -> failed(name, failure))
                            .map(served);
                });
    }

    /** A broken store is one space's trouble: it is closed, and tried again when somebody asks. */
    private void failed(String name, Throwable failure) {
        if (!SpacePlaces.isOfOne(failure)) {
            onFatal.accept(failure);
            return;
        }
        LOG.error("the space {} is closed: {}", name, failure.getMessage());
        OpenSpace there = open.get(name);
        if (there != null) end(there);
    }

    private void makeRoom() {
        if (open.size() <= OPEN_MAX) return;
        open.values().stream()
                .filter(each -> !each.isBusy())
                .min(Comparator.comparing(OpenSpace::lastUsed))
                .ifPresent(this::close);
    }

    private void look() {
        SpaceBook known = book;
        if (known == null || ended) return;
        Instant now = clock.instant();
        for (String name : known.dueBefore(now)) wake(name);
        for (OpenSpace each : open.values()) {
            if (!known.isUsable(each.name())) end(each);
            else if (each.isIdleSince(now.minus(IDLE))) close(each);
        }
    }

    private void wake(String name) {
        opened(name).onFailure(failure -> LOG.warn("the space {} cannot be opened: {}", name, failure.getMessage()));
    }

    /** Unless something falls due in it before long. What does later is noted, so that it is opened then. */
    private void close(OpenSpace space) {
        Features features = space.features();
        if (features == null || !space.beginsToClose()) return;
        Instant soon = clock.instant().plus(SOON);
        features.due()
                .compose(due -> {
                    if (due.isPresent() && due.get().isBefore(soon)) {
                        space.staysOpen();
                        return Future.succeededFuture();
                    }
                    return end(space).compose(closed -> notes().closed(space.name(), due.orElse(null)));
                })
                .onFailure(failure -> {
                    space.staysOpen();
                    LOG.warn("the space {} cannot be closed: {}", space.name(), failure.getMessage());
                });
    }

    private Future<Void> end(OpenSpace space) {
        if (!open.remove(space.name(), space)) return Future.succeededFuture();
        Future<Void> over = space.close();
        closing.put(space.name(), over);
        return over.onComplete(closed -> closing.remove(space.name(), over));
    }

    // What the operator does.

    @Override
    public Future<@Nullable String> place(String name, @Nullable String database) {
        return places.make(name, database);
    }

    @Override
    public <T> Future<T> within(String name, Function<Space, Future<T>> work) {
        return opened(name).compose(space -> space.during(work));
    }

    @Override
    public Future<Boolean> backUp(String name) {
        return opened(name).compose(OpenSpace::backUp);
    }

    @Override
    public Future<Void> fill(String name, String source) {
        Function<Space, Future<Void>> copy = from -> vertx.executeBlocking(() -> places.made(name), false)
                .compose(made -> places.engine(name, onFatal))
                .compose(engine -> new SpaceClone(from, engine).fill().eventually(engine::close));
        return source.equals(Space.DEFAULT)
                ? copy.apply(Objects.requireNonNull(home).life().space())
                : within(source, copy);
    }

    /** The data folder of the hub. */
    Path data() {
        return places.data();
    }

    /** The plans of the operator, which count in every space. */
    MatrixInForce plans() {
        return Objects.requireNonNull(home).life().space().matrix();
    }

    @Override
    public Future<Void> shut(String name) {
        OpenSpace there = open.get(name);
        return there == null ? closing.getOrDefault(name, Future.succeededFuture()) : end(there);
    }

    @Override
    public Future<Void> erase(String name) {
        return shut(name).transform(closed -> places.erase(name));
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

    /** The keys of a space, and those of the operators, who may everything in it. */
    private record OperatorsToo(Authenticator own, Supplier<Optional<Authenticator>> operators)
            implements Authenticator {
        /** No id of a key begins so. */
        private static final String MARK = "@";

        @Override
        public Optional<Principal> authenticate(String secret, Instant now) {
            Optional<Principal> found = own.authenticate(secret, now);
            return found.isPresent()
                    ? found
                    : operators
                            .get()
                            .flatMap(keys -> keys.authenticate(secret, now))
                            .filter(who -> who.role().equals(OwnershipMatrix.ADMIN))
                            .map(who -> new Principal(MARK + who.keyId(), who.name(), who.role(), who.secret()));
        }

        private static boolean isMarked(Principal principal) {
            return principal.keyId().startsWith(MARK);
        }

        private static Principal unmarked(Principal who) {
            return new Principal(who.keyId().substring(MARK.length()), who.name(), who.role(), who.secret());
        }

        @Override
        public Optional<Principal> holderOf(String publicKey, Instant now) {
            return own.holderOf(publicKey, now);
        }

        @Override
        public @Nullable String publicKeyOf(String keyId) {
            return own.publicKeyOf(keyId);
        }

        @Override
        public boolean isValid(Principal principal, Instant now) {
            if (!isMarked(principal)) return own.isValid(principal, now);
            return operators
                    .get()
                    .filter(keys -> keys.isValid(unmarked(principal), now))
                    .isPresent();
        }

        @Override
        public boolean isOfOperators(Principal principal) {
            return isMarked(principal);
        }

        @Override
        public @Nullable Instant expiresAt(Principal principal) {
            if (!isMarked(principal)) return own.expiresAt(principal);
            return operators
                    .get()
                    .map(keys -> keys.expiresAt(unmarked(principal)))
                    .orElse(null);
        }

        @Override
        public void refused(String secret, String address, Instant now) {
            own.refused(secret, address, now);
        }
    }
}
