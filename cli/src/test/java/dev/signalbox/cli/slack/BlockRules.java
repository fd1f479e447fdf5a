package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What Slack's reference of the Block Kit demands of the blocks that are used here; says what is wrong with them. */
final class BlockRules {
    private static final Map<String, Integer> TEXT_MAX =
            Map.of("section", 3000, "button", 75, "option", 75, "header", 150, "title", 24, "label", 2000);

    private final List<String> wrong = new ArrayList<>();
    private final Set<String> blockIds = new HashSet<>();

    static List<String> broken(JsonNode blocks, int most) {
        BlockRules rules = new BlockRules();
        if (blocks.size() > most) rules.wrong.add("more than " + most + " blocks");
        blocks.forEach(rules::block);
        return rules.wrong;
    }

    static List<String> brokenView(JsonNode view) {
        BlockRules rules = new BlockRules();
        rules.text("title", view.path("title"), "plain_text");
        rules.text("title", view.path("submit"), "plain_text");
        rules.length("private_metadata", view.path("private_metadata").asText(), 3000);
        if (view.path("blocks").isEmpty() || view.path("blocks").size() > 100) rules.wrong.add("blocks of a view");
        view.path("blocks").forEach(rules::block);
        return rules.wrong;
    }

    private void block(JsonNode block) {
        String id = block.path("block_id").asText("");
        length("block_id", id, 255);
        if (!id.isEmpty() && !blockIds.add(id)) wrong.add("block_id twice: " + id);
        switch (block.path("type").asText()) {
            case "section" -> text("section", block.path("text"), "");
            case "context" -> {
                if (block.path("elements").isEmpty() || block.path("elements").size() > 10)
                    wrong.add("context elements");
                block.path("elements").forEach(each -> text("section", each, ""));
            }
            case "actions" -> {
                if (block.path("elements").isEmpty() || block.path("elements").size() > 25)
                    wrong.add("action elements");
                Set<String> actions = new HashSet<>();
                block.path("elements").forEach(each -> element(each, actions));
            }
            case "input" -> {
                text("label", block.path("label"), "plain_text");
                JsonNode element = block.path("element");
                if (element.path("max_length").asInt() > 3000) wrong.add("max_length of an input");
            }
            default -> wrong.add("no such block: " + block.path("type"));
        }
    }

    private void element(JsonNode element, Set<String> actions) {
        String action = element.path("action_id").asText();
        length("action_id", action, 255);
        if (action.isEmpty() || !actions.add(action)) wrong.add("action_id missing or twice: " + action);
        if (element.path("type").asText().equals("button")) {
            text("button", element.path("text"), "plain_text");
            length("value of a button", element.path("value").asText(), 2000);
            return;
        }
        text("button", element.path("placeholder"), "plain_text");
        JsonNode options = element.path("options");
        if (options.isEmpty() || options.size() > 100) wrong.add("options of a select");
        Set<String> values = new HashSet<>();
        for (JsonNode option : options) {
            text("option", option.path("text"), "plain_text");
            length("value of an option", option.path("value").asText(), 150);
            if (!values.add(option.path("value").asText())) wrong.add("the value of an option twice");
        }
    }

    private void text(String of, JsonNode text, String type) {
        String said = text.path("text").asText();
        if (said.isBlank()) wrong.add("text of " + of + " is empty");
        if (!type.isEmpty() && !text.path("type").asText().equals(type)) wrong.add("text of " + of + " is not " + type);
        length("text of " + of, said, TEXT_MAX.get(of));
    }

    private void length(String of, String text, int most) {
        if (text.length() > most) wrong.add(of + " has " + text.length() + " characters, more than " + most);
    }
}
