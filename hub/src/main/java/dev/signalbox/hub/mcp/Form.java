package dev.signalbox.hub.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import org.jspecify.annotations.Nullable;

/** A question as a form with one field, as clients of the protocol show one to their person. */
final class Form {
    private static final String FIELD = "answer";

    private Form() {}

    /**
     * The request {@code elicitation/create}, without an id.
     *
     * @param question as the API shows it
     */
    static ObjectNode of(JsonNode question, Peer peer) {
        ObjectNode request = Json.object().put("method", "elicitation/create");
        ObjectNode params = request.putObject("params");
        if (peer.knowsTitledOptions()) params.put("mode", "form");
        params.put("message", messageOf(question));
        ObjectNode schema = params.putObject("requestedSchema").put("type", "object");
        ObjectNode field = schema.putObject("properties").putObject(FIELD);
        field.put("type", "string").put("title", "Answer");
        JsonNode options = question.path("options");
        if (options.isEmpty()) field.put("maxLength", Limits.COMMENT_CHARS_MAX);
        else putOptions(field, options, peer);
        schema.putArray("required").add(FIELD);
        return request;
    }

    /** What the person answered; null when it did not: it left the form, or the client sent no field. */
    static @Nullable String answerIn(@Nullable JsonNode result) {
        if (result == null || !result.path("action").asText().equals("accept")) return null;
        JsonNode answer = result.path("content").path(FIELD);
        return answer.isTextual() && !answer.textValue().isBlank() ? answer.textValue() : null;
    }

    private static String messageOf(JsonNode question) {
        String prompt = question.path("prompt").asText();
        String body = question.path("body").asText();
        return body.isEmpty() ? prompt : prompt + "\n\n" + body;
    }

    private static void putOptions(ObjectNode field, JsonNode options, Peer peer) {
        boolean labelled = false;
        for (JsonNode option : options) labelled |= option.has("label");
        if (labelled && peer.knowsTitledOptions()) {
            ArrayNode titled = field.putArray("oneOf");
            options.forEach(option -> titled.addObject()
                    .put("const", option.path("value").asText())
                    .put("title", shown(option)));
            return;
        }
        ArrayNode values = field.putArray("enum");
        options.forEach(option -> values.add(option.path("value").asText()));
        if (!labelled) return;
        ArrayNode names = field.putArray("enumNames");
        options.forEach(option -> names.add(shown(option)));
    }

    private static String shown(JsonNode option) {
        return option.path("label").asText(option.path("value").asText());
    }
}
