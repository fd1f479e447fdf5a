package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A span as the tables of the mapping look at it. Belongs to the thread that maps it. */
final class Span {
    private static final String NO_PARENT = "0000000000000000";

    private static final Set<String> AROUND = Set.of("invoke_agent", "agent_step", "invoke_workflow");
    private static final Set<String> AROUND_IN_VERCEL = Set.of(
            "ai.generateText", "ai.streamText", "ai.generateObject", "ai.streamObject", "ai.embed", "ai.embedMany");

    private static final Set<String> AROUND_IN_OPENINFERENCE = Set.of("AGENT", "CHAIN");
    private static final List<String> MODELS = List.of(
            "langfuse.observation.model.name",
            "gen_ai.response.model",
            "gen_ai.request.model",
            "llm.model_name",
            "embedding.model_name",
            "model");
    /** What Pydantic AI says of a whole run only. */
    private static final List<String> OF_RUNS = List.of("pydantic_ai.all_messages", "all_messages_events");

    private final JsonNode data;
    private final Map<String, JsonNode> unfolded = new HashMap<>();

    Span(JsonNode data) {
        this.data = data;
    }

    /** What is said under a name; null when it is absent, null or a blank text. */
    static @Nullable JsonNode said(JsonNode object, String name) {
        JsonNode value = object.path(name);
        boolean silent = value.isMissingNode()
                || value.isNull()
                || (value.isTextual() && value.textValue().isBlank());
        return silent ? null : value;
    }

    @Nullable
    JsonNode attribute(String name) {
        return said(data.path("attributes"), name);
    }

    @Nullable
    JsonNode resource(String name) {
        return said(data.path("resource"), name);
    }

    /** The attribute as text; empty when there is none. */
    String text(String name) {
        JsonNode value = attribute(name);
        return value == null ? "" : value.asText();
    }

    /** The object or list that an attribute holds as text; missing when there is none. */
    JsonNode unfolded(String name) {
        return unfolded.computeIfAbsent(name, key -> {
            JsonNode value = attribute(key);
            return value == null ? MissingNode.getInstance() : Texts.unfolded(value);
        });
    }

    JsonNode attributes() {
        return data.path("attributes");
    }

    JsonNode events() {
        return data.path("events");
    }

    JsonNode data() {
        return data;
    }

    String scope() {
        return data.path("scope").path("name").asText();
    }

    String traceId() {
        return idOf("traceId");
    }

    String spanId() {
        return idOf("spanId");
    }

    /** Null for a root. */
    @Nullable
    String parentId() {
        String id = idOf("parentSpanId");
        return id.isEmpty() || id.equals(NO_PARENT) ? null : id;
    }

    @Nullable
    Long start() {
        return ClientTimes.ofNanos(data.path("startTimeUnixNano"));
    }

    @Nullable
    Long end() {
        return ClientTimes.ofNanos(data.path("endTimeUnixNano"));
    }

    boolean failed() {
        return data.path("status").path("code").asInt() == 2;
    }

    /** True for the root of a trace, and for what its producer calls the root of its work. */
    boolean isRoot() {
        return parentId() == null || isAppRoot();
    }

    boolean isAppRoot() {
        return text("langfuse.internal.is_app_root").equals("true")
                || text("langfuse.internal.as_root").equals("true");
    }

    /** What the Vercel AI SDK calls this work: {@code ai.streamText.doStream}; empty for others. */
    String vercelOperation() {
        String operation = text("ai.operationId");
        if (!operation.isEmpty()) return operation;
        String named = text("operation.name");
        int behind = named.indexOf(' ');
        return behind < 0 ? named : named.substring(0, behind);
    }

    /**
     * True for work around other work, which tells again what its parts tell: model, usage and cost would count twice.
     */
    boolean repeatsItsParts() {
        return AROUND.contains(text("gen_ai.operation.name"))
                || AROUND_IN_VERCEL.contains(vercelOperation())
                || (AROUND_IN_OPENINFERENCE.contains(
                                text("openinference.span.kind").strip().toUpperCase(Locale.ROOT))
                        && saysNone(MODELS))
                || !saysNone(OF_RUNS);
    }

    private boolean saysNone(List<String> attributes) {
        return attributes.stream().allMatch(name -> attribute(name) == null);
    }

    private String idOf(String field) {
        String id = ClientIds.of(data.path(field));
        return id == null ? "" : id;
    }
}
