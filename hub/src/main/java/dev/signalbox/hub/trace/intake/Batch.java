package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.hub.trace.model.StorableText;
import dev.signalbox.hub.trace.model.TraceStream;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A batch of Langfuse's classic ingestion: envelopes {@code {id, type, timestamp, body}}. Clients send a whole batch
 * again, three times, for one event that is not taken, so only what cannot be stored at all is not: everything else is
 * stored as it came, with warnings.
 */
final class Batch {
    /** The type of a score. */
    static final String SCORE = "score-create";
    /** What clients say about themselves. */
    private static final String SDK_LOG = "sdk-log";

    private static final Set<String> KNOWN_TYPES = Set.of(
            ("trace-create score-create sdk-log span-create span-update generation-create generation-update event-create"
                            + " observation-create observation-update agent-create tool-create chain-create retriever-create"
                            + " evaluator-create embedding-create guardrail-create dataset-run-item-create")
                    .split(" "));

    private final IntakeOrigin sender;
    private final Rights rights;
    private final List<NewEvent> events = new ArrayList<>();
    private final ObjectNode answer = Json.object();
    private final ArrayNode successes = answer.putArray("successes");
    private final ArrayNode errors = answer.putArray("errors");

    /**
     * What the sender may.
     *
     * @param record traces and observations
     * @param score scores
     */
    record Rights(boolean record, boolean score) {}

    private Batch(IntakeOrigin sender, Rights rights) {
        this.sender = sender;
        this.rights = rights;
    }

    /** Reads a request. Fails with {@link InvalidInput} when it is no {@code {"batch": […]}}. */
    static Batch read(byte[] body, IntakeOrigin sender, Rights rights) {
        JsonNode batch = LenientJson.read(body).path("batch");
        if (!batch.isArray()) {
            throw new InvalidInput("/batch", "the body must be a JSON object with a list \"batch\" of events");
        }
        return of(batch, sender, rights);
    }

    static Batch of(Iterable<? extends JsonNode> envelopes, IntakeOrigin sender, Rights rights) {
        Batch read = new Batch(sender, rights);
        for (JsonNode envelope : envelopes) read.take(envelope);
        return read;
    }

    /** What is to be written before the answer may be given. */
    List<NewEvent> events() {
        return events;
    }

    /** {@code {successes, errors}}, with the ids of the envelopes in their order. */
    ObjectNode answer() {
        return answer;
    }

    private void take(JsonNode given) {
        sender.hold();
        String excess = Excess.in(given);
        if (excess != null) {
            refuse(text(given.path("id")), text(given.path("body").path("traceId")), excess, given);
            return;
        }
        if (!(given instanceof ObjectNode envelope)) {
            refuse(null, null, "the event is no JSON object", given);
            return;
        }
        List<String> warnings = StorableText.settle(envelope);
        String id = text(envelope.path("id"));
        String type = text(envelope.path("type"));
        JsonNode body = envelope.path("body");
        if (SDK_LOG.equals(type)) {
            successes.addObject().put("id", id == null ? "unknown" : id).put("status", 201);
        } else if (!(SCORE.equals(type) ? rights.score() : rights.record())) {
            error(id, 401, "Access Scope Denied", "this key may not send events of the type " + type);
        } else if (id == null) {
            refuse(null, text(body.path("traceId")), "the event has no id", given);
        } else if (!body.isObject()) {
            refuse(id, null, "the event has no body", given);
        } else if (isNoSegment(body.path("id")) || isNoSegment(body.path("traceId"))) {
            refuse(id, null, "an id must not be \".\" or \"..\": no path leads to it", given);
        } else {
            if (!envelope.path("id").isTextual()) {
                envelope.put("id", id);
                warnings.add("the id was no text");
            }
            if (type == null || !KNOWN_TYPES.contains(type)) warnings.add("the type of the event is not known");
            store(envelope, id, SCORE.equals(type), "trace-create".equals(type), warnings);
        }
    }

    private void store(ObjectNode envelope, String id, boolean isScore, boolean isTrace, List<String> warnings) {
        Instant occurredAt = timeOf(envelope.path("timestamp"));
        if (occurredAt == null) warnings.add("the timestamp of the event is missing or no time");
        envelope.remove("warnings");
        byte[] data = SizeCap.written(envelope, warnings);
        if (!Json.isReadable(data)) {
            refuse(id, text(envelope.path("body").path("traceId")), SizeCap.UNREADABLE, envelope);
            return;
        }
        JsonNode body = envelope.path("body");
        String own = text(body.path("id"));
        String trace = isTrace ? own : text(body.path("traceId"));
        String fallback = own == null ? id : own;
        String stream = isScore && trace == null
                ? TraceStream.ofScore(fallback)
                : TraceStream.ofTrace(trace == null ? fallback : trace);
        String type = isScore ? EventTypes.TRACE_SCORED : EventTypes.TRACE_EVENT_RECEIVED;
        events.add(sender.event(stream, TraceStream.envelopeEvent(id), type, occurredAt, data));
        successes.addObject().put("id", id).put("status", 201);
    }

    private void refuse(@Nullable String id, @Nullable String traceId, String reason, JsonNode given) {
        error(id, 400, "Invalid request data", reason);
        events.add(sender.refused(traceId, reason, Json.writeText(given)));
    }

    private void error(@Nullable String id, int status, String message, String reason) {
        errors.addObject()
                .put("id", id == null ? "unknown" : id)
                .put("status", status)
                .put("message", message)
                .put("error", reason);
    }

    /** What stands for a folder in a path, and so never for a thing. */
    static boolean isNoSegment(JsonNode id) {
        String text = id.asText();
        return text.equals(".") || text.equals("..");
    }

    /** A text, or what somebody wrote instead of one; null when there is none, or it breaks a limit. */
    static @Nullable String text(JsonNode node) {
        if (!node.isValueNode() || node.isNull() || node.isPojo()) return null;
        String text = node.asText();
        return text.isBlank() ? null : text;
    }

    /** Null when it is no time. */
    static @Nullable Instant timeOf(JsonNode timestamp) {
        if (!timestamp.isTextual()) return null;
        try {
            return Times.parse(timestamp.textValue());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
