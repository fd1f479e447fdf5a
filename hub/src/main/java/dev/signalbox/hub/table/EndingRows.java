package dev.signalbox.hub.table;

import static dev.signalbox.hub.table.RowTable.ROWS;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.matrix.MatrixInForce;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.schedule.Retention.Kept;
import dev.signalbox.hub.schedule.Retention.Over;
import dev.signalbox.hub.schedule.Retention.Source;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
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
            if (table.holdsRows() && time != null) kept.add(new OfTable(ROWS.rows(table.name(), database), time));
        }
        return kept;
    }

    private record OfTable(FoldedRows<RowState> rows, Duration time) implements Kept {
        @Override
        public Future<List<Over>> untouchedSince(Instant since, int limit) {
            return rows.untouchedSince(since, limit).map(old -> old.stream()
                    .map(row -> over(row.key(), row.version()))
                    .toList());
        }

        private Over over(String key, long version) {
            String target = rows.category() + "/" + key;
            return new Over(
                    target, version, id -> new Command(id, "table.delete", target, version, null, Json.object()));
        }
    }
}
