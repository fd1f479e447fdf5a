package dev.signalbox.hub.table;

import dev.signalbox.hub.projection.PageEnd;
import dev.signalbox.hub.table.ScannedRow.Shown;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.TableRow;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * One page of a table. In the order of keys it reads on from where the last page ended; in another order it looks at
 * every row, but never holds more than a page of them, each as the text that the answer has.
 */
record RowList(RowScan scan, RowQuery query) {
    /** Rows that are read at a time. */
    static final int PIECE_ROWS = 100;

    /** A row of the page, and where it stands in the order. */
    private record Found(PageEnd place, Shown row) {}

    Future<Page<Shown>> page() {
        if (query.followsKeys()) {
            PageEnd behind = query.behind();
            return byKey(behind == null ? "" : behind.key(), new ArrayList<>()).map(this::pageOf);
        }
        Comparator<Found> order = Comparator.comparing(Found::place, query.places());
        PriorityQueue<Found> best = new PriorityQueue<>(order.reversed());
        return byField("", best).map(done -> {
            List<Found> sorted = new ArrayList<>(best);
            sorted.sort(order);
            return pageOf(sorted);
        });
    }

    /** One row more than a page has tells that there is another. */
    private Future<List<Found>> byKey(String behind, List<Found> found) {
        int piece = query.equal().isEmpty() ? Math.min(PIECE_ROWS, query.limit() + 1) : PIECE_ROWS;
        return scan.piece(behind, piece).compose(next -> {
            for (ScannedRow scanned : next.rows()) {
                if (found.size() > query.limit()) break;
                TableRow row = scanned.tree().get();
                if (query.chooses(row)) found.add(found(row));
            }
            return next.behind() == null || found.size() > query.limit()
                    ? Future.succeededFuture(found)
                    : byKey(next.behind(), found);
        });
    }

    private Future<Void> byField(String behind, PriorityQueue<Found> best) {
        return scan.piece(behind, PIECE_ROWS).compose(next -> {
            for (ScannedRow scanned : next.rows()) {
                TableRow row = scanned.tree().get();
                if (query.chooses(row)) keep(row, best);
            }
            return next.behind() == null ? Future.succeededFuture() : byField(next.behind(), best);
        });
    }

    /** A row that stands behind all of a full page is not written out. */
    private void keep(TableRow row, PriorityQueue<Found> best) {
        Found last = best.size() > query.limit() ? best.peek() : null;
        if (last != null && query.places().compare(query.placeOf(row), last.place()) >= 0) return;
        best.add(found(row));
        if (best.size() > query.limit() + 1) best.poll();
    }

    private Found found(TableRow row) {
        return new Found(query.placeOf(row), Shown.of(row));
    }

    private Page<Shown> pageOf(List<Found> found) {
        boolean more = found.size() > query.limit();
        List<Found> shown = more ? found.subList(0, query.limit()) : found;
        String next = more ? shown.get(shown.size() - 1).place().cursor(query.order()) : null;
        return new Page<>(shown.stream().map(Found::row).toList(), next);
    }
}
