package dev.signalbox.hub.matrix;

import io.vertx.core.Future;
import java.util.List;

/**
 * What declared tables hold: asked before another matrix comes into force, so that no row is orphaned. Answers for this
 * node at this moment, after everything that it has acknowledged.
 */
public interface TableContents {
    /** Rows that are there; 0 for a table that was never written. */
    Future<Long> rows(String table);

    /**
     * Rows that would break another schema, each as {@code <key>: <pointer> <detail>}; empty when all fit.
     *
     * @param most rows to name; looking ends there
     */
    Future<List<String>> breaking(String table, RowSchema schema, int most);
}
