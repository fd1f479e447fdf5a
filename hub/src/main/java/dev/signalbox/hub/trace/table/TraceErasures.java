package dev.signalbox.hub.trace.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.archive.Erasures;
import dev.signalbox.hub.database.ScratchNumbers;
import dev.signalbox.hub.log.Erasure.Chosen;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import java.util.OptionalLong;
import java.util.function.ObjLongConsumer;

/**
 * What deletions of traces and scores took out of the log: the same that {@link Deletion} takes. Keeps a line on disk
 * for each deleted trace and score, however many; of these so much in memory as {@link ScratchNumbers} says. One thread
 * at a time.
 */
public final class TraceErasures implements Erasures, AutoCloseable {
    /** By stream: the version of the newest deletion of the trace. */
    private final ScratchNumbers traces = ScratchNumbers.open();
    /** By stream and id. */
    private final ScratchNumbers scores = ScratchNumbers.open();

    /** The next event of the log. */
    public void hears(RecordedEvent event) {
        if (event.type().equals(EventTypes.TRACE_ERASED)) {
            traces.put(event.stream(), event.version());
        } else if (event.type().equals(EventTypes.TRACE_SCORE_ERASED) && !event.isErased()) {
            String id =
                    Json.readLenient(event.data(), JsonNode.class).path("id").asText();
            scores.put(score(event.stream(), id), event.version());
        }
    }

    @Override
    public boolean covers(String stream, Chosen event) {
        if (Deletion.isOfTrace(event.type()) && isBefore(traces.get(stream), event)) return true;
        if (scores.isEmpty() || !event.type().equals(EventTypes.TRACE_SCORED)) return false;
        return isBefore(scores.get(score(stream, Deletion.scoreId(event.data()))), event);
    }

    private static boolean isBefore(OptionalLong deletion, Chosen event) {
        return deletion.isPresent() && event.version() < deletion.getAsLong();
    }

    /** Both may be any text. */
    private static String score(String stream, String id) {
        return stream.length() + ":" + stream + id;
    }

    private static String streamOf(String score) {
        int colon = score.indexOf(':');
        return score.substring(colon + 1, colon + 1 + Integer.parseInt(score.substring(0, colon)));
    }

    /** Gives each stream that has erased events, with the version before which they lie. */
    public void each(ObjLongConsumer<String> streamBeforeVersion) {
        traces.each(streamBeforeVersion);
        scores.each((score, version) -> streamBeforeVersion.accept(streamOf(score), version));
    }

    @Override
    public void close() {
        traces.close();
        scores.close();
    }
}
