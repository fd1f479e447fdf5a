package dev.signalbox.hub.table;

import dev.signalbox.hub.vertx.FewAtOnce;
import dev.signalbox.wire.JsonValues;
import io.vertx.core.Future;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Walks over a table in the order of its keys, page by page, each page a short read of its own. With a position it
 * shows the table exactly as it was there, however it changes meanwhile: a row that has not changed since is as it was;
 * any other, also one that was deleted since, is made of its stream up to there. No transaction is kept open.
 */
record RowScan(TableSource<?> table, RowsAsOf past, long position) {

    /**
     * A piece of the walk.
     *
     * @param behind the key at which the next piece begins; null when the walk is over
     */
    record Piece(List<ScannedRow> rows, @Nullable String behind) {}

    /** Over the rows of this moment; each piece of its own moment. */
    static RowScan now(TableSource<?> table, RowsAsOf past) {
        return new RowScan(table, past, Long.MAX_VALUE);
    }

    /** @param position up to which the projection has come, or further */
    static RowScan at(long position, TableSource<?> table, RowsAsOf past) {
        return new RowScan(table, past, position);
    }

    /** The next rows behind a key. A piece may be empty before the walk is over. */
    Future<Piece> piece(String behind, int limit) {
        return position == Long.MAX_VALUE
                ? table.present(behind, limit).map(rows -> new Piece(rows, lastOf(rows, limit)))
                : table.presentAndDeletedSince(position, behind, limit).compose(both -> pieceOf(both, limit));
    }

    private Future<Piece> pieceOf(TableSource.Both both, int limit) {
        String end = least(lastOf(both.present(), limit), lastOf(both.deleted(), limit));
        NavigableMap<String, ScannedRow> byKey = new TreeMap<>(JsonValues::compareTexts);
        for (ScannedRow row : both.deleted()) byKey.put(row.key(), row);
        for (ScannedRow row : both.present()) byKey.put(row.key(), row);
        List<ScannedRow> rows = List.copyOf((end == null ? byKey : byKey.headMap(end, true)).values());
        return FewAtOnce.inOrder(rows, this::asItWas)
                .map(found -> new Piece(found.stream().flatMap(Optional::stream).toList(), end));
    }

    private Future<Optional<ScannedRow>> asItWas(ScannedRow row) {
        return row.position() <= position
                ? Future.succeededFuture(Optional.of(row).filter(one -> !one.deleted()))
                : past.row(table, row.key(), position).map(then -> then.map(ScannedRow::of));
    }

    private static @Nullable String lastOf(List<ScannedRow> rows, int limit) {
        return rows.size() < limit ? null : rows.get(rows.size() - 1).key();
    }

    private static @Nullable String least(@Nullable String one, @Nullable String other) {
        if (one == null || other == null) return one == null ? other : one;
        return JsonValues.compareTexts(one, other) <= 0 ? one : other;
    }
}
