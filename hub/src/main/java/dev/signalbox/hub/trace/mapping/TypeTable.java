package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.model.StorableText;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of the types of observations that spans are: the first line that knows it. */
final class TypeTable {
    private static final List<Function<Span, @Nullable String>> LINES = List.of(
            words(
                    "langfuse.observation.type",
                    says("SPAN", "span"),
                    says("GENERATION", "generation"),
                    says("EVENT", "event"),
                    says("EMBEDDING", "embedding"),
                    says("AGENT", "agent"),
                    says("TOOL", "tool"),
                    says("CHAIN", "chain"),
                    says("RETRIEVER", "retriever"),
                    says("GUARDRAIL", "guardrail"),
                    says("EVALUATOR", "evaluator"),
                    says("HUMAN", "human")),
            words(
                    "openinference.span.kind",
                    says("GENERATION", "llm"),
                    says("CHAIN", "chain"),
                    says("RETRIEVER", "retriever", "reranker"),
                    says("EMBEDDING", "embedding"),
                    says("AGENT", "agent"),
                    says("TOOL", "tool"),
                    says("GUARDRAIL", "guardrail"),
                    says("EVALUATOR", "evaluator")),
            words(
                    "gen_ai.operation.name",
                    says("GENERATION", "chat", "completion", "text_completion", "generate_content", "generate"),
                    says("EMBEDDING", "embeddings"),
                    says("AGENT", "invoke_agent", "create_agent", "plan"),
                    says("TOOL", "execute_tool"),
                    says("CHAIN", "invoke_workflow"),
                    says("RETRIEVER", "retrieval", "search_memory"),
                    says("TOOL", "create_memory", "update_memory", "upsert_memory", "delete_memory")),
            words(
                    "genkit:metadata:subtype",
                    says("GENERATION", "model"),
                    says("EMBEDDING", "embedder"),
                    says("RETRIEVER", "retriever", "reranker", "indexer"),
                    says("TOOL", "tool"),
                    says("AGENT", "agent"),
                    says("EVALUATOR", "evaluator"),
                    says("CHAIN", "flow")),
            operation(".doGenerate", "GENERATION"),
            operation(".doStream", "GENERATION"),
            operation(".doEmbed", "EMBEDDING"),
            operation("ai.toolCall", "TOOL"),
            words(
                    "traceloop.span.kind",
                    says("CHAIN", "workflow"),
                    says("AGENT", "agent"),
                    says("TOOL", "tool"),
                    says("SPAN", "task")),
            words(
                    "llm.request.type",
                    says("GENERATION", "chat", "completion"),
                    says("EMBEDDING", "embedding"),
                    says("RETRIEVER", "rerank")),
            any("TOOL", "gen_ai.tool.name", "gen_ai.tool.call.id"),
            any("EMBEDDING", "embedding.model_name"),
            span -> span.repeatsItsParts() ? "SPAN" : null,
            any("GENERATION", "langfuse.observation.model.name", "gen_ai.request.model", "gen_ai.response.model"),
            any("GENERATION", "llm.model_name", "llm.response.model", "model"));

    private TypeTable() {}

    static String of(Span span, Warnings warnings) {
        for (Function<Span, @Nullable String> line : LINES) {
            String type = line.apply(span);
            if (type != null) return type;
        }
        JsonNode said = span.attribute("langfuse.observation.type");
        if (said != null)
            warnings.add("the type " + StorableText.cut(said.asText(), 40) + " is unknown; SPAN stands for it");
        return "SPAN";
    }

    /** An attribute that names the type in words of its own. */
    @SafeVarargs
    private static Function<Span, @Nullable String> words(String attribute, Map<String, String>... says) {
        Map<String, String> types = new HashMap<>();
        for (Map<String, String> some : says) types.putAll(some);
        return span -> types.get(span.text(attribute).strip().toLowerCase(Locale.ROOT));
    }

    private static Map<String, String> says(String type, String... words) {
        Map<String, String> types = new HashMap<>();
        for (String word : words) types.put(word, type);
        return types;
    }

    /** An operation of the Vercel AI SDK, as {@code ai.streamText.doStream}. */
    private static Function<Span, @Nullable String> operation(String end, String type) {
        return span -> {
            String operation = span.vercelOperation();
            return operation.startsWith("ai.") && operation.endsWith(end) ? type : null;
        };
    }

    private static Function<Span, @Nullable String> any(String type, String... attributes) {
        return span -> {
            for (String attribute : attributes) if (span.attribute(attribute) != null) return type;
            return null;
        };
    }
}
