package dev.signalbox.hub.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The questions that Claude Code puts with its tool {@value #TOOL}: each is one of the hub's, with its options. A yes
 * alone would answer none of them, so the answers go back beside the questions, in the place of the input.
 */
record ToolQuestions(HookEvent event) implements Prompt {
    static final String TOOL = "AskUserQuestion";
    private static final int QUESTIONS_MAX = 8;

    /** Whether a use of a tool asks questions. */
    static boolean isOf(HookEvent event) {
        return event.tool().equals(TOOL);
    }

    @Override
    public List<ObjectNode> questions() {
        JsonNode given = event.input().path("questions");
        if (!given.isArray() || given.isEmpty() || given.size() > QUESTIONS_MAX) {
            throw new InvalidInput("/tool_input/questions", "must be a list of 1 to " + QUESTIONS_MAX + " questions");
        }
        List<ObjectNode> questions = new ArrayList<>();
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String at = "/tool_input/questions/" + i;
            JsonNode text = given.path(i).path("question");
            if (!text.isTextual() || text.textValue().isBlank() || !texts.add(text.textValue())) {
                throw new InvalidInput(at + "/question", "must be a text, another one for each question");
            }
            questions.add(question(at + "/options", given.path(i)));
        }
        return questions;
    }

    /** Several of its options, or one in other words, are a text; exactly one is a choice. */
    private ObjectNode question(String at, JsonNode given) {
        ObjectNode body =
                Json.object().put("prompt", Words.cut(given.path("question").textValue(), Limits.TITLE_CHARS_MAX));
        ArrayNode options = Json.object().arrayNode();
        StringBuilder listed = new StringBuilder();
        for (JsonNode option : given.path("options")) {
            JsonNode label = option.path("label");
            if (!label.isTextual() || label.textValue().isBlank()) throw new InvalidInput(at, "each needs a label");
            String description = option.path("description").asText("");
            ObjectNode shown = options.addObject().put("value", label.textValue());
            if (!description.isBlank()) shown.put("description", Words.cut(description, Limits.COMMENT_CHARS_MAX / 4));
            listed.append("- ").append(label.textValue());
            if (!description.isBlank()) listed.append(": ").append(description);
            listed.append('\n');
        }
        boolean several = given.path("multiSelect").asBoolean();
        if (!several && options.size() >= Limits.OPTIONS_MIN) {
            body.put("kind", "choice").set("options", options);
        } else {
            String how = several ? "Name those that you choose, with commas between:\n" : "";
            body.put("kind", "text").put("body", Words.cut(how + listed, Limits.COMMENT_CHARS_MAX));
        }
        body.putObject("data").put("tool", TOOL);
        return body;
    }

    @Override
    public ObjectNode answer(List<JsonNode> answered) {
        ObjectNode input = event.input().deepCopy();
        ObjectNode answers = input.putObject("answers");
        StringBuilder people = new StringBuilder();
        for (int i = 0; i < answered.size(); i++) {
            String text = input.path("questions").path(i).path("question").textValue();
            String comment = Prompt.commentOf(answered.get(i));
            String value = Prompt.valueOf(answered.get(i));
            answers.put(text, comment.isBlank() ? value : value + " (" + comment + ")");
            String person = Prompt.personOf(answered.get(i));
            if (people.indexOf(person) < 0)
                people.append(people.isEmpty() ? "" : ", ").append(person);
        }
        ObjectNode changes = Json.object();
        changes.set("updatedInput", input);
        return event.agent().allow(event.name(), people + " answered in Signalbox", changes);
    }
}
