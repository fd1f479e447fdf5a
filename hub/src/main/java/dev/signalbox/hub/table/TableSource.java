package dev.signalbox.hub.table;

import dev.signalbox.wire.resource.TableRow;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The rows of one table, declared or built in, as lists, snapshots and looks into the past read them. */
interface TableSource {
    String name();

    /** The projection for which a reader must wait. */
    String projection();

    /** The fields that a list may be filtered and ordered by. */
    Set<String> fields();

    /** Rows behind a key in the order of their keys' UTF-8 bytes; the empty text stands before all keys. */
    Future<List<TableRow>> present(String behind, int limit);

    /**
     * The same, and what is left of rows that were deleted behind a position, at most {@code limit} of each. A row that
     * is deleted or put anew meanwhile stands in one of the lists at least.
     */
    Future<Both> presentAndDeletedSince(long position, String behind, int limit);

    /**
     * Two lists of rows, each in the order of keys.
     *
     * @param deleted may name more than what was deleted behind the position
     */
    record Both(List<TableRow> present, List<TableRow> deleted) {}

    /** The row that is there now. */
    Future<Optional<TableRow>> row(String key);

    Future<Long> count();

    /** The stream of a row. */
    String stream(String key);

    /** A fold of that stream, from its first event. */
    RowReplay fold(String key);
}
