package dev.signalbox.hub.table;

import dev.signalbox.hub.matrix.TableDeclaration;
import dev.signalbox.wire.resource.TableRow;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The rows of a declared table. */
record DeclaredRows(TableDeclaration table, Rows rows) implements TableSource {
    @Override
    public String name() {
        return table.name();
    }

    @Override
    public String projection() {
        return RowsProjection.NAME;
    }

    @Override
    public Set<String> fields() {
        Set<String> fields = new TreeSet<>();
        table.schema().path("properties").fieldNames().forEachRemaining(fields::add);
        fields.add(table.key());
        return fields;
    }

    @Override
    public Future<List<TableRow>> present(String behind, int limit) {
        return rows.present(name(), behind, limit).map(this::shown);
    }

    @Override
    public Future<Both> presentAndDeletedSince(long position, String behind, int limit) {
        return rows.presentAndDeletedSince(name(), position, behind, limit)
                .map(both -> new Both(shown(both.present()), shown(both.deleted())));
    }

    @Override
    public Future<Optional<TableRow>> row(String key) {
        return rows.state(name(), key)
                .map(found -> found.filter(RowState::exists).map(state -> shown(key, state)));
    }

    @Override
    public Future<Long> count() {
        return rows.count(name());
    }

    @Override
    public String stream(String key) {
        return name() + "/" + key;
    }

    @Override
    public RowReplay fold(String key) {
        return RowReplay.of(RowState.fold(name()), (state, first, newest) -> state.exists() ? shown(key, state) : null);
    }

    private List<TableRow> shown(Map<String, RowState> states) {
        return states.entrySet().stream()
                .map(entry -> shown(entry.getKey(), entry.getValue()))
                .toList();
    }

    private TableRow shown(String key, RowState state) {
        return state.resource(name(), key, table.change());
    }
}
