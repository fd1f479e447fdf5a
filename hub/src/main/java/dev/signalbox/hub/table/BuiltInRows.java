package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.FewAtOnce;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.BuiltInTable;
import dev.signalbox.hub.projection.BuiltInTable.Thing;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.TableRow;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The rows of a built-in table. Its columns do not say which events made a thing, so the log is asked for the first and the newest. */
record BuiltInRows<S>(BuiltInTable<S> table, EventLog log) implements TableSource {
    @Override
    public String name() {
        return table.name();
    }

    @Override
    public String projection() {
        return table.projection();
    }

    @Override
    public Set<String> fields() {
        return new TreeSet<>(table.fields());
    }

    @Override
    public Future<List<TableRow>> present(String behind, int limit) {
        return table.behind(behind, limit).compose(things -> FewAtOnce.inOrder(things, this::rowOf));
    }

    /** What is gone stays gone, so nothing is missed between the two questions. */
    @Override
    public Future<Both> presentAndDeletedSince(long position, String behind, int limit) {
        return present(behind, limit).compose(present -> table.goneBehind(behind, limit)
                .compose(ids -> FewAtOnce.inOrder(ids, this::gone))
                .map(gone -> new Both(present, gone)));
    }

    @Override
    public Future<Optional<TableRow>> row(String key) {
        return table.thing(key)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : rowOf(found.get()).map(Optional::of));
    }

    @Override
    public Future<Long> count() {
        return table.count();
    }

    @Override
    public String stream(String key) {
        return table.fold().stream(key);
    }

    @Override
    public RowReplay fold(String key) {
        return RowReplay.of(table.fold(), (state, first, newest) -> table.resource(state)
                .map(resource -> row(key, resource, first, newest))
                .orElse(null));
    }

    private Future<TableRow> rowOf(Thing thing) {
        return eventAt(thing.id(), 1).compose(first -> (thing.version() == 1
                        ? Future.succeededFuture(first)
                        : eventAt(thing.id(), thing.version()))
                .map(newest -> row(thing.id(), thing.resource(), first, newest)));
    }

    private Future<RecordedEvent> eventAt(String id, long version) {
        return log.readStream(stream(id), version - 1, 1).map(events -> events.get(0));
    }

    private TableRow row(String key, JsonNode resource, RecordedEvent first, RecordedEvent newest) {
        return new TableRow(
                name(),
                key,
                newest.version(),
                newest.position(),
                null,
                resource,
                first.recordedAt(),
                first.actor(),
                newest.recordedAt(),
                newest.actor(),
                null);
    }

    /** Where it went is not known here: its stream says it, to whoever asks for what it was. */
    private Future<TableRow> gone(String id) {
        return eventAt(id, 1)
                .map(first -> new TableRow(
                        name(),
                        id,
                        first.version(),
                        Long.MAX_VALUE,
                        true,
                        Json.object(),
                        first.recordedAt(),
                        first.actor(),
                        first.recordedAt(),
                        first.actor(),
                        null));
    }
}
