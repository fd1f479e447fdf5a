package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The metadata that a span tells of itself and of its trace. */
final class SpanMetadata {
    private static final String OF_ALL = "langfuse.metadata";
    private static final String OF_VERCEL = "ai.telemetry.metadata";
    private static final List<String> OF_TRACE = List.of(OF_VERCEL, OF_ALL, "langfuse.trace.metadata");
    private static final List<String> OF_OBSERVATION = List.of(OF_VERCEL, OF_ALL, "langfuse.observation.metadata");
    /** These have fields of their own. */
    private static final Set<String> FIELDS = Set.of("userId", "sessionId", "tags", "langfusePrompt");

    private SpanMetadata() {}

    /** What is said of the trace; empty when nothing is. */
    static ObjectNode ofTrace(Span span) {
        ObjectNode metadata = Json.object();
        OF_TRACE.forEach(prefix -> said(span, prefix, metadata));
        return metadata;
    }

    /**
     * What is said of the observation; its resource, its scope and what happened in it; and of instrumentation that
     * does not know Langfuse all attributes but for input and output, under their own names.
     */
    static ObjectNode ofObservation(Span span) {
        ObjectNode metadata = Json.object();
        OF_OBSERVATION.forEach(prefix -> said(span, prefix, metadata));
        JsonNode tools = span.attribute("ai.prompt.tools");
        if (tools != null) metadata.set("tools", Texts.unfolded(tools));
        JsonNode resource = span.data().path("resource");
        if (!resource.isEmpty()) metadata.set("resourceAttributes", resource);
        JsonNode scope = span.data().path("scope");
        if (!scope.isEmpty()) metadata.set("scope", scope);
        JsonNode happened = SpanEvents.happened(span);
        if (!happened.isEmpty()) metadata.set("events", happened);
        if (!span.scope().startsWith("langfuse")) remaining(span, metadata);
        return metadata;
    }

    private static void said(Span span, String prefix, ObjectNode into) {
        JsonNode whole = span.unfolded(prefix);
        if (whole instanceof ObjectNode object) into.setAll(object);
        for (Map.Entry<String, JsonNode> field : span.attributes().properties()) {
            if (!field.getKey().startsWith(prefix + ".")) continue;
            String name = field.getKey().substring(prefix.length() + 1);
            boolean hasField = prefix.equals(OF_VERCEL) && FIELDS.contains(name);
            if (!hasField) into.set(name, Texts.unfoldedWithin(field.getValue()));
        }
    }

    private static void remaining(Span span, ObjectNode into) {
        ObjectNode attributes = Json.object();
        for (Map.Entry<String, JsonNode> field : span.attributes().properties()) {
            String name = field.getKey();
            boolean elsewhere =
                    name.startsWith("langfuse.") || name.startsWith(OF_VERCEL + ".") || ContentTable.holdsContent(name);
            if (!elsewhere) attributes.set(name, field.getValue());
        }
        if (!attributes.isEmpty()) into.set("attributes", attributes);
    }
}
