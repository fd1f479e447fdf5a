package dev.signalbox.hub.table;

import static dev.signalbox.hub.table.RowTable.ROWS;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.matrix.RowSchema;
import dev.signalbox.hub.matrix.TableContents;
import dev.signalbox.hub.projection.FoldedRow;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.wire.Problem.FieldError;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Looks through the rows that are there, page by page, before another declaration of their table comes into force. */
public record StoredContents(Database database, Projections projections) implements TableContents {
    private static final int PIECE_ROWS = 500;

    @Override
    public Future<Long> rows(String table) {
        return projections.caughtUp(ROWS.name(), 0).compose(ready -> ROWS.rows(table, database)
                .count());
    }

    @Override
    public Future<List<String>> breaking(String table, RowSchema schema, int most) {
        return projections.caughtUp(ROWS.name(), 0).compose(ready -> look(table, schema, most, "", new ArrayList<>()));
    }

    private Future<List<String>> look(String table, RowSchema schema, int most, String behind, List<String> found) {
        return ROWS.rows(table, database).present(behind, PIECE_ROWS).compose(page -> {
            String last = behind;
            for (FoldedRow row : page) {
                last = row.key();
                List<FieldError> faults = schema.faults(row.tree());
                if (!faults.isEmpty()) found.add(last + ": " + wordsOf(faults.get(0)));
                if (found.size() >= most) return Future.succeededFuture(found);
            }
            return page.size() < PIECE_ROWS ? Future.succeededFuture(found) : look(table, schema, most, last, found);
        });
    }

    private static String wordsOf(FieldError fault) {
        return fault.pointer() + " " + fault.detail();
    }
}
