package dev.signalbox.hub.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A form with one field, by which a server of MCP asks for input: a choice where the field has few values, else a text.
 *
 * @param field its name
 * @param schema of the field
 */
record ElicitedForm(HookEvent event, String field, JsonNode schema) implements Prompt {
    private static final String DECLINE = "decline";
    private static final List<String> TRUTHS = List.of("true", "false");

    /** Whether the hub can show a form; else the agent shows it itself. */
    static boolean canShow(HookEvent event) {
        JsonNode fields = event.body().at("/requested_schema/properties");
        if (!event.optional("mode").equals("url") && fields.size() == 1) {
            JsonNode schema = fields.elements().next();
            String type = schema.path("type").asText();
            return List.of("string", "number", "integer", "boolean").contains(type)
                    && schema.path("enum").size() < Limits.OPTIONS_MAX
                    && !event.optional("message").isEmpty();
        }
        return false;
    }

    static ElicitedForm of(HookEvent event) {
        Map.Entry<String, JsonNode> only = event.body()
                .at("/requested_schema/properties")
                .properties()
                .iterator()
                .next();
        return new ElicitedForm(event, only.getKey(), only.getValue());
    }

    @Override
    public String thing() {
        return "form " + event.optional("mcp_server_name");
    }

    @Override
    public JsonNode content() {
        ObjectNode content = Json.object().put("message", event.optional("message"));
        return content.set("schema", event.body().path("requested_schema"));
    }

    @Override
    public List<ObjectNode> questions() {
        ObjectNode body =
                Json.object().put("prompt", Words.cut(event.optional("message").strip(), Limits.TITLE_CHARS_MAX));
        String about = schema.path("title").asText(field) + "\n"
                + schema.path("description").asText("");
        body.put("body", Words.cut(about.strip(), Limits.COMMENT_CHARS_MAX));
        body.putObject("data").put("server", Words.cut(event.optional("mcp_server_name"), Limits.NAME_CHARS_MAX));
        List<String> values = values();
        if (values.isEmpty()) return List.of(body.put("kind", "text"));
        ArrayNode options = body.put("kind", "choice").putArray("options");
        for (String value : values) options.add(value);
        if (!values.contains(DECLINE)) options.add(DECLINE);
        return List.of(body);
    }

    private List<String> values() {
        if (schema.path("type").asText().equals("boolean")) return TRUTHS;
        return schema.path("enum").valueStream().map(JsonNode::asText).toList();
    }

    @Override
    public ObjectNode answer(List<JsonNode> answered) {
        String value = Prompt.valueOf(answered.get(0));
        List<String> values = values();
        if (value.equals(DECLINE) && !values.isEmpty() && !values.contains(DECLINE)) {
            return Agent.elicited(DECLINE, null);
        }
        JsonNode typed = typed(value);
        if (typed.isMissingNode()) {
            String why = "the answer \"" + Words.cut(value, Limits.NAME_CHARS_MAX) + "\" is no number. Answer here";
            return event.agent().ownPrompt(event.name(), Words.say(why));
        }
        ObjectNode content = Json.object();
        content.set(field, typed);
        return Agent.elicited("accept", content);
    }

    /** The answer as the field wants it; missing when it is no such. */
    private JsonNode typed(String value) {
        return switch (schema.path("type").asText()) {
            case "boolean" -> Json.tree(value.equals("true"));
            case "integer", "number" -> number(value.strip());
            default -> Json.tree(value);
        };
    }

    private static JsonNode number(String text) {
        try {
            JsonNode read = Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
            return read.isNumber() ? read : MissingNode.getInstance();
        } catch (InvalidInput none) {
            return MissingNode.getInstance();
        }
    }
}
