package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Folded;
import dev.signalbox.hub.projection.FoldedRow;
import dev.signalbox.hub.projection.FoldedRows;
import dev.signalbox.wire.resource.TableRow;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rows of a folded table as everybody reads them. */
record ShownRows<S>(String name, FoldedRows<S> rows, Set<String> fields) implements TableSource {
    /** The rows of a feature. */
    static <S> TableSource builtIn(FoldedRows<S> rows) {
        return new ShownRows<>(
                rows.table().name(), rows, new TreeSet<>(rows.table().resourceFields()));
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

            @Override
            void add(RecordedEvent event) {
                folded = rows.table().after(folded, fold.after(folded.state(), event), event);
            }

            @Override
            @Nullable
            TableRow row() {
                return folded.exists() ? shown(folded) : null;
            }
        };
    }

    private List<TableRow> shown(List<FoldedRow> stored) {
        return stored.stream().map(this::shown).toList();
    }

    private TableRow shown(FoldedRow stored) {
        return shown(
                stored.key(), stored.version(), stored.deleted(), stored.tree(), stored.created(), stored.updated());
    }

    private TableRow shown(Folded<S> folded) {
        return shown(
                folded.key(),
                folded.version(),
                !folded.exists(),
                rows.table().resource(folded.state()),
                folded.created(),
                folded.updated());
    }

    private TableRow shown(
            String key, long version, boolean deleted, JsonNode row, Folded.Mark created, Folded.Mark updated) {
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
                null);
    }
}
