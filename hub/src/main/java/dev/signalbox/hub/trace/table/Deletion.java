package dev.signalbox.hub.trace.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.log.Erasure;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.FoldProblems;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * The deletion of what was said before its event: of the rows, and the data of the events themselves, in the
 * transaction that moves the checkpoint. So a hub that is killed in between does it after its start. What comes later
 * is new, and stays.
 */
final class Deletion {
    private static final List<String> OF_A_TRACE =
            List.of("observations", "observation_details", "trace_scores", "trace_problems");

    private Deletion() {}

    static Future<?> ofTrace(RecordedEvent event, String traceId, RowWriter rows) {
        List<Future<?>> deletes = new ArrayList<>();
        for (String table : OF_A_TRACE) {
            deletes.add(rows.update("DELETE FROM {" + table + "} WHERE trace_id = $1", traceId));
        }
        deletes.add(rows.update("DELETE FROM {traces} WHERE id = $1", traceId));
        deletes.add(rows.update("DELETE FROM {trace_details} WHERE id = $1", traceId));
        return Future.all(deletes)
                .compose(deleted -> FoldProblems.forgetBefore(rows.transaction(), event))
                .compose(forgotten -> Erasure.erase(
                        rows.transaction(), event.stream(), event.version(), chosen -> isOfTrace(chosen.type())));
    }

    static Future<?> ofScore(RecordedEvent event, String scoreId, RowWriter rows) {
        return rows.update("DELETE FROM {trace_scores} WHERE id = $1", scoreId)
                .compose(deleted -> Erasure.erase(
                        rows.transaction(),
                        event.stream(),
                        event.version(),
                        chosen -> chosen.type().equals(EventTypes.TRACE_SCORED)
                                && scoreId(chosen.data()).equals(scoreId)));
    }

    /** Whether the deletion of a trace takes the data of such an event before it. */
    static boolean isOfTrace(String type) {
        return !type.equals(EventTypes.TRACE_ERASED);
    }

    /** The id of the score of which a {@link EventTypes#TRACE_SCORED} tells. */
    static String scoreId(byte[] data) {
        return Json.readLenient(data, JsonNode.class).path("body").path("id").asText();
    }
}
