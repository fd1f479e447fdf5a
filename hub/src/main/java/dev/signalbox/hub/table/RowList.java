package dev.signalbox.hub.table;

import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.TableRow;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * One page of a table. In the order of keys it reads on from where the last page ended; in another order it looks at
 * every row, but never holds more than a page of them.
 */
record RowList(RowScan scan, RowQuery query) {
    private static final int PIECE_ROWS = 200;

    Future<Page<TableRow>> page() {
        if (query.followsKeys()) {
            String behind = query.behind() == null ? "" : query.behind().key();
            return byKey(behind, new ArrayList<>()).map(this::pageOf);
        }
        Comparator<TableRow> order = Comparator.comparing(query::placeOf, query.places());
        PriorityQueue<TableRow> best = new PriorityQueue<>(order.reversed());
        return byField("", best).map(done -> {
            List<TableRow> sorted = new ArrayList<>(best);
            sorted.sort(order);
            return pageOf(sorted);
        });
    }

    /** One row more than a page has tells that there is another. */
    private Future<List<TableRow>> byKey(String behind, List<TableRow> found) {
        int piece = query.equal().isEmpty() ? Math.min(PIECE_ROWS, query.limit() + 1) : PIECE_ROWS;
        return scan.piece(behind, piece).compose(next -> {
            for (TableRow row : next.rows()) if (found.size() <= query.limit() && query.chooses(row)) found.add(row);
            return next.behind() == null || found.size() > query.limit()
                    ? Future.succeededFuture(found)
                    : byKey(next.behind(), found);
        });
    }

    private Future<Void> byField(String behind, PriorityQueue<TableRow> best) {
        return scan.piece(behind, PIECE_ROWS).compose(next -> {
            for (TableRow row : next.rows()) {
                if (query.chooses(row)) best.add(row);
                if (best.size() > query.limit() + 1) best.poll();
            }
            return next.behind() == null ? Future.succeededFuture() : byField(next.behind(), best);
        });
    }

    private Page<TableRow> pageOf(List<TableRow> found) {
        boolean more = found.size() > query.limit();
        List<TableRow> shown = more ? found.subList(0, query.limit()) : found;
        return new Page<>(shown, more ? query.cursorBehind(shown.get(shown.size() - 1)) : null);
    }
}
