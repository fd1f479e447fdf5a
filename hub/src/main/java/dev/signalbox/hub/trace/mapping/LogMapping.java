package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Kind;
import dev.signalbox.hub.trace.model.Stamp;
import dev.signalbox.hub.trace.model.StorableText;
import dev.signalbox.wire.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mapping of a log record of OpenTelemetry: what it says of the span that it was written in: some instrumentation
 * tells what went into a model and what came out there, and not on the span. It is a guess, for what a span says of
 * itself counts more. A record that names no span, or is about something else, says nothing. Any thread.
 */
public final class LogMapping {
    private static final List<String> OF_MESSAGES =
            List.of("index", "finish_reason", "message", "name", "id", "content", "tool_calls");
    private static final Mapped NOTHING = new Mapped(List.of(), List.of());

    private final Span said;
    private final @Nullable JsonNode content;
    private final String name;
    private final long clock;
    private final Contribution.Builder observation;

    /**
     * Reads one record, in the flat JSON of its event.
     *
     * @param eventId of its event in the log
     */
    public static Mapped map(JsonNode record, String eventId) {
        Span log = new Span(StorableText.within(record));
        if (log.traceId().isEmpty() || log.spanId().isEmpty()) return NOTHING;
        String event = log.data().path("name").asText();
        return new LogMapping(log, event.isEmpty() ? log.text("event.name") : event, eventId).mapped();
    }

    private LogMapping(Span log, String name, String eventId) {
        Long time = ClientTimes.ofNanos(log.data().path("timeUnixNano"));
        this.name = name;
        this.clock = time == null ? 0 : time;
        this.content = contentOf(log);
        this.said = new Span(Json.object().set("attributes", all(log, content)));
        this.observation = new Contribution.Builder(
                Kind.OBSERVATION, log.traceId(), log.spanId(), new Stamp(Stamp.FALLBACK, clock, eventId));
    }

    private Mapped mapped() {
        if (SpanEvents.MESSAGES.contains(name)) observation.withPart(Fields.INPUT, clock, message());
        else if (name.equals(SpanEvents.CHOICE)) observation.withPart(Fields.OUTPUT, clock, message());
        else if (name.equals(SpanEvents.DETAILS)) details();
        else if (name.equals("gen_ai.content.prompt")) whole(Fields.INPUT, said.attribute("gen_ai.prompt"));
        else if (name.equals("gen_ai.content.completion")) whole(Fields.OUTPUT, said.attribute("gen_ai.completion"));
        else return NOTHING;
        observation.with(Fields.TYPE, TextNode.valueOf("GENERATION"));
        if (clock > 0) observation.with(Fields.DERIVED_START, LongNode.valueOf(clock));
        return new Mapped(List.of(observation.build()), List.of());
    }

    private void details() {
        whole(Fields.INPUT, ContentTable.messages(said));
        whole(Fields.OUTPUT, said.attribute("gen_ai.output.messages"));
    }

    private void whole(String field, @Nullable JsonNode value) {
        if (value != null) observation.with(field, Texts.unfolded(value));
    }

    /**
     * What was said, with the role that the name of the event tells; null when the instrumentation keeps the content to
     * itself.
     */
    private @Nullable JsonNode message() {
        ObjectNode message = Json.object();
        if (!name.equals(SpanEvents.CHOICE)) message.put("role", SpanEvents.role(name));
        int without = message.size();
        if (content instanceof ObjectNode fields) message.setAll(fields);
        else if (content != null) message.set("content", content);
        else for (String field : OF_MESSAGES) unfoldInto(message, field);
        return message.size() == without ? null : message;
    }

    private void unfoldInto(ObjectNode message, String field) {
        JsonNode value = said.attribute(field);
        if (value != null) message.set(field, Texts.unfolded(value));
    }

    /** Attributes, and the fields of the body over them: makers of instrumentation put the same names into either. */
    private static ObjectNode all(Span log, @Nullable JsonNode content) {
        ObjectNode all = Json.object();
        if (log.attributes() instanceof ObjectNode attributes) all.setAll(attributes);
        if (content instanceof ObjectNode fields) all.setAll(fields);
        return all;
    }

    /** The body, or what stands for it; null when there is none. */
    private static @Nullable JsonNode contentOf(Span log) {
        JsonNode body = Span.said(log.data(), "body");
        JsonNode content = body == null ? log.attribute("gen_ai.event.content") : body;
        return content == null ? null : Texts.unfolded(content);
    }
}
