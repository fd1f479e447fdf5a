package dev.signalbox.hub.trace.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.search.Saying;
import dev.signalbox.hub.search.Saying.Change;
import dev.signalbox.hub.search.Sayings;
import dev.signalbox.hub.trace.mapping.Mapped;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Kind;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is found of traces: the names, inputs, outputs and messages that events tell of observations and of traces
 * themselves, each event as it said so. Pure.
 */
public final class TraceSayings implements Sayings {
    public static final Sayings ALL = new TraceSayings();

    private static final Map<String, Integer> CHARS = Map.of(
            Fields.NAME, Limits.RECALL_TRACE_CHARS_MAX / 8,
            Fields.STATUS, Limits.RECALL_TRACE_CHARS_MAX / 8,
            Fields.INPUT, Limits.RECALL_TRACE_CHARS_MAX * 3 / 8,
            Fields.OUTPUT, Limits.RECALL_TRACE_CHARS_MAX * 3 / 8);

    private TraceSayings() {}

    @Override
    public String kind() {
        return "trace";
    }

    @Override
    public List<String> eventTypes() {
        return List.of(
                EventTypes.TRACE_SPAN_RECEIVED,
                EventTypes.TRACE_EVENT_RECEIVED,
                EventTypes.TRACE_LOG_RECEIVED,
                EventTypes.TRACE_ERASED);
    }

    @Override
    public @Nullable Saying of(RecordedEvent event) {
        if (event.type().equals(EventTypes.TRACE_ERASED)) return Saying.without(Change.ERASED);
        Mapped mapped = TraceRange.mapped(event, Json.readLenient(event.data(), JsonNode.class));
        Map<String, String> texts = new LinkedHashMap<>();
        String trace = null;
        String observation = null;
        for (Contribution each : mapped.contributions()) {
            if (each.kind() == Kind.SCORE) continue;
            trace = each.traceId();
            if (each.kind() == Kind.OBSERVATION) observation = each.id();
            each.cells().forEach((path, value) -> add(path, value, texts));
        }
        return texts.isEmpty() ? null : new Saying(Change.BESIDE, texts, trace, observation);
    }

    /** A root span tells of its trace what it told of itself: the same text counts once. */
    private static void add(String path, JsonNode value, Map<String, String> texts) {
        int slash = path.indexOf('/');
        Integer chars = CHARS.get(slash < 0 ? path : path.substring(0, slash));
        if (chars == null) return;
        String text = Saying.within(Saying.text(value), chars);
        if (text.isBlank() || texts.containsValue(text)) return;
        texts.put(texts.containsKey(path) ? "trace " + path : path, text);
    }
}
