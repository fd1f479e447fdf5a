package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.hub.trace.model.Stamp;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.FieldOrigin;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The explanation of traces and observations: which event set each of their fields, and why it counts. Any thread. */
public record Explanation(Database database, EventLog log) {

    /**
     * The origins of a field, or of all fields; empty when there is no such thing.
     *
     * @param observationId null for the trace itself
     * @param field null for all
     */
    public Future<Optional<List<FieldOrigin>>> origins(
            String traceId, @Nullable String observationId, @Nullable String field) {
        return database.read(transaction -> observationId == null
                        ? Details.OF_TRACES.find(transaction, traceId)
                        : Details.OF_OBSERVATIONS.find(transaction, traceId, observationId))
                .compose(row -> row == null
                        ? Future.succeededFuture(Optional.empty())
                        : origins(row, field).map(Optional::of));
    }

    private Future<List<FieldOrigin>> origins(Row row, @Nullable String field) {
        Merged merged = Merged.restored(row.text("state"));
        Map<String, Merged.Cell> cells = field == null ? merged.cells() : merged.provenance(field);
        List<Future<FieldOrigin>> origins = new ArrayList<>();
        cells.forEach((path, cell) -> origins.add(origin(path, cell)));
        return Future.all(origins)
                .map(found -> origins.stream().map(Future::result).toList());
    }

    private Future<FieldOrigin> origin(String path, Merged.Cell cell) {
        Stamp stamp = cell.stamp();
        return log.byId(stamp.eventId())
                .map(event -> new FieldOrigin(
                        path,
                        cell.value().isMissingNode() ? null : cell.value(),
                        phase(stamp.phase()),
                        Times.ofMicros(stamp.clock()),
                        stamp.eventId(),
                        event.map(RecordedEvent::position).orElse(null),
                        event.map(RecordedEvent::recordedAt).orElse(null),
                        event.map(RecordedEvent::actor).orElse(null)));
    }

    private static String phase(int phase) {
        if (phase == Stamp.FALLBACK) return "guess";
        return phase == Stamp.CREATE ? "create" : "update";
    }
}
