package dev.signalbox.hub.matrix;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * What declared tables hold: asked before another matrix comes into force, so that no row is orphaned. Answers for this
 * node at this moment, after everything that it has acknowledged.
 */
public interface TableContents {
    /** Rows that are there; 0 for a table that was never written. */
    Future<Long> rows(String table);

    /** Rows that were deleted; their history is in the log. */
    Future<Long> gone(String table);

    /** Rows that nobody has changed for so long. */
    Future<Long> over(String table, Duration time);

    /**
     * Rows that would break another schema.
     *
     * @param most rows to name; all are counted
     */
    Future<Breaking> breaking(String table, RowSchema schema, int most);

    /**
     * Rows that do not fit.
     *
     * @param rows how many
     * @param named the first of them, each as {@code <key>: <pointer> <detail>}
     */
    record Breaking(long rows, List<String> named) {
        public static final Breaking NONE = new Breaking(0, List.of());

        public Breaking {
            named = List.copyOf(named);
        }
    }
}
