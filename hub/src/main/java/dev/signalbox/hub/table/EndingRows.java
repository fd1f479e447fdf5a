package dev.signalbox.hub.table;

import static dev.signalbox.hub.table.RowTable.ROWS;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.projection.FoldedRow;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.schedule.Retention.Kept;
import dev.signalbox.hub.schedule.Retention.Over;
import dev.signalbox.hub.schedule.Retention.Source;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that end: those of tables with a retention that nobody has changed for so long. A row that is changed meanwhile
 * stays, for the command expects its version.
 */
public record EndingRows(MatrixInForce matrix, Database database) implements Source {
    @Override
    public String projection() {
        return ROWS.name();
    }

    @Override
    public List<Kept> kept() {
        List<Kept> kept = new ArrayList<>();
        for (TableDeclaration table : matrix.matrix().tables()) {
            Duration time = table.retention();
            if (!table.holdsRows() || time == null) continue;
            FoldedRows<RowState> rows = ROWS.rows(table.name(), database);
            kept.add(new Kept(
                    "table " + table.name(), time, rows::count, (since, limit) -> rows.untouchedSince(since, limit)
                            .map(old -> over(table.name(), old))));
        }
        return kept;
    }

    private static List<Over> over(String table, List<FoldedRow> old) {
        return old.stream()
                .map(row -> over(table + "/" + row.key(), row.version()))
                .toList();
    }

    private static Over over(String row, long version) {
        return new Over(row, version, id -> new Command(id, "table.delete", row, version, null, Json.object()));
    }
}
