package dev.signalbox.hub.trace.mapping;

import static dev.signalbox.hub.trace.mapping.FieldRule.first;
import static dev.signalbox.hub.trace.mapping.Source.attribute;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.wire.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What went into the work of a span and what came out: the places where makers of instrumentation put them, in order. */
final class ContentTable {
    static final List<FieldRule> ALL = List.of(
            first(
                    Fields.INPUT,
                    FieldFormat.PAYLOAD,
                    attribute("langfuse.observation.input"),
                    attribute("genkit:input"),
                    attribute("ai.prompt.messages"),
                    attribute("ai.prompt"),
                    attribute("ai.toolCall.args"),
                    attribute("ai.value"),
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
                    ContentTable::logfireMessages,
                    attribute("mlflow.spanInputs"),
                    attribute("traceloop.entity.input"),
                    attribute("input.value"),
                    attribute("input"),
                    attribute("pydantic_ai.all_messages"),
                    attribute("tool_arguments"),
                    IndexedAttributes.under("gen_ai.prompt"),
                    IndexedAttributes.under("llm.input_messages"),
                    IndexedAttributes.under("llm.prompts"),
                    ContentTable::messages,
                    attribute("gen_ai.tool.call.arguments"),
                    IndexedAttributes.under("embedding.embeddings"),
                    attribute("gen_ai.retrieval.query.text")),
            first(
                    Fields.OUTPUT,
                    FieldFormat.PAYLOAD,
                    attribute("langfuse.observation.output"),
                    attribute("genkit:output"),
                    ContentTable::vercelAnswer,
                    attribute("ai.response.text"),
                    attribute("ai.result.text"),
                    attribute("ai.toolCall.result"),
                    attribute("ai.response.object"),
                    attribute("ai.result.object"),
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
                    attribute("mlflow.spanOutputs"),
                    attribute("traceloop.entity.output"),
                    attribute("output.value"),
                    attribute("output"),
                    attribute("final_result"),
                    attribute("tool_response"),
                    IndexedAttributes.under("gen_ai.completion"),
                    IndexedAttributes.under("llm.output_messages"),
                    attribute("gen_ai.output.messages"),
                    attribute("gen_ai.tool.call.result"),
                    IndexedAttributes.under("retrieval.documents"),
                    attribute("gen_ai.retrieval.documents")));

    private static final Set<String> NOT_METADATA = Set.of(
            "langfuse.trace.input",
            "langfuse.trace.output",
            "langfuse.observation.input",
            "langfuse.observation.output",
            "genkit:input",
            "genkit:output",
            "ai.prompt.messages",
            "ai.prompt",
            "ai.toolCall.args",
            "ai.value",
            "ai.values",
            "ai.response.text",
            "ai.result.text",
            "ai.toolCall.result",
            "ai.response.object",
            "ai.result.object",
            "ai.response.toolCalls",
            "ai.result.toolCalls",
            "gcp.vertex.agent.llm_request",
            "gcp.vertex.agent.llm_response",
            "gcp.vertex.agent.tool_call_args",
            "gcp.vertex.agent.tool_response",
            "prompt",
            "all_messages_events",
            "events",
            "lk.input_text",
            "lk.user_transcript",
            "lk.chat_ctx",
            "lk.user_input",
            "lk.function_tool.output",
            "lk.response.text",
            "mlflow.spanInputs",
            "mlflow.spanOutputs",
            "traceloop.entity.input",
            "traceloop.entity.output",
            "input.value",
            "output.value",
            "input",
            "output",
            "pydantic_ai.all_messages",
            "final_result",
            "tool_arguments",
            "tool_response",
            "gen_ai.input.messages",
            "gen_ai.output.messages",
            "gen_ai.system_instructions",
            "gen_ai.tool.call.arguments",
            "gen_ai.tool.call.result",
            "gen_ai.retrieval.query.text",
            "gen_ai.retrieval.documents");
    private static final List<String> NOT_METADATA_UNDER = List.of(
            "gen_ai.prompt.",
            "gen_ai.completion.",
            "llm.input_messages.",
            "llm.output_messages.",
            "llm.prompts.",
            "embedding.embeddings.",
            "retrieval.documents.");

    private ContentTable() {}

    /** True for attributes that hold input or output, whether or not they were taken as such. */
    static boolean holdsContent(String attribute) {
        return NOT_METADATA.contains(attribute) || NOT_METADATA_UNDER.stream().anyMatch(attribute::startsWith);
    }

    /** Some set both of a pair, and {@code {}} to the one that is not meant. */
    private static Source filled(String attribute) {
        return span -> {
            JsonNode value = span.unfolded(attribute);
            return value.isMissingNode() || (value.isContainerNode() && value.isEmpty()) ? null : value;
        };
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
