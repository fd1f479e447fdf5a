package dev.signalbox.hub.projection;

import dev.signalbox.hub.database.Blame;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Dialect;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.LogFollower;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.vertx.FewAtOnce;
import dev.signalbox.wire.Ids;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one projection up to date: makes its tables, follows the log from the stored checkpoint, begins again from
 * there after trouble, and tells readers when it has reached a position. On several nodes each has one; the checkpoint
 * decides who applies a range, the others move on behind it. Runs on one Vert.x context of its own; public methods may
 * be called from any thread.
 */
public final class ProjectionFollower {
    private static final long RETRY_MILLIS = 500;
    /**
     * Rest after a small range, so that the next one gathers more: a commit costs the same for one event as for
     * hundreds.
     */
    private static final long BREATH_MILLIS = 10;
    /** A range of so many events comes from catching up, which needs no rest. */
    private static final int SMALL_RANGE_EVENTS = 200;

    /** Of one that gives way: how many times as long as it worked it rests while others write much. */
    private static final int RESTS_A_WORK = 9;
    /** The longest of these rests. */
    private static final long REST_MILLIS_MAX = 1_000;
    /** So many events that came meanwhile are much. */
    private static final int MUCH_EVENTS = 100;
    /** From so many events on people are told how far it is. */
    private static final int LONG_WAY_EVENTS = 10_000;

    /** Events set aside that are looked at when the hub starts: one that can be folded is enough. */
    private static final int TRIED_AGAIN_MAX = 100;

    private static final Logger LOG = LoggerFactory.getLogger(ProjectionFollower.class);

    private final Projection projection;
    private final Database database;
    private final LogTail tail;
    private final Vertx vertx;
    private final Context context;
    private final String shape;
    private final List<Waiter> waiters = new ArrayList<>();
    private @Nullable Promise<Void> resting;
    private volatile @Nullable ProjectionWriter applier;
    private volatile @Nullable LogFollower follower;
    private volatile @Nullable String trouble;
    private volatile @Nullable Rebuild rebuild;
    private final AtomicBoolean rebuilding = new AtomicBoolean();
    private volatile boolean closed;
    /** Events that were set aside before the present writer began. */
    private volatile long known;
    /** Of the follower's context: when it last rested, what the head was then, which tenth people were told. */
    private long rested = System.nanoTime();

    private long headSeen;
    private long told;

    private record Waiter(long position, Promise<Void> reached) {}

    public ProjectionFollower(Projection projection, Database database, LogTail tail, Vertx vertx) {
        this.projection = projection;
        this.database = database;
        this.tail = tail;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.shape = shapeOf(projection);
    }

    public String name() {
        return projection.name();
    }

    /** What it keeps up to date. */
    public Projection projection() {
        return projection;
    }

    /** Everything up to here is in the tables, as far as this node knows. */
    public long position() {
        ProjectionWriter present = applier;
        return present == null ? 0 : present.position();
    }

    /** Whether there are tables, and everything up to a position is in them, as far as this node knows. */
    boolean holds(long position) {
        ProjectionWriter present = applier;
        return present != null && present.position() >= position;
    }

    /**
     * Positions between this projection and the newest event that this node knows of; while its first tables fill, of
     * these.
     */
    public long lag() {
        Rebuild filling = applier == null ? rebuild : null;
        return Math.max(0, tail.head().position() - (filling == null ? position() : filling.position()));
    }

    /** Why it does not move just now; null when it does. */
    public @Nullable String trouble() {
        return trouble;
    }

    /**
     * Makes the tables when they are missing, builds them anew when their definition changed or one is gone, and begins
     * to follow.
     */
    public Future<Void> start() {
        return settle().compose(settled -> database.write(this::prepare)).compose(checkpoint -> {
            if (checkpoint.shape().equals(shape)) {
                return counted().map(counted -> {
                    follow(checkpoint.position());
                    if (known > 0) tryAgain();
                    return null;
                });
            }
            LOG.info("the tables of {} are not those of this version; building them anew", name());
            Future<Void> anew = rebuild().compose(ignored -> restart());
            return projection.givesWay() ? unawaited(anew) : anew;
        });
    }

    private Future<Void> unawaited(Future<Void> begun) {
        begun.onFailure(this::recover);
        return Future.succeededFuture();
    }

