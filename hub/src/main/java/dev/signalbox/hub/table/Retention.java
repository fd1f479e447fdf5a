package dev.signalbox.hub.table;

import dev.signalbox.hub.command.Caller;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.hub.schedule.PeriodicJob;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes rows that nobody has changed for as long as their table keeps them. The command's id is derived from the row and its version,
 * so that of several nodes one writes and the others get its answer; and a row that is changed meanwhile stays, for the command
 * expects that version. Rows go within {@link #EVERY} after their time, later when there are many.
 */
public final class Retention {
    /** Time between two looks at the tables. */
    public static final Duration EVERY = Duration.ofMinutes(1);

    private static final int BATCH = 200;
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final MatrixInForce matrix;
    private final Rows rows;
    private final Projections projections;
    private final CommandHandler commands;
    private final Clock clock;
    private final PeriodicJob rounds;

    public Retention(
            MatrixInForce matrix,
            Rows rows,
            Projections projections,
            CommandHandler commands,
            Clock clock,
            Vertx vertx) {
        this(matrix, rows, projections, commands, clock, vertx, EVERY);
    }

    Retention(
            MatrixInForce matrix,
            Rows rows,
            Projections projections,
            CommandHandler commands,
            Clock clock,
            Vertx vertx,
            Duration every) {
        this.matrix = matrix;
        this.rows = rows;
        this.projections = projections;
        this.commands = commands;
        this.clock = clock;
        this.rounds = new PeriodicJob("retention", every, this::deleteWhatIsOver, vertx);
    }

    /** Looks now, and from then on again and again. Call once, with the projection started. */
    public void start() {
        rounds.start();
    }

    /** Sends no further command. */
    public void close() {
        rounds.close();
    }

    /** Completes with the number of rows that were deleted, when no row of any table is older than it may be. */
    Future<Integer> deleteWhatIsOver() {
        List<TableDeclaration> ending = new ArrayList<>();
        for (TableDeclaration table : matrix.matrix().tables()) {
            if (table.holdsRows() && table.retention() != null) ending.add(table);
        }
        if (ending.isEmpty()) return Future.succeededFuture(0);
        return projections.caughtUp(RowsProjection.NAME, 0).compose(ready -> nextTable(ending, 0));
    }

    private Future<Integer> nextTable(List<TableDeclaration> ending, int deleted) {
        if (ending.isEmpty() || rounds.isClosed()) return Future.succeededFuture(deleted);
        TableDeclaration table = ending.get(0);
        Duration retention = table.retention();
        if (retention == null) throw new IllegalStateException("no retention");
        Instant end = clock.instant().minus(retention);
        return batches(table.name(), end)
                .compose(count -> nextTable(ending.subList(1, ending.size()), deleted + count));
    }

    private Future<Integer> batches(String table, Instant end) {
        return projections
                .caughtUp(RowsProjection.NAME, 0)
                .compose(ready -> rows.untouchedSince(table, end, BATCH))
                .compose(old -> FewAtOnce.inOrder(List.copyOf(old.entrySet()), row -> delete(table, row))
                        .compose(deleted -> {
                            int count =
                                    (int) deleted.stream().filter(done -> done).count();
                            // What did not go now is tried again with the next look; asking at once would ask for ever.
                            boolean more = count == BATCH && !rounds.isClosed();
                            return more ? batches(table, end).map(rest -> rest + count) : Future.succeededFuture(count);
                        }));
    }

    private Future<Boolean> delete(String table, Map.Entry<String, RowState> row) {
        String target = table + "/" + row.getKey();
        long version = row.getValue().version();
        String id = Ids.derived(target, Long.toString(version), "retention");
        return commands.handle(new Command(id, "table.delete", target, version, null, Json.object()), Caller.TIMER)
                .map(outcome -> true)
                .recover(failure -> {
                    LOG.info("retention leaves {} for now: {}", target, failure.getMessage());
                    return Future.succeededFuture(false);
                });
    }
}
