package dev.signalbox.hub.table;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the rows of each table are read, for whoever may read them. */
public final class TableSources {
    private final MatrixInForce matrix;
    private final Database database;
    private final Map<String, TableSource<?>> builtIn = new LinkedHashMap<>();

    /** @param builtIn what the features bring */
    public TableSources(MatrixInForce matrix, Database database, List<FoldedRows<?>> builtIn) {
        this.matrix = matrix;
        this.database = database;
        for (FoldedRows<?> each : builtIn) this.builtIn.put(each.table().name(), TableSource.builtIn(each));
    }

    /** The rows of a table. Fails with {@link Refused} when the role may not read it, or it has none to show. */
    TableSource<?> readableBy(String role, String table) {
        OwnershipMatrix now = matrix.matrix();
        Problem objection = now.objectionToReading(role, table);
        if (objection != null) throw new Refused(objection);
        return now.table(table)
                .flatMap(this::source)
                .orElseThrow(() ->
                        new Refused(ProblemCode.NOT_FOUND, table + " is not shown as rows; it has routes of its own"));
    }

    /** Every table with rows that the role may read, in the order of the matrix. */
    Map<TableDeclaration, TableSource<?>> allReadableBy(String role) {
        OwnershipMatrix now = matrix.matrix();
        Map<TableDeclaration, TableSource<?>> readable = new LinkedHashMap<>();
        for (TableDeclaration table : now.tables()) {
            if (now.mayRead(role, table.name())) source(table).ifPresent(source -> readable.put(table, source));
        }
        return readable;
    }

    boolean mayRead(String role, String table) {
        return matrix.matrix().mayRead(role, table);
    }

    boolean mayWrite(String role, TableDeclaration table) {
        return table.holdsRows() && matrix.matrix().mayWrite(role, table.name());
    }

    /** How many rows each declared table has; one that has none may be left out. In one look, for they may be many. */
    Future<Map<String, Long>> declaredRows() {
        return RowTable.ROWS.counts(database);
    }

    /** The families of its events, as a follower asks for them. */
    List<String> eventsOf(TableDeclaration table) {
        return matrix.matrix().familiesOf(table.name()).stream()
                .map(family -> family + ".*")
                .toList();
    }

    private Optional<TableSource<?>> source(TableDeclaration table) {
        return table.holdsRows()
                ? Optional.of(TableSource.declared(table, database))
                : Optional.ofNullable(builtIn.get(table.name()));
    }
}
