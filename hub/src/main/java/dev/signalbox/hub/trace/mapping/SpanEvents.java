package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The events inside a span, and what they tell: messages of older conventions, and exceptions. */
final class SpanEvents {
    static final Set<String> MESSAGES =
            Set.of("gen_ai.system.message", "gen_ai.user.message", "gen_ai.assistant.message", "gen_ai.tool.message");
    static final String CHOICE = "gen_ai.choice";
    static final String DETAILS = "gen_ai.client.inference.operation.details";

    private SpanEvents() {}

    /** The last exception as {@code type: message}; null when there was none. */
    static @Nullable JsonNode exception(Span span) {
        JsonNode found = null;
        for (JsonNode event : span.events()) {
            if (!event.path("name").asText().equals("exception")) continue;
            String type = Texts.of(event.path("attributes").path("exception.type"));
            String message = Texts.of(event.path("attributes").path("exception.message"));
            if (type != null && message != null) found = TextNode.valueOf(type + ": " + message);
            else if (type != null || message != null) found = TextNode.valueOf(type == null ? "" + message : type);
        }
        return found;
    }

    /**
     * Everything that happened inside the span but for messages, which are its input and output; empty when nothing
     * did.
     */
    static ArrayNode happened(Span span) {
        ArrayNode all = Json.object().arrayNode();
        for (JsonNode event : span.events()) {
            String name = event.path("name").asText();
            if (isContent(name)) continue;
            ObjectNode one = all.addObject().put("name", name);
            Long time = ClientTimes.ofNanos(event.path("timeUnixNano"));
            if (time != null) one.put("time", Times.format(Times.ofMicros(time)));
            if (!event.path("attributes").isEmpty()) one.set("attributes", event.path("attributes"));
        }
        return all;
    }

    private static boolean isContent(String name) {
        return MESSAGES.contains(name)
                || name.equals(CHOICE)
                || name.equals(DETAILS)
                || name.startsWith("gen_ai.content.");
    }

    /** The messages to the model, each with its role; null when there are none. */
    static @Nullable JsonNode messages(Span span) {
        ArrayNode messages = Json.object().arrayNode();
        for (JsonNode event : span.events()) {
            String name = event.path("name").asText();
            if (!MESSAGES.contains(name)) continue;
            ObjectNode message = messages.addObject();
            message.put("role", role(name));
            unfoldInto(message, event.path("attributes"));
        }
        return messages.isEmpty() ? null : messages;
    }

    /** The role that the name of a message tells. */
    static String role(String message) {
        return message.substring("gen_ai.".length(), message.length() - ".message".length());
    }

    /** The answer of the model; a list when there were several; null when there is none. */
    static @Nullable JsonNode choices(Span span) {
        ArrayNode choices = Json.object().arrayNode();
        for (JsonNode event : span.events()) {
            if (event.path("name").asText().equals(CHOICE)) unfoldInto(choices.addObject(), event.path("attributes"));
        }
        return choices.isEmpty() ? null : choices.size() == 1 ? choices.get(0) : choices;
    }

    /** An attribute of the event that holds the details of the operation. */
    static Source details(String attribute) {
        return span -> ofEvent(span, DETAILS, attribute);
    }

    /** What an event of an older form holds under a name. */
    static Source content(String event, String attribute) {
        return span -> ofEvent(span, event, attribute);
    }

    private static @Nullable JsonNode ofEvent(Span span, String name, String attribute) {
        for (JsonNode event : span.events()) {
            if (!event.path("name").asText().equals(name)) continue;
            JsonNode said = Span.said(event.path("attributes"), attribute);
            if (said != null) return said;
        }
        return null;
    }

    private static void unfoldInto(ObjectNode into, JsonNode attributes) {
        attributes.properties().forEach(field -> into.set(field.getKey(), Texts.unfolded(field.getValue())));
    }
}
