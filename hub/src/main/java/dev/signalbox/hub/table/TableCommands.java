package dev.signalbox.hub.table;

import static dev.signalbox.hub.table.RowTable.ROWS;

import dev.signalbox.hub.command.CommandExecution;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.Lanes;
import dev.signalbox.hub.command.Loaded;
import dev.signalbox.hub.command.NoFields;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.RowKey;
import dev.signalbox.wire.command.AppendRow;
import dev.signalbox.wire.command.PatchRow;
import dev.signalbox.wire.command.PutRow;
import dev.signalbox.wire.resource.RowEvent;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code table.put}, {@code .patch}, {@code .delete}, {@code .append}. A row is loaded from its table and then on from
 * its stream, so a long history costs nothing; commands for one row take turns on this node, so that patches of many do
 * not decide in vain. A put that most likely makes a row is decided without looking for one: the log refuses it when
 * there was one, and then it is looked at.
 */
public final class TableCommands {
    private final MatrixInForce matrix;
    private final Database database;
    private final EventLog log;
    private final Lanes lanes = new Lanes(Limits.ROWS_WAITING_MAX);
    /**
     * Tables of which a put last found a row that was there: so the next row will be looked for, and not taken for new.
     */
    private final Set<String> changing = ConcurrentHashMap.newKeySet();
    /** By table: making one costs as much as writing an event. */
    private final Map<String, Fold<RowState, RowEvent>> folds = new ConcurrentHashMap<>();

    private final Map<String, FoldedRows<RowState>> rows = new ConcurrentHashMap<>();

    private TableCommands(MatrixInForce matrix, Database database, EventLog log) {
        this.matrix = matrix;
        this.database = database;
        this.log = log;
    }

    public static void register(CommandHandler commands, MatrixInForce matrix, Database database, EventLog log) {
        TableCommands tables = new TableCommands(matrix, database, log);
        commands.takes("table.put", PutRow.class, tables::put);
        commands.takes("table.patch", PatchRow.class, tables::patch);
        commands.takes("table.delete", NoFields.class, tables::delete);
        commands.takes("table.append", AppendRow.class, tables::append);
    }

    private Future<Outcome> put(PutRow wish, CommandExecution by) {
        Target target = Target.of(by).named();
        RowRules rules = rulesOf(target);
        Long expected = by.expectedVersion();
        boolean mayBeNew = expected == null || expected == 0;
        AtomicBoolean look = new AtomicBoolean(!mayBeNew || changing.contains(target.table()));
        return change(
                target,
                rules,
                by,
                () -> look.getAndSet(true)
                        ? load(target).map(loaded -> remember(target, loaded))
                        : Future.succeededFuture(unread(target)),
                state -> rules.put(state, target.key(), wish.row(), expected));
    }

    private Loaded<RowState> remember(Target target, Loaded<RowState> loaded) {
        if (loaded.version() == 0) changing.remove(target.table());
        else changing.add(target.table());
        return loaded;
    }

    private Future<Outcome> patch(PatchRow wish, CommandExecution by) {
        Target target = Target.of(by).named();
        RowRules rules = rulesOf(target);
        Long expected = by.expectedVersion();
        return change(
                target,
                rules,
                by,
                () -> load(target),
                state -> rules.patch(state, target.key(), wish.fields(), expected));
    }

    private Future<Outcome> delete(NoFields wish, CommandExecution by) {
        Target target = Target.of(by).named();
        RowRules rules = rulesOf(target);
        Long expected = by.expectedVersion();
        boolean byHub = by.principal().equals(Principal.SYSTEM);
        return change(
                target, rules, by, () -> load(target), state -> rules.delete(state, target.key(), expected, byHub));
    }

    /** The log itself refuses a key that is taken, so nothing is read before. */
    private Future<Outcome> append(AppendRow wish, CommandExecution by) {
        Target target = Target.of(by);
        RowRules rules = rulesOf(target);
        by.expectNoVersion("table.append makes a new row");
        String key = rules.keyToAppend(wish.row(), target.keyOrNull(), by.commandId());
        Target made = new Target(target.table(), key);
        AtomicBoolean look = new AtomicBoolean();
        return by.decide(foldOf(made), resource(made, rules))
                .take(
                        () -> look.getAndSet(true) ? load(made) : Future.succeededFuture(unread(made)),
                        state -> rules.append(state, key, wish.row()))
                .recover(failure -> Future.failedFuture(withBothSides(failure, by)));
    }

