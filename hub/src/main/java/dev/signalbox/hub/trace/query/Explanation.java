package dev.signalbox.hub.trace.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.hub.trace.model.Stamp;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.FieldOrigin;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The explanation of traces and observations: which event set each of their fields, and why it counts. Any thread. */
public record Explanation(Database database, EventLog log) {
    private static final List<String> STOOD_IN = List.of(Fields.NAME, Fields.INPUT, Fields.OUTPUT);

    /**
     * The origins of a field, or of all fields; empty when there is no such thing.
     *
     * @param observationId null for the trace itself
     * @param field null for all
     */
    public Future<Optional<List<FieldOrigin>>> origins(
            String traceId, @Nullable String observationId, @Nullable String field) {
        return database.read(transaction -> observationId == null
                        ? Details.OF_TRACES
                                .find(transaction, traceId)
                                .compose(row -> ofTrace(row, traceId, transaction))
                        : Details.OF_OBSERVATIONS
                                .find(transaction, traceId, observationId)
                                .map(Explanation::said))
                .compose(cells -> cells == null
                        ? Future.succeededFuture(Optional.empty())
                        : origins(cells, field).map(Optional::of));
    }

    private static @Nullable Map<String, Merged.Cell> said(@Nullable Row row) {
        return row == null ? null : Merged.restored(row.text("state")).cells();
    }

    /** What was said of a trace, and for one that says nothing of itself what the observation says that stands in. */
    private static Future<@Nullable Map<String, Merged.Cell>> ofTrace(
            @Nullable Row row, String traceId, Transaction transaction) {
        Map<String, Merged.Cell> own = said(row);
        String top = row == null ? null : row.textOrNull("top_id");
        if (own == null || top == null) return Future.succeededFuture(own);
        return Details.OF_OBSERVATIONS.find(transaction, traceId, top).map(found -> {
            Map<String, Merged.Cell> cells = new TreeMap<>(own);
            Map<String, Merged.Cell> others = Objects.requireNonNullElse(said(found), Map.of());
            for (String field : STOOD_IN) {
                Merged.Cell other = others.get(field);
                if (other != null)
                    cells.putIfAbsent(
                            field, new Merged.Cell(other.value(), other.stamp().asFallback()));
            }
            return cells;
        });
    }

    private Future<List<FieldOrigin>> origins(Map<String, Merged.Cell> all, @Nullable String field) {
        Map<String, Merged.Cell> cells = new TreeMap<>();
        all.forEach((path, cell) -> {
            if (field == null || path.equals(field) || path.startsWith(field + "/")) cells.put(path, cell);
        });
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
                        shown(path, cell.value()),
                        phase(stamp.phase()),
                        Times.ofMicros(stamp.clock()),
                        stamp.eventId(),
                        event.map(RecordedEvent::position).orElse(null),
                        event.map(RecordedEvent::recordedAt).orElse(null),
                        event.map(RecordedEvent::actor).orElse(null)));
    }

    /** Times as the API writes them. */
    private static @Nullable JsonNode shown(String path, JsonNode value) {
        if (value.isMissingNode()) return null;
        return Fields.TIMES.contains(path) && value.isIntegralNumber()
                ? TextNode.valueOf(Times.format(Times.ofMicros(value.longValue())))
                : value;
    }

    private static String phase(int phase) {
        if (phase == Stamp.FALLBACK) return "guess";
        return phase == Stamp.CREATE ? "create" : "update";
    }
}
