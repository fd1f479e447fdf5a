package dev.signalbox.hub.trace.mapping;

import static dev.signalbox.hub.trace.mapping.FieldRule.first;
import static dev.signalbox.hub.trace.mapping.Source.attribute;
import static dev.signalbox.hub.trace.mapping.Source.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.wire.Json;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table of what went into the work of a span and what came out: the places where makers of instrumentation put
 * them, in order.
 */
final class ContentTable {
    static final List<FieldRule> ALL = List.of(
            first(
                    Fields.INPUT,
                    FieldFormat::payload,
                    json("langfuse.observation.input"),
                    json("genkit:input"),
                    attribute("ai.prompt.messages"),
                    json("ai.prompt"),
                    json("ai.toolCall.args"),
                    json("ai.value"),
                    attribute("ai.values"),
                    SpanEvents::messages,
                    SpanEvents.details("gen_ai.input.messages"),
                    SpanEvents.content("gen_ai.content.prompt", "gen_ai.prompt"),
                    filled("gcp.vertex.agent.llm_request"),
                    filled("gcp.vertex.agent.tool_call_args"),
                    attribute("prompt"),
                    attribute("lk.input_text"),
                    attribute("lk.user_transcript"),
                    attribute("lk.chat_ctx"),
                    attribute("lk.user_input"),
                    Source.of(ContentTable::logfireMessages, "events"),
                    json("mlflow.spanInputs"),
                    json("traceloop.entity.input"),
                    ofOpenInference("input"),
                    json("input"),
                    attribute("pydantic_ai.all_messages"),
                    json("tool_arguments"),
                    IndexedAttributes.under("gen_ai.prompt"),
                    IndexedAttributes.under("llm.input_messages"),
                    IndexedAttributes.under("llm.prompts"),
                    Source.of(ContentTable::messages, "gen_ai.input.messages", "gen_ai.system_instructions"),
                    json("gen_ai.tool.call.arguments"),
                    IndexedAttributes.under("embedding.embeddings"),
                    attribute("gen_ai.retrieval.query.text")),
            first(
                    Fields.OUTPUT,
                    FieldFormat::payload,
                    json("langfuse.observation.output"),
                    json("genkit:output"),
                    ContentTable::vercelAnswer,
                    attribute("ai.response.text"),
                    attribute("ai.result.text"),
                    json("ai.toolCall.result"),
                    json("ai.response.object"),
                    json("ai.result.object"),
                    attribute("ai.response.toolCalls"),
                    attribute("ai.result.toolCalls"),
                    SpanEvents::choices,
                    SpanEvents.details("gen_ai.output.messages"),
                    SpanEvents.content("gen_ai.content.completion", "gen_ai.completion"),
                    filled("gcp.vertex.agent.llm_response"),
                    filled("gcp.vertex.agent.tool_response"),
                    attribute("all_messages_events"),
                    attribute("lk.function_tool.output"),
                    attribute("lk.response.text"),
                    ContentTable::logfireChoice,
                    json("mlflow.spanOutputs"),
                    json("traceloop.entity.output"),
                    ofOpenInference("output"),
                    json("output"),
                    json("final_result"),
                    json("tool_response"),
                    IndexedAttributes.under("gen_ai.completion"),
                    IndexedAttributes.under("llm.output_messages"),
                    attribute("gen_ai.output.messages"),
                    json("gen_ai.tool.call.result"),
                    IndexedAttributes.under("retrieval.documents"),
                    attribute("gen_ai.retrieval.documents")));

    private static final Set<String> CONTENT = ALL.stream()
            .flatMap(rule -> rule.sources().stream())
            .flatMap(source -> source.attributes().stream())
            .collect(Collectors.toUnmodifiableSet());
    private static final List<String> CONTENT_BELOW =
            CONTENT.stream().filter(name -> name.endsWith(".")).toList();

    private ContentTable() {}

    /** True for attributes that hold input or output, whether or not they were taken as such. */
    static boolean holdsContent(String attribute) {
        return CONTENT.contains(attribute) || CONTENT_BELOW.stream().anyMatch(attribute::startsWith);
    }

    /** A value whose type is told beside it: plain text is no JSON, also when it looks so. */
    private static Source ofOpenInference(String side) {
        String name = side + ".value";
        Source parsed = json(name);
        Source plain = attribute(name);
        return Source.of(
                span -> span.text(side + ".mime_type").equals("text/plain") ? plain.in(span) : parsed.in(span), name);
    }

    /** Some set both of a pair, and {@code {}} to the one that is not meant. */
    private static Source filled(String attribute) {
        return Source.of(
                span -> {
                    JsonNode value = span.unfolded(attribute);
                    return value.isMissingNode() || (value.isContainerNode() && value.isEmpty()) ? null : value;
                },
                attribute);
    }

    /** The messages of the current conventions, what the system was told in front of them. */
    static @Nullable JsonNode messages(Span span) {
        JsonNode messages = span.unfolded("gen_ai.input.messages");
        JsonNode system = span.unfolded("gen_ai.system_instructions");
        if (system.isMissingNode()) return messages.isMissingNode() ? null : messages;
        ArrayNode all = Json.object().arrayNode();
        ObjectNode first = all.addObject().put("role", "system");
        if (system.isArray()) first.set("parts", system);
        else first.set("content", system);
        if (messages.isArray()) messages.forEach(all::add);
        else if (!messages.isMissingNode()) all.add(messages);
        return all;
    }

    /** Text and calls of tools in one answer. */
    private static @Nullable JsonNode vercelAnswer(Span span) {
        JsonNode text = span.attribute("ai.response.text");
        if (text == null || span.attribute("ai.response.toolCalls") == null) return null;
        ObjectNode answer = Json.object().put("role", "assistant");
        answer.set("content", text);
        answer.set("tool_calls", span.unfolded("ai.response.toolCalls"));
        return answer;
    }

    private static @Nullable JsonNode logfireMessages(Span span) {
        ArrayNode messages = Json.object().arrayNode();
        for (JsonNode event : span.unfolded("events")) if (!isChoice(event)) messages.add(event);
        return messages.isEmpty() ? null : messages;
    }

    private static @Nullable JsonNode logfireChoice(Span span) {
        for (JsonNode event : span.unfolded("events")) if (isChoice(event)) return event;
        return null;
    }

    private static boolean isChoice(JsonNode event) {
        return event.path("event.name").asText().equals("gen_ai.choice");
    }
}
