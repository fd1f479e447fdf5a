package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.Change;
import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.hub.projection.Folded;
import dev.signalbox.hub.projection.Folded.Mark;
import dev.signalbox.hub.projection.FoldedRow;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.wire.resource.TableRow;
import dev.signalbox.wire.resource.TableRow.Origin;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one table, declared or built in, as lists, snapshots and looks into the past read them.
 *
 * @param fields by which a list may be filtered and ordered
 * @param origins who set each field of a row; null where nobody asks
 */
record TableSource<S>(
        String name,
        FoldedRows<S> rows,
        Set<String> fields,
        @Nullable Function<S, @Nullable Map<String, Origin>> origins) {
    /** The rows of a feature. */
    static <S> TableSource<S> builtIn(FoldedRows<S> rows) {
        return new TableSource<>(
                rows.table().name(), rows, new TreeSet<>(rows.table().resourceFields()), null);
    }

    /** The rows of a declared table. */
    static TableSource<RowState> declared(TableDeclaration table, Database database) {
        String name = table.name();
        Set<String> fields = new TreeSet<>();
        table.schema().path("properties").fieldNames().forEachRemaining(fields::add);
        fields.add(table.key());
        return new TableSource<>(
                name,
                RowTable.ROWS.rows(name, database),
                fields,
                table.change() == Change.MERGE
                        ? row -> row.resource(name, "", Change.MERGE).fields()
                        : null);
    }

    /** The projection for which a reader must wait. */
    String projection() {
        return rows.table().name();
    }

    /** Rows behind a key in the order of their keys' UTF-8 bytes; the empty text stands before all keys. */
    Future<List<ScannedRow>> present(String behind, int limit) {
        return rows.present(behind, limit).map(this::scanned);
    }

    /**
     * The same, and what is left of rows that were deleted behind a position, at most {@code limit} of each. A row that
     * is deleted or put anew meanwhile stands in one of the lists at least.
     */
    Future<Both> presentAndDeletedSince(long position, String behind, int limit) {
        return rows.presentAndGoneSince(position, behind, limit)
                .map(both -> new Both(scanned(both.present()), scanned(both.gone())));
    }

    /**
     * Two lists of rows, each in the order of keys.
     *
     * @param deleted may name more than what was deleted behind the position
     */
    record Both(List<ScannedRow> present, List<ScannedRow> deleted) {}

    /** The row that is there now. */
    Future<Optional<TableRow>> row(String key) {
        return rows.row(key).map(found -> found.map(this::shown));
    }

    /** The stream of a row. */
    String stream(String key) {
        return rows.category() + "/" + key;
    }

    /** A row that becomes what it was, event by event, from the first of its stream. One reader, one instance. */
    static final class Replay<S> {
        private final TableSource<S> source;
        private final Fold<S, ?> fold;
        private Folded<S> folded;
        private boolean incomplete;

        Replay(TableSource<S> source, String key) {
            FoldedRows<S> rows = source.rows();
            this.source = source;
            this.fold = Objects.requireNonNull(rows.table().fold(rows.category()));
            this.folded = Folded.nothing(key, fold.empty());
        }

        /** Goes one event on. */
        void add(RecordedEvent event) {
            S next = fold.afterIfPossible(folded.state(), event);
            if (next == null) incomplete = true;
            folded = next == null ? folded.past(event) : source.rows().table().after(folded, next, event);
            if (!folded.exists()) incomplete = false;
        }

        /** The row after the newest event; null when there is none, not yet or not any more. */
        @Nullable
        TableRow row() {
            if (!folded.exists()) return null;
            return incomplete ? source.shown(folded).lacking() : source.shown(folded);
        }
    }

    private List<ScannedRow> scanned(List<FoldedRow> stored) {
        return stored.stream()
                .map(row -> new ScannedRow(row.key(), row.updated().position(), row.deleted(), () -> shown(row)))
                .toList();
    }

    private TableRow shown(FoldedRow stored) {
        TableRow row = whole(stored);
        return stored.incomplete() ? row.lacking() : row;
    }

    private TableRow whole(FoldedRow stored) {
        if (origins != null) return shown(rows.table().read(stored));
        return shown(
                stored.key(),
                stored.version(),
                stored.deleted(),
                stored.tree(),
                stored.created(),
                stored.updated(),
                null);
    }

    private TableRow shown(Folded<S> folded) {
        return shown(
                folded.key(),
                folded.version(),
                !folded.exists(),
                rows.table().resource(folded.state()),
                folded.created(),
                folded.updated(),
                origins == null ? null : origins.apply(folded.state()));
    }

    private TableRow shown(
            String key,
            long version,
            boolean deleted,
            JsonNode row,
            Mark created,
            Mark updated,
            @Nullable Map<String, Origin> setBy) {
        return new TableRow(
                name,
                key,
                version,
                updated.position(),
                deleted ? true : null,
                row,
                created.at(),
                created.by(),
                updated.at(),
                updated.by(),
                setBy,
                null);
    }
}
