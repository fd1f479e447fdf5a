package dev.signalbox.hub.table;

import dev.signalbox.hub.matrix.RowSchema;
import dev.signalbox.hub.matrix.TableContents;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.wire.Problem.FieldError;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looks through the rows that are there, page by page, before another declaration of their table comes into force. */
public final class StoredContents implements TableContents {
    private static final int PIECE_ROWS = 500;

    private final Rows rows;
    private final Projections projections;

    public StoredContents(Rows rows, Projections projections) {
        this.rows = rows;
        this.projections = projections;
    }

    @Override
    public Future<Long> rows(String table) {
        return projections.caughtUp(RowsProjection.NAME, 0).compose(ready -> rows.count(table));
    }

    @Override
    public Future<List<String>> breaking(String table, RowSchema schema, int most) {
        return projections
                .caughtUp(RowsProjection.NAME, 0)
                .compose(ready -> look(table, schema, most, "", new ArrayList<>()));
    }

    private Future<List<String>> look(String table, RowSchema schema, int most, String behind, List<String> found) {
        return rows.present(table, behind, PIECE_ROWS).compose(page -> {
            String last = behind;
            for (Map.Entry<String, RowState> row : page.entrySet()) {
                last = row.getKey();
                List<FieldError> faults = schema.faults(row.getValue().row());
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