    /**
     * Completes when everything up to the position is in the tables; fails with {@link TimeoutException} after the
     * longest wait.
     */
    public Future<Void> reached(long position, Duration waitMax) {
        Waiter waiter = new Waiter(position, Promise.promise());
        Promise<Void> rest;
        synchronized (waiters) {
            if (holds(position)) return Future.succeededFuture();
            waiters.add(waiter);
            rest = resting;
        }
        if (rest != null) rest.tryComplete();
        return waiter.reached()
                .future()
                .timeout(waitMax.toMillis(), TimeUnit.MILLISECONDS)
                .recover(late -> {
                    forget(waiter);
                    return Future.failedFuture(late);
                });
    }

    /** How many events this node has set aside since it started to follow; others may know of more. */
    public long problems() {
        ProjectionWriter present = applier;
        return known + (present == null ? 0 : present.problems());
    }

    /** Whether this node builds its tables anew just now. */
    public boolean rebuilding() {
        return rebuilding.get();
    }

    /**
     * New tables beside the old, filled from the first event, then put in their place; readers see the old until then.
     */
    public Future<Void> rebuild() {
        if (!rebuilding.compareAndSet(false, true)) return Future.failedFuture(new Rebuild.Running(name()));
        Rebuild begun = newRebuild();
        rebuild = begun;
        return begun.run()
                .compose(swapped -> projection.settle(database))
                .<Void>mapEmpty()
                .andThen(ended -> {
                    rebuild = null;
                    rebuilding.set(false);
                });
    }

    public void close() {
        closed = true;
        LogFollower present = follower;
        if (present != null) present.close();
    }

    private Future<Checkpoints.Checkpoint> prepare(Transaction transaction) {
        return Checkpoints.add(transaction, name(), shape).compose(added -> {
            if (!added) {
                return Checkpoints.find(transaction, name()).compose(found -> {
                    if (found == null) throw new IllegalStateException("the checkpoint of " + name() + " vanished");
                    return areThere(transaction).map(there -> there ? found : new Checkpoints.Checkpoint("", 0));
                });
            }
            return define(projection, new Tables(projection.tables(), ""), database, transaction)
                    .compose(defined -> showView(projection, database, transaction))
                    .map(new Checkpoints.Checkpoint(shape, 0));
        });
    }

    private Future<Boolean> areThere(Transaction transaction) {
        List<String> names = new ArrayList<>(projection.tables());
        TableView view = projection.view();
        if (view != null) names.add(view.name());
        return FewAtOnce.inOrder(
                        names, name -> transaction.query(database.dialect().kindOf(), name))
                .map(found -> found.stream().noneMatch(List::isEmpty));
    }

    private void follow(long checkpoint) {
        if (closed) return;
        ProjectionWriter fresh = new ProjectionWriter(
                projection, name(), shape, new Tables(projection.tables(), ""), database, checkpoint);
        applier = fresh;
        LogFollower started = fresh.follower(tail, context, range -> {
            trouble = null;
            tell(range);
            release(range.to().position());
            return breath(range);
        });
        follower = started;
        started.start().closed().onFailure(this::recover);
        release(checkpoint);
    }

    private void recover(Throwable failure) {
        if (closed) return;
        if (failure instanceof ProjectionWriter.Overtaken) {
            restart();
            return;
        }
        trouble = String.valueOf(failure.getMessage());
        LOG.warn("{} stopped at {} and will try again: {}", name(), position(), trouble);
        vertx.setTimer(RETRY_MILLIS, timer -> restart());
    }

    private Future<Void> restart() {
        return database.read(transaction -> Checkpoints.find(transaction, name()))
                .compose(found -> found != null && found.shape().equals(shape)
                        ? Future.succeededFuture(found)
                        : Future.failedFuture(new IllegalStateException("the tables of " + name()
                                + " have the shape of another version of Signalbox; start this node again")))
                .compose(found -> counted().map(found))
                .andThen((found, failure) -> {
                    if (failure == null) follow(found.position());
                    else recover(failure);
                })
                .mapEmpty();
    }

    /**
     * Half-built tables of a hub that was killed go. A file has one process, so at once; on a server another node may
     * be at work on them.
     */
    private Future<Void> settle() {
        if (database.dialect() == Dialect.SQLITE) return newRebuild().removeLeftBehind();
        rebuildPassed(Long.MAX_VALUE)
                .onFailure(
                        failure -> LOG.warn("what a rebuild of {} left behind may stand there still", name(), failure));
        return Future.succeededFuture();
    }

