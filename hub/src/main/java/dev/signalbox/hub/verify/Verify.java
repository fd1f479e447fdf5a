package dev.signalbox.hub.verify;

import dev.signalbox.hub.database.Blame;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.ScratchStore;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Pace;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.projection.Refold;
import dev.signalbox.wire.resource.Verification;
import dev.signalbox.wire.resource.Verification.Damage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One look at everything that a store says: of each log the chain, versions, ids and receipts, then all tables, folded
 * anew. Reads alone; nothing of the store is changed. What is no event and folded from none is left out: the uses of
 * keys, the marks of the clock, and when a history began. Any thread.
 */
public final class Verify {
    private final List<VerifiedLog> logs;
    private final ScratchStore scratch;
    private final Pace pace;
    private final Found found;
    private final Vertx vertx;
    private volatile @Nullable Verification result;

    private Verify(List<VerifiedLog> logs, Path scratch, Pace pace, Clock clock, Vertx vertx) {
        this.logs = List.copyOf(logs);
        this.scratch = new ScratchStore(scratch, vertx);
        this.pace = pace;
        this.found = new Found(clock);
        this.vertx = vertx;
    }

    /**
     * Of a store that nobody serves.
     *
     * @param scratch a folder with room for the tables once more, for this process alone
     */
    public static Verify alone(List<VerifiedLog> logs, Path scratch, Clock clock, Vertx vertx) {
        return new Verify(logs, scratch, Pace.alone(), clock, vertx);
    }

    /** Of a store that a hub serves: it is left half of the time. */
    static Verify besideAHub(List<VerifiedLog> logs, Path scratch, Clock clock, Vertx vertx) {
        return new Verify(logs, scratch, Pace.besideAHub(vertx), clock, vertx);
    }

    /** Runs to the end. Does not fail: a store that does not answer is in the result. Once. */
    public Future<Verification> run() {
        Future<Void> done = Future.succeededFuture();
        for (VerifiedLog each : logs) {
            done = done.compose(before -> look(each).recover(failure -> {
                boolean damaged = failure instanceof StoreBroken || Blame.isOfTheTables(failure);
                if (!damaged) return Future.failedFuture(failure);
                found.damage(broken(each.log().name(), failure));
                return Future.succeededFuture();
            }));
        }
        return done.transform(ended -> {
            Verification end = ended.succeeded() ? found.ended() : found.failed(ended.cause());
            result = end;
            return Future.succeededFuture(end);
        });
    }

    /** How a look at a store ended that is so damaged that it could not be opened. */
    public static Verification broken(StoreBroken why, Clock clock) {
        Found found = new Found(clock);
        found.damage(broken("store", why));
        return found.ended();
    }

    /** What cannot be read is damage. */
    private static Damage broken(String log, Throwable why) {
        return new Damage(log, "file", null, null, null, null, String.valueOf(why.getMessage()));
    }

    /** What was seen so far. */
    public Verification shown() {
        Verification ended = result;
        return ended == null ? found.soFar() : ended;
    }

    /** Ends it at its next step. */
    void end() {
        pace.end();
    }

    private Future<Void> look(VerifiedLog of) {
        return new LogLook(of, found, pace, vertx)
                .run()
                .compose(looked -> new ReceiptLook(of, found, pace, vertx).run())
                .compose(looked -> checkpoints(of))
                .compose(looked -> Refold.areUnbegun(of.projections(), of.database()))
                .compose(unbegun -> unbegun ? Future.succeededFuture() : scratch.with(store -> tables(of, store, 0)))
                .compose(looked -> pace.isBesideAHub()
                        ? Future.succeededFuture()
                        : of.database().check());
    }

    /** Each names a table that is folded; how far it is, {@link Refold} sees. */
    private Future<Void> checkpoints(VerifiedLog of) {
        return Refold.strangers(of.projections(), of.database()).map(strangers -> {
            for (String name : strangers) {
                found.damage(new Damage(
                        of.log().name(), "checkpoints", name, "projection", null, null, "belongs to no table"));
            }
            return null;
        });
    }

    private Future<Void> tables(VerifiedLog of, Database store, int index) {
        if (index == of.projections().size()) return Future.succeededFuture();
        Projection projection = of.projections().get(index);
        found.doing("the tables of " + projection.name());
        Tables told = new Tables(of, projection.name());
        return Refold.run(projection, of.database(), of.log(), store, told, vertx)
                .compose(compared -> told.all())
                .compose(compared -> tables(of, store, index + 1));
    }

    /** Hears of the tables of one projection; the event that decides a difference is looked up when all is compared. */
    private final class Tables implements Refold.Witness {
        private final VerifiedLog of;
        private final String name;
        private final List<Refold.Difference> differences = new ArrayList<>();

        Tables(VerifiedLog of, String name) {
            this.of = of;
            this.name = name;
        }

        @Override
        public void folded(long position) {
            found.doing("the tables of " + name + ", folded anew up to position " + position);
        }

        @Override
        public void compared(String table, int rows) {
            found.doing("the rows of " + table);
            found.rows(of.log().name(), table, rows);
        }

        @Override
        public void differs(Refold.Difference difference) {
            if (differences.size() < Verification.DAMAGE_SHOWN_MAX) differences.add(difference);
            else tell(difference, null);
        }

        @Override
        public boolean isServed() {
            return pace.isBesideAHub();
        }

        @Override
        public Future<?> breath() {
            return pace.breath();
        }

        Future<Void> all() {
            Future<?> last = Future.succeededFuture();
            for (Refold.Difference each : differences) {
                last = last.compose(told -> each.position() == null
                                ? Future.succeededFuture(null)
                                : of.log().at(each.position()).map(event -> event.orElse(null)))
                        .map(event -> {
                            tell(each, event);
                            return null;
                        });
            }
            return last.mapEmpty();
        }

        private void tell(Refold.Difference each, @Nullable RecordedEvent event) {
            found.damage(new Damage(
                    of.log().name(),
                    each.table(),
                    each.key(),
                    each.field(),
                    each.position(),
                    event == null ? null : event.toString(),
                    each.what()));
        }
    }
}
