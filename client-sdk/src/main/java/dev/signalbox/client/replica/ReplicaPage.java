package dev.signalbox.client.replica;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the order of their keys, all of one moment.
 *
 * @param nextKey give it to {@link RowQuery#after} for the next page; null on the last
 * @param position what the table was at; the rows of the next page may be of a later one
 */
public record ReplicaPage(List<ReplicaRow> items, @Nullable String nextKey, long position) {
    public ReplicaPage {
        items = List.copyOf(items);
    }
}
