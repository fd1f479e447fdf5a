package dev.signalbox.hub;

import dev.signalbox.hub.backup.BackupFeature;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.delivery.DeliveryFeature;
import dev.signalbox.hub.feature.Features;
import dev.signalbox.hub.key.KeyFeature;
import dev.signalbox.hub.log.fence.Fence;
import dev.signalbox.hub.log.fence.FencedLog;
import dev.signalbox.hub.metrics.AppendMetrics;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.move.Home;
import dev.signalbox.hub.move.Mover;
import dev.signalbox.hub.move.Place;
import dev.signalbox.hub.schedule.ClockWatch;
import dev.signalbox.hub.schedule.HubClock;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.space.Store;
import dev.signalbox.wire.Cursor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The space of a hub and the features that live on it, for as long as its history holds: opened beside the note of its
 * newest positions, and opened anew when one of its logs turns out to be of another history, as after a failover that
 * lost commits.
 */
final class LivingSpace implements Home {
    /** Builds the features upon a space, and the routes of the doors. */
    interface Furnisher {
        Furnished furnish(Space in, LivingSpace life, Metrics metrics);
    }

    /**
     * What lives on a space.
     *
     * @param backups of them
     * @param serve starts the features; completes when the hub serves
     */
    record Furnished(Features features, BackupFeature backups, Supplier<Future<Void>> serve) {}

    /** How often the newest positions are noted outside of the store. */
    private static final long NOTE_MILLIS = 1_000;

