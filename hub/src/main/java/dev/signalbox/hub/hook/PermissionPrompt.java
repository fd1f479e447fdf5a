package dev.signalbox.hub.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.util.List;

/**
 * Whether an agent may use a tool, with the options of the agent's own prompt: yes, yes and one of the changes that it
 * suggests, no. The person sees the whole input, as far as a question has room.
 */
record PermissionPrompt(HookEvent event) implements Prompt {
    static final String YES = "approve";
    static final String NO = "decline";
    private static final String SUGGESTIONS = "suggestions";
    private static final int BODY_CHARS_MAX = 10_000;
    private static final int SUGGESTIONS_BYTES_MAX = 8 * 1024;
    private static final int SUGGESTIONS_MAX = Limits.OPTIONS_MAX - 2;
    /** What says most about a use of a tool, so that it stands in the title. */
    private static final List<String> TELLING =
            List.of("command", "file_path", "notebook_path", "path", "url", "query");

    @Override
    public List<ObjectNode> questions() {
        ArrayNode suggestions = suggestions();
        ObjectNode body = Json.object().put("prompt", title()).put("body", body());
        ObjectNode data = body.putObject("data").put("tool", Words.cut(event.tool(), Limits.NAME_CHARS_MAX));
        if (suggestions.isEmpty()) return List.of(body.put("kind", "approval"));
        data.set(SUGGESTIONS, suggestions);
        ArrayNode options = body.put("kind", "choice").putArray("options");
        options.addObject().put("value", YES).put("label", "Yes");
        for (int i = 0; i < suggestions.size(); i++) {
            String label = "Yes, and " + worded(suggestions.path(i));
            options.addObject().put("value", YES + "-" + (i + 1)).put("label", Words.cut(label, Limits.NAME_CHARS_MAX));
        }
        options.addObject().put("value", NO).put("label", "No");
        return List.of(body);
    }

    @Override
    public ObjectNode answer(List<JsonNode> answered) {
        JsonNode question = answered.get(0);
        String value = Prompt.valueOf(question);
        String person = Prompt.personOf(question);
        if (value.equals(NO)) {
            String comment = Prompt.commentOf(question);
            String no = person + " declined this in Signalbox";
            return event.agent().deny(event.name(), comment.isBlank() ? no : no + ": " + comment);
        }
        return event.agent().allow(event.name(), person + " approved this in Signalbox", changes(question, value));
    }

    /** What a yes changes beside: of the question that was shown, not of the one that is asked now. */
    private ObjectNode changes(JsonNode question, String value) {
        ObjectNode changes = Json.object();
        if (value.equals(YES) || !event.name().equals(Agent.PERMISSION)) return changes;
        int number = Integer.parseInt(value.substring(YES.length() + 1));
        changes.putArray("updatedPermissions")
                .add(question.at("/data/" + SUGGESTIONS).path(number - 1));
        return changes;
    }

    private String title() {
        StringBuilder title = new StringBuilder(event.agent().title());
        if (!event.project().isEmpty()) title.append(" in ").append(event.project());
        title.append(" wants to use ").append(Words.cut(event.tool(), Limits.NAME_CHARS_MAX));
        for (String field : TELLING) {
            if (!event.input().path(field).isTextual()) continue;
            String text = event.input().path(field).textValue().strip();
            title.append(": ").append(text.lines().findFirst().orElse(""));
            break;
        }
        return Words.cut(title.toString(), Limits.TITLE_CHARS_MAX);
    }

    /** A command as it is written, then every other field. */
    private String body() {
        StringBuilder body = new StringBuilder();
        ObjectNode others = event.input().deepCopy();
        for (String field : List.of("description", "command", "plan")) {
            if (!others.path(field).isTextual()) continue;
            body.append(others.remove(field).textValue()).append("\n\n");
        }
        if (!others.isEmpty()) body.append(others.toPrettyString());
        String whole = body.toString().strip();
        return whole.isEmpty() ? "(nothing is given to the tool)" : Words.cut(whole, BODY_CHARS_MAX);
    }

    /** Those that the agent takes back; an agent that takes none, or offers too many, gets yes and no. */
    private ArrayNode suggestions() {
        ArrayNode found = Json.object().arrayNode();
        JsonNode given = event.body().path("permission_suggestions");
        if (!given.isArray()) return found;
        for (JsonNode each : given) {
            if (found.size() < SUGGESTIONS_MAX && event.agent().isSuggestion(each)) found.add(each);
        }
        return Json.write(found).length > SUGGESTIONS_BYTES_MAX ? Json.object().arrayNode() : found;
    }

    private static String worded(JsonNode suggestion) {
        String where = " (" + suggestion.path("destination").asText() + ")";
        return switch (suggestion.path("type").asText()) {
            case "setMode" -> "go on in the mode " + suggestion.path("mode").asText() + where;
            case "addDirectories" -> "let it into " + joined(suggestion.path("directories")) + where;
            default ->
                suggestion.path("behavior").asText() + " from now on: " + joined(suggestion.path("rules")) + where;
        };
    }

    private static String joined(JsonNode list) {
        StringBuilder joined = new StringBuilder();
        for (JsonNode each : list) {
            if (!joined.isEmpty()) joined.append(", ");
            if (each.isTextual()) joined.append(each.textValue());
            else joined.append(each.path("toolName").asText()).append(ruleOf(each));
        }
        return joined.toString();
    }

    private static String ruleOf(JsonNode rule) {
        JsonNode content = rule.path("ruleContent");
        return content.isTextual() ? "(" + content.textValue() + ")" : "";
    }
}
