package dev.signalbox.hub.table;

import static dev.signalbox.hub.table.RowTable.ROWS;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.matrix.RowSchema;
import dev.signalbox.hub.matrix.TableContents;
import dev.signalbox.hub.projection.FoldedRow;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.hub.projection.Projections;
import dev.signalbox.wire.Problem.FieldError;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Looks through the rows that are there, page by page, before another declaration of their table comes into force. */
public record StoredContents(Database database, Projections projections, Clock clock) implements TableContents {
    private static final int PIECE_ROWS = 500;

    @Override
    public Future<Long> rows(String table) {
        return of(table, FoldedRows::count);
    }

    @Override
    public Future<Long> gone(String table) {
        return of(table, FoldedRows::countGone);
    }

    @Override
    public Future<Long> over(String table, Duration time) {
        return of(table, rows -> rows.countUntouchedSince(clock.instant().minus(time)));
    }

    @Override
    public Future<Breaking> breaking(String table, RowSchema schema, int most) {
        return of(table, rows -> look(rows, schema, most, "", 0, new ArrayList<>()));
    }

    private <T> Future<T> of(String table, Function<FoldedRows<RowState>, Future<T>> question) {
        return projections.caughtUp(ROWS.name(), 0).compose(ready -> question.apply(ROWS.rows(table, database)));
    }

    private static Future<Breaking> look(
            FoldedRows<RowState> rows, RowSchema schema, int most, String behind, long before, List<String> named) {
        return rows.present(behind, PIECE_ROWS).compose(page -> {
            String last = behind;
            long breaking = before;
            for (FoldedRow row : page) {
                last = row.key();
                List<FieldError> faults = schema.faults(row.tree());
                if (faults.isEmpty()) continue;
                breaking++;
                if (named.size() < most) named.add(last + ": " + wordsOf(faults.get(0)));
            }
            return page.size() < PIECE_ROWS
                    ? Future.succeededFuture(new Breaking(breaking, named))
                    : look(rows, schema, most, last, breaking, named);
        });
    }

    private static String wordsOf(FieldError fault) {
        return fault.pointer() + " " + fault.detail();
    }
}
