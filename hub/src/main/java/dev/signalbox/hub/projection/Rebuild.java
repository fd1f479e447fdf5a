package dev.signalbox.hub.projection;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.LogFollower;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.LogTail;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One rebuild: new tables beside the old, filled from position 0, swapped in one transaction when they are at least as
 * far. The checkpoint row {@code <projection>~rebuild} keeps two nodes from doing it at once; one that a killed hub
 * left behind does not move, and is taken over.
 */
final class Rebuild {
    /** How long a rebuild of another node may stand still before it counts as left behind. */
    private static final long STILL_MILLIS_MAX = 5_000;
    /** How often one that is waited for is looked at. */
    private static final long LOOK_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);

    private final Projection projection;
    private final String shape;
    private final Database database;
    private final LogTail tail;
    private final Vertx vertx;
    private final String row;
    private volatile @Nullable ProjectionWriter filling;
    private long told;
    private final String suffix = "_" + HexFormat.of().toHexDigits(new SecureRandom().nextInt());

    /** A rebuild of the same projection runs just now, here or on another node. */
    static final class Running extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Running(String projection) {
            super("a rebuild of " + projection + " is running; wait for it", null, false, false);
        }
    }

    Rebuild(Projection projection, String shape, Database database, LogTail tail, Vertx vertx) {
        this.projection = projection;
        this.shape = shape;
        this.database = database;
        this.tail = tail;
        this.vertx = vertx;
        this.row = rowOf(projection);
    }

    /** Whose checkpoint it keeps. */
    static String rowOf(Projection projection) {
        return projection.name() + "~rebuild";
    }

    Future<Void> run() {
        return database.write(this::begin)
                .compose(begun -> begun ? Future.succeededFuture() : takeOver())
                .compose(ignored -> database.write(transaction -> swap(transaction, 0)))
                .compose(nothingToFill -> nothingToFill ? Future.succeededFuture() : fill());
    }

    /** The suffix of the tables stands in the place of the shape, so that whoever takes over knows what to drop. */
    private Future<Boolean> begin(Transaction transaction) {
        return Checkpoints.add(transaction, row, suffix)
                .compose(added -> added
                        ? FoldProblems.forget(transaction, row)
                                .compose(forgotten ->
                                        ProjectionFollower.define(projection, tables(suffix), database, transaction))
                                .map(true)
                        : Future.succeededFuture(false));
    }

    private Future<Void> takeOver() {
        return database.read(transaction -> Checkpoints.find(transaction, row))
                .compose(before -> vertx.timer(STILL_MILLIS_MAX)
                        .compose(ignored -> database.write(transaction -> Checkpoints.find(transaction, row)
                                .compose(after -> {
                                    if (after != null && !after.equals(before)) {
                                        return Future.failedFuture(new Running(projection.name()));
                                    }
                                    if (after == null) return begin(transaction);
                                    return remove(after, transaction).compose(removed -> begin(transaction));
                                }))))
                .compose(begun ->
                        begun ? Future.succeededFuture() : Future.failedFuture(new Running(projection.name())));
    }

    /** Takes away what a killed hub left half built; nothing of an erased thing may stay in it. */
    Future<Void> removeLeftBehind() {
        return database.write(transaction -> Checkpoints.find(transaction, row)
                .compose(left -> left == null ? Future.succeededFuture() : remove(left, transaction)));
    }

    /**
     * Completes when no tables that are built anew, on whichever node, are behind a position. Those that do not move
     * are a killed hub's, and are taken away.
     *
     * @param own whether this node builds them
     */
    Future<Void> passed(long position, BooleanSupplier own) {
        return database.read(transaction -> Checkpoints.find(transaction, row))
                .compose(found -> found == null || found.position() >= position
                        ? Future.succeededFuture()
                        : passed(position, own, found, 0));
    }

    private Future<Void> passed(long position, BooleanSupplier own, Checkpoints.Checkpoint before, long stillMillis) {
        if (stillMillis >= STILL_MILLIS_MAX && !own.getAsBoolean()) {
            return database.write(transaction -> Checkpoints.find(transaction, row)
                    .compose(now -> before.equals(now) ? remove(now, transaction) : Future.succeededFuture()));
        }
        return vertx.timer(LOOK_MILLIS)
                .compose(over -> database.read(transaction -> Checkpoints.find(transaction, row)))
                .compose(now -> {
                    if (now == null || now.position() >= position) return Future.succeededFuture();
                    return passed(position, own, now, now.equals(before) ? stillMillis + LOOK_MILLIS : 0);
                });
    }

    private Future<Void> remove(Checkpoints.Checkpoint left, Transaction transaction) {
        return drop(tables(left.shape()), transaction)
                .compose(dropped -> FoldProblems.forget(transaction, row))
                .compose(forgotten -> Checkpoints.remove(transaction, row))
                .mapEmpty();
    }

    /** How far the new tables are. */
    long position() {
        ProjectionWriter present = filling;
        return present == null ? 0 : present.position();
    }

    /** Says of a long rebuild each tenth that is done. */
    private void tell(LogPage range) {
        long tenth = range.to().position() * 10 / range.head();
        if (tenth <= told) return;
        told = tenth;
        LOG.info(
                "{} is built anew: at position {} of {}",
                projection.name(),
                range.to().position(),
                range.head());
    }

    private Future<Void> fill() {
        ProjectionWriter applier = new ProjectionWriter(projection, row, suffix, tables(suffix), database, 0);
        filling = applier;
        Promise<Void> swapped = Promise.promise();
        LogFollower follower = applier.follower(tail, vertx.getOrCreateContext(), range -> {
            if (!range.reachesHead()) {
                tell(range);
                return Future.succeededFuture();
            }
            return database.write(transaction -> swap(transaction, range.to().position()))
                    .map(done -> {
                        if (done) swapped.tryComplete();
                        return null;
                    });
        });
        follower.start().closed().onFailure(swapped::tryFail);
        return swapped.future().andThen(ended -> follower.close()).map(done -> {
            LOG.info("{} was built anew up to position {}", projection.name(), applier.position());
            return null;
        });
    }

    private Future<Boolean> swap(Transaction transaction, long position) {
        return Checkpoints.replace(transaction, projection.name(), shape, position)
                .compose(replaced -> {
                    if (!replaced) return Future.succeededFuture(false);
                    return clear(transaction)
                            .compose(cleared -> drop(tables(""), transaction))
                            .compose(dropped -> rename(transaction))
                            .compose(renamed -> ProjectionFollower.showView(projection, database, transaction))
                            .compose(shown -> FoldProblems.replace(transaction, projection.name(), row))
                            .compose(counted -> Checkpoints.remove(transaction, row))
                            .map(true);
                });
    }

    /** Takes away the view, or the table that an older version of Signalbox kept under its name. */
    private Future<?> clear(Transaction transaction) {
        TableView view = projection.view();
        if (view == null) return Future.succeededFuture();
        return transaction
                .query(database.dialect().kindOf(), view.name())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : transaction.update("DROP " + found.get(0).text("kind") + " " + view.name()));
    }

    private Future<Void> rename(Transaction transaction) {
        Future<?> last = Future.succeededFuture();
        for (String table : projection.tables()) {
            String sql = "ALTER TABLE " + tables(suffix).physical(table) + " RENAME TO " + table;
            last = last.compose(ignored -> transaction.update(sql));
        }
        return last.mapEmpty();
    }

    private Future<Void> drop(Tables tables, Transaction transaction) {
        Future<?> last = Future.succeededFuture();
        for (String table : projection.tables()) {
            String sql = "DROP TABLE IF EXISTS " + tables.physical(table);
            last = last.compose(ignored -> transaction.update(sql));
        }
        return last.mapEmpty();
    }

    private Tables tables(String withSuffix) {
        return new Tables(projection.tables(), withSuffix);
    }
}
