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
 * The rows of a folded table as everybody reads them.
 *
 * @param origins who set each field of a row; null where nobody asks
 */
record ShownRows<S>(
        String name,
        FoldedRows<S> rows,
        Set<String> fields,
        @Nullable Function<S, @Nullable Map<String, Origin>> origins)
        implements TableSource {
    /** The rows of a feature. */
    static <S> TableSource builtIn(FoldedRows<S> rows) {
        return new ShownRows<>(
                rows.table().name(), rows, new TreeSet<>(rows.table().resourceFields()), null);
    }

    /** The rows of a declared table. */
    static TableSource declared(TableDeclaration table, Database database) {
        String name = table.name();
        Set<String> fields = new TreeSet<>();
        table.schema().path("properties").fieldNames().forEachRemaining(fields::add);
        fields.add(table.key());
        return new ShownRows<>(
                name,
                RowTable.ROWS.rows(name, database),
                fields,
                table.change() == Change.MERGE
                        ? row -> row.resource(name, "", Change.MERGE).fields()
                        : null);
    }

    @Override
    public String projection() {
        return rows.table().name();
    }

    @Override
    public Future<List<TableRow>> present(String behind, int limit) {
        return rows.present(behind, limit).map(this::shown);
    }

    @Override
    public Future<Both> presentAndDeletedSince(long position, String behind, int limit) {
        return rows.presentAndGoneSince(position, behind, limit)
                .map(both -> new Both(shown(both.present()), shown(both.gone())));
    }

    @Override
    public Future<Optional<TableRow>> row(String key) {
        return rows.row(key).map(found -> found.map(this::shown));
    }

    @Override
    public Future<Long> count() {
        return rows.count();
    }

    @Override
    public String stream(String key) {
        return rows.category() + "/" + key;
    }

    @Override
    public RowReplay fold(String key) {
        Fold<S, ?> fold = Objects.requireNonNull(rows.table().fold(rows.category()));
        return new RowReplay() {
            private Folded<S> folded = Folded.nothing(key, fold.empty());
            private boolean incomplete;

            @Override
            public void add(RecordedEvent event) {
                S next = fold.afterIfPossible(folded.state(), event);
                if (next == null) incomplete = true;
                folded = next == null ? folded.past(event) : rows.table().after(folded, next, event);
                if (!folded.exists()) incomplete = false;
            }

            @Override
            public @Nullable TableRow row() {
                if (!folded.exists()) return null;
                return incomplete ? shown(folded).lacking() : shown(folded);
            }
        };
    }

    private List<TableRow> shown(List<FoldedRow> stored) {
        return stored.stream().map(this::shown).toList();
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
                setBy);
    }
}