    private static final long AGAIN_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);

    private final String name;
    private final Path data;
    private final Fence fence = new Fence();
    private final MovedStore moved;
    private volatile Engine engine;
    private volatile HeadNote heads;
    private final Vertx vertx;
    private final Metrics metrics;
    private final HubClock clock;
    private final Consumer<Throwable> onFatal;
    private final Function<String, Future<Engine>> engines;
    private final Furnisher furnisher;
    private final Mover mover = new Mover(this);
    private final Runnable shut;
    private volatile @Nullable Features features;
    private volatile @Nullable BackupFeature backups;
    private volatile @Nullable Space space;
    private volatile @Nullable Rewind rewind;
    private Future<?> renewal = Future.succeededFuture();
    private long noting = -1;
    private volatile boolean closing;

    /**
     * @param name of the space
     * @param data the folder for the note of the newest positions
     * @param engines opens another place, by what people write
     * @param shut lets nobody in until the next space is served
     * @param onFatal hears of a store that is broken
     */
    LivingSpace(
            String name,
            Engine engine,
            Path data,
            Function<String, Future<Engine>> engines,
            Furnisher furnisher,
            Runnable shut,
            Metrics metrics,
            HubClock clock,
            Vertx vertx,
            Consumer<Throwable> onFatal) {
        this.name = name;
        this.data = data;
        this.engine = engine;
        this.heads = HeadNote.of(data, engine);
        this.moved = new MovedStore(data, clock, onFatal, vertx);
        this.metrics = metrics;
        this.clock = clock;
        this.vertx = vertx;
        this.onFatal = onFatal;
        this.engines = engines;
        this.furnisher = furnisher;
        this.shut = shut;
    }

    /**
     * Opens the space; completes when the hub serves it. What was opened is ended by {@link #close}, also after a
     * failure.
     */
    Future<Void> open() {
        return live().map(begun -> {
            noting = vertx.setPeriodic(NOTE_MILLIS, tick -> note());
            return null;
        });
    }

    @Override
    public Engine place() {
        return engine;
    }

    /** The moves of its data, one at a time. */
    Mover mover() {
        return mover;
    }

    @Override
    public Space space() {
        return Objects.requireNonNull(space);
    }

    @Override
    public Fence fence() {
        return fence;
    }

    @Override
    public Future<Place> find(String where) {
        if (where.equals(engine.where())) throw new IllegalArgumentException("the data is there already");
        return engines.apply(where).map(found -> {
            if (found.where().equals(engine.where())) throw new IllegalArgumentException("the data is there already");
            return found;
        });
    }

    @Override
    public void furnish(Space unseen, Metrics hidden) {
        furnisher.furnish(unseen, this, hidden);
    }

    @Override
    public Future<String> backedUp() {
        return present(backups).before();
    }

    @Override
    public Future<Void> backupsRest() {
        return present(backups).rest();
    }

    @Override
    public void backupsGoOn() {
        BackupFeature living = backups;
        if (living != null) living.goOn();
    }

    @Override
    public Future<Void> carry(Database there) {
        Database here = space().main().database();
        return Future.all(
                        KeyFeature.carry(here, there),
                        ClockWatch.carry(here, there),
                        DeliveryFeature.carry(here, there))
                .mapEmpty();
    }

    private static <T> T present(@Nullable T living) {
        return Objects.requireNonNull(living);
    }

    @Override
    public synchronized Future<Void> moveTo(Place place) {
        Engine before = engine;
        shut.run();
        renewal = renewal.eventually(this::leave).eventually(before::close).eventually(() -> {
            engine = (Engine) place;
            heads = HeadNote.of(data, engine);
            fence.open();
            return again();
        });
        return renewal.mapEmpty();
    }

    /** What compares the clock of this hub with its newest events, and with the clock of its store. */
    ClockWatch clockWatch(Space in) {
        return new ClockWatch(
                in.main().database(),
                List.of(in.main().log(), in.traces().log()),
                clock,
                () -> engine.time(in.main().database()),
                () -> in.matrix().matrix().endsAnything());
    }

    /** Says of a store that went back that it did, before what else is wrong; see {@link Rewind}. Any thread. */
    @Nullable
    String trouble(@Nullable String otherwise) {
        return Rewind.trouble(rewind, otherwise);
    }

    /** The same of what is wrong although the hub serves. */
    List<String> degraded(List<String> rest) {
        return Rewind.degraded(rewind, rest);
    }

    /** From now on no new space is begun. {@link #close} comes next, when those who are served have gone. */
    void ends() {
        closing = true;
    }

    /** Ends what lives on the space, then the space, then its engine. */
    Future<Void> close() {
        closing = true;
        vertx.cancelTimer(noting);
        return renewal.eventually(this::leave).eventually(() -> engine.close()).mapEmpty();
    }

    private Future<Void> live() {
        Features before = features;
        Rewind found = new Rewind();
        return Space.open(name, log -> store(log, found), clock, metrics, vertx).compose(in -> {
            space = in;
            if (found.isOne()) rewind = found;
            Future<?> left = Future.succeededFuture();
            if (before != null) {
                before.rewound(in);
                left = before.close();
                features = null;
            }
            for (LogSpace log : in.logs()) {
                checkBehind(log);
                log.log().lost().onComplete(gone -> beginAnew(in));
            }
            return left.transform(gone -> {
                Furnished with = furnisher.furnish(in, this, metrics);
                features = with.features();
                backups = with.backups();
                return with.serve().get();
            });
        });
    }

    private Future<Store> store(String log, Rewind found) {
        return vertx.executeBlocking(() -> Optional.ofNullable(heads.of(log)), false)
                .compose(seen -> engine.open(log, new AppendMetrics(metrics, log), seen.orElse(null))
                        .map(store -> {
                            found.compare(log, seen.orElse(null), store.log().epoch());
                            return store;
                        }))
                .compose(store -> moved.check(log, store))
                .map(store -> new Store(store.database(), new FencedLog(store.log(), fence)));
    }

    /**
     * What this node has in memory is of a history that its store does not hold. Nobody is let in until a fresh space
     * is open: tables, keys, rights, deadlines and waiters are read from it, and whoever follows a log is told.
     */
    private synchronized void beginAnew(Space gone) {
        if (closing || space != gone || !renewal.isComplete()) return;
        shut.run();
        rewind = Rewind.UNDER_WAY;
        renewal = note().eventually(gone::close).eventually(this::again);
    }

    private Future<Void> again() {
        if (closing) return Future.succeededFuture();
        return live().recover(failure -> {
            LOG.warn("cannot begin anew, will try again: {}", failure.getMessage());
            return leave().eventually(() -> vertx.timer(AGAIN_MILLIS)).compose(rested -> again());
        });
    }

    private Future<Void> leave() {
        Features living = features;
        Space in = space;
        features = null;
        space = null;
        Future<?> last = living == null ? Future.succeededFuture() : living.close();
        if (in == null) return last.mapEmpty();
        Map<String, Cursor> newest = headsOf(in);
        return last.eventually(() -> noted(newest)).eventually(in::close).mapEmpty();
    }

    private Future<?> note() {
        Space in = space;
        return in == null ? Future.succeededFuture() : noted(headsOf(in));
    }

    private Future<?> noted(Map<String, Cursor> newest) {
        return vertx.executeBlocking(
                () -> {
                    heads.note(newest);
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
    private void checkBehind(LogSpace log) {
        log.check().onComplete(whole -> {
            if (whole.succeeded()) LOG.info("the store is whole: {}", log.log().name());
            else if (whole.cause() instanceof StoreBroken) onFatal.accept(whole.cause());
            else LOG.warn("the store was not looked at: {}", log.log().name(), whole.cause());
        });
    }
}