    /**
     * Completes when no tables that are being built anew are behind a position; what a killed hub left behind is taken
     * away.
     */
    public Future<Void> rebuildPassed(long position) {
        return newRebuild().passed(position, this::rebuilding);
    }

    private Rebuild newRebuild() {
        return new Rebuild(projection, shape, database, tail, vertx);
    }

    private Future<Void> counted() {
        return database.read(transaction -> FoldProblems.count(transaction, name()))
                .map(count -> known = count)
                .mapEmpty();
    }

    /**
     * This version may be able to fold what was set aside by another. When it can prepare one of the oldest, the tables
     * are built anew; the old ones serve meanwhile.
     */
    private void tryAgain() {
        FoldProblems.of(database, tail.log().name(), name(), 0, TRIED_AGAIN_MAX)
                .compose(problems ->
                        FewAtOnce.inOrder(problems, problem -> tail.log().at(problem.position())))
                .compose(events -> events.stream().flatMap(Optional::stream).anyMatch(this::canPrepare)
                        ? rebuild()
                        : Future.succeededFuture())
                .onFailure(failure -> LOG.warn("{} did not try again what it could not fold", name(), failure));
    }

    private boolean canPrepare(RecordedEvent event) {
        try {
            projection.prepare(List.of(event));
            return true;
        } catch (RuntimeException | Error failure) {
            if (Blame.isOfAnEvent(failure)) return false;
            throw failure;
        }
    }

    /** Nobody rests while a reader waits, and a reader that comes ends the rest. */
    private Future<Void> breath(LogPage range) {
        long millis = restBehind(range);
        if (millis == 0) return Future.succeededFuture();
        Promise<Void> rest = Promise.promise();
        synchronized (waiters) {
            if (!waiters.isEmpty()) return Future.succeededFuture();
            resting = rest;
        }
        long timer = vertx.setTimer(millis, over -> rest.tryComplete());
        return rest.future().andThen(over -> {
            vertx.cancelTimer(timer);
            rested = System.nanoTime();
        });
    }

    private long restBehind(LogPage range) {
        int applied = range.events().size();
        if (applied == 0) return 0;
        long way = projection.givesWay() ? way() : 0;
        return way > 0 || applied >= SMALL_RANGE_EVENTS || !range.reachesHead() ? way : BREATH_MILLIS;
    }

    /** The rest of one that gives way; 0 when nobody writes much. */
    private long way() {
        long head = tail.head().position();
        boolean much = head - headSeen >= MUCH_EVENTS;
        headSeen = head;
        long worked = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - rested);
        rested = System.nanoTime();
        return much ? Math.min(REST_MILLIS_MAX, RESTS_A_WORK * Math.max(1, worked)) : 0;
    }

    /** Says of a long way to the head each tenth that is behind it. */
    private void tell(LogPage range) {
        if (!projection.givesWay() || range.reachesHead() || range.head() - range.from() < LONG_WAY_EVENTS) return;
        long tenth = range.to().position() * 10 / range.head();
        if (tenth <= told) return;
        told = tenth;
        LOG.info("{} is made: at position {} of {}", name(), range.to().position(), range.head());
    }

    private void forget(Waiter waiter) {
        synchronized (waiters) {
            waiters.remove(waiter);
        }
    }

    private void release(long position) {
        List<Waiter> released = new ArrayList<>();
        synchronized (waiters) {
            for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
                Waiter waiter = all.next();
                if (waiter.position() > position) continue;
                released.add(waiter);
                all.remove();
            }
        }
        for (Waiter waiter : released) waiter.reached().tryComplete();
    }

    static Future<Void> define(Projection projection, Tables tables, Database database, Transaction transaction) {
        Future<?> last = Future.succeededFuture();
        for (String statement : projection.definition()) {
            String sql = tables.sql(database.dialect().definition(statement));
            last = last.compose(ignored -> transaction.update(sql));
        }
        return last.mapEmpty();
    }

    /** The view of the tables under their own names. */
    static Future<?> showView(Projection projection, Database database, Transaction transaction) {
        TableView view = projection.view();
        if (view == null) return Future.succeededFuture();
        String select = view.select().apply(projection.tables().get(0), database.dialect());
        return transaction.update("CREATE VIEW " + view.name() + " AS " + select);
    }

    static String shapeOf(Projection projection) {
        String definition =
                String.join("\n", projection.definition()) + "\n" + String.join("\n", projection.eventTypes());
        return Ids.sha256Hex(definition).substring(0, 16);
    }
}
