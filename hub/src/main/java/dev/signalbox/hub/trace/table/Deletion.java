package dev.signalbox.hub.trace.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.Erasure;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes away what was said before the event of a deletion: the rows, and the data of the events themselves, in the transaction that
 * moves the checkpoint. So a hub that is killed in between does it after its start. What comes later is new, and stays.
 */
final class Deletion {
    private static final List<String> OF_A_TRACE =
            List.of("observations", "observation_details", "trace_scores", "trace_problems");

    private Deletion() {}

    static Future<?> ofTrace(RecordedEvent event, String traceId, Tables tables, Transaction transaction) {
        List<Future<?>> deletes = new ArrayList<>();
        for (String table : OF_A_TRACE) {
            deletes.add(transaction.update(tables.sql("DELETE FROM {" + table + "} WHERE trace_id = $1"), traceId));
        }
        deletes.add(transaction.update(tables.sql("DELETE FROM {traces} WHERE id = $1"), traceId));
        deletes.add(transaction.update(tables.sql("DELETE FROM {trace_details} WHERE id = $1"), traceId));
        return Future.all(deletes)
                .compose(deleted -> Erasure.erase(transaction, event.stream(), event.version(), chosen -> !chosen.type()
                        .equals(EventTypes.TRACE_ERASED)));
    }

    static Future<?> ofScore(RecordedEvent event, String scoreId, Tables tables, Transaction transaction) {
        return transaction
                .update(tables.sql("DELETE FROM {trace_scores} WHERE id = $1"), scoreId)
                .compose(deleted -> Erasure.erase(
                        transaction,
                        event.stream(),
                        event.version(),
                        chosen -> chosen.type().equals(EventTypes.TRACE_SCORED)
                                && Json.readLenient(chosen.data(), JsonNode.class)
                                        .path("body")
                                        .path("id")
                                        .asText()
                                        .equals(scoreId)));
    }
}
