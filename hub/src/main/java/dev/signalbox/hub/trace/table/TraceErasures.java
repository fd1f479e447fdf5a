package dev.signalbox.hub.trace.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.archive.Erasures;
import dev.signalbox.hub.log.Erasure.Chosen;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;

/**
 * What deletions of traces and scores took out of the log: the same that {@link Deletion} takes. Keeps a line in memory
 * for each deleted trace and score. One thread at a time.
 */
public final class TraceErasures implements Erasures {
    /** By stream: the version of the newest deletion of the trace. */
    private final Map<String, Long> traces = new HashMap<>();
    /** By stream and id. */
    private final Map<Score, Long> scores = new HashMap<>();

    private record Score(String stream, String id) {}

    /** The next event of the log. */
    public void hears(RecordedEvent event) {
        if (event.type().equals(EventTypes.TRACE_ERASED)) {
            traces.put(event.stream(), event.version());
        } else if (event.type().equals(EventTypes.TRACE_SCORE_ERASED) && !event.isErased()) {
            String id =
                    Json.readLenient(event.data(), JsonNode.class).path("id").asText();
            scores.put(new Score(event.stream(), id), event.version());
        }
    }

    @Override
    public boolean covers(String stream, Chosen event) {
        Long trace = traces.get(stream);
        if (trace != null && event.version() < trace && Deletion.isOfTrace(event.type())) return true;
        if (scores.isEmpty() || !event.type().equals(EventTypes.TRACE_SCORED)) return false;
        Long score = scores.get(new Score(stream, Deletion.scoreId(event.data())));
        return score != null && event.version() < score;
    }

    /** Gives each stream that has erased events, with the version before which they lie. */
    public void each(ObjLongConsumer<String> streamBeforeVersion) {
        traces.forEach(streamBeforeVersion::accept);
        scores.forEach((score, version) -> streamBeforeVersion.accept(score.stream(), version));
    }
}