    private Future<Outcome> change(
            Target target,
            RowRules rules,
            CommandExecution by,
            Supplier<Future<Loaded<RowState>>> loading,
            Function<RowState, List<RowEvent>> decision) {
        Fold<RowState, RowEvent> fold = foldOf(target);
        return lanes.run(fold.stream(target.key()), () -> by.decide(fold, resource(target, rules))
                .take(loading, decision)
                .recover(failure -> Future.failedFuture(withBothSides(failure, by))));
    }

    /** The present row stands in a conflict already; the caller's wish belongs beside it. */
    private static Throwable withBothSides(Throwable failure, CommandExecution by) {
        return failure instanceof Refused refused && refused.problem().is(ProblemCode.VERSION_CONFLICT)
                ? new Refused(refused.problem().withWanted(by.wish()))
                : failure;
    }

    private static Function<RowState, Object> resource(Target target, RowRules rules) {
        return state ->
                state.resource(target.table(), target.key(), rules.table().change());
    }

    /** Asked only for tables that are declared, so it keeps no more than were since the start. */
    private Fold<RowState, RowEvent> foldOf(Target target) {
        return folds.computeIfAbsent(target.table(), RowState::fold);
    }

    private Loaded<RowState> unread(Target target) {
        return Loaded.unread(foldOf(target), target.key());
    }

    /**
     * The row as its table has it, then what its stream says more. The stream is read from the row's own event on, to
     * have that too. An incomplete row can be written and deleted like any other.
     */
    private Future<Loaded<RowState>> load(Target target) {
        Fold<RowState, RowEvent> fold = foldOf(target);
        FoldedRows<RowState> table = rows.computeIfAbsent(target.table(), name -> ROWS.rows(name, database));
        return table.everRow(target.key()).compose(stored -> {
            RowState known = stored.map(row -> ROWS.read(row).state()).orElse(RowState.NONE);
            Loaded<RowState> from = new Loaded<>(fold.stream(target.key()), known, null);
            return log.foldStream(from.stream(), Math.max(0, known.version() - 1), from, (loaded, event) -> {
                boolean fresh = event.version() > loaded.state().version();
                RowState next = fresh ? fold.afterIfPossible(loaded.state(), event) : null;
                return new Loaded<>(loaded.stream(), next == null ? loaded.state() : next, event);
            });
        });
    }

    /** The dispatcher has asked the matrix before; it may have been replaced since. */
    private RowRules rulesOf(Target target) {
        OwnershipMatrix now = matrix.matrix();
        Optional<TableDeclaration> table = now.table(target.table()).filter(TableDeclaration::holdsRows);
        return table.map(found ->
                        new RowRules(found, row -> now.rowSchema(found.name()).faults(row)))
                .orElseThrow(() -> new Refused(
                        ProblemCode.NOT_FOUND, "the table " + target.table() + " is not declared any more"));
    }

    /** {@code <table>/<key>}, or for an append {@code <table>} alone. */
    private record Target(String table, @Nullable String keyOrNull) {
        static Target of(CommandExecution by) {
            String text = by.target();
            if (text == null) throw new InvalidInput("/target", "target must say which row: <table>/<key>");
            int slash = text.indexOf('/');
            if (slash < 0) return new Target(text, null);
            String key = text.substring(slash + 1);
            if (!RowKey.isRowKey(key)) throw new InvalidInput("/target", RowRules.keyHelp());
            return new Target(text.substring(0, slash), key);
        }

        Target named() {
            if (keyOrNull == null) throw new InvalidInput("/target", "target must name the row too: <table>/<key>");
            return this;
        }

        String key() {
            if (keyOrNull == null) throw new IllegalStateException("no key yet");
            return keyOrNull;
        }
    }
}
