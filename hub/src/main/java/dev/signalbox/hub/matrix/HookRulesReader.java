package dev.signalbox.hub.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.matrix.HookRules.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code hooks} of signalbox.yaml. */
record HookRulesReader(MatrixReader file) {
    private static final String HOOKS = "/hooks";
    private static final int RULES_MAX = 100;
    private static final int MATCH_CHARS_MAX = 500;
    private static final Pattern TOOL = Pattern.compile("[A-Za-z0-9_.:*-]{1,200}");

    HookRules read(JsonNode node) {
        if (node.isMissingNode() || !file.hasOnly(HOOKS, node, List.of("allow", "deny"))) return HookRules.NONE;
        return new HookRules(list("allow", node), list("deny", node));
    }

    private List<Rule> list(String name, JsonNode hooks) {
        JsonNode node = hooks.path(name);
        String at = HOOKS + "/" + name;
        List<Rule> rules = new ArrayList<>();
        if (node.isMissingNode()) return rules;
        if (!node.isArray()) file.fault(at, "must be a list of rules: [{tool: Bash, match: \"git status*\"}]");
        if (node.size() > RULES_MAX) file.fault(at, "at most " + RULES_MAX + " rules");
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            Rule rule = rule(at + "/" + i, node.path(i));
            if (rule != null) rules.add(rule);
        }
        return rules;
    }

    private @Nullable Rule rule(String at, JsonNode node) {
        if (!file.hasOnly(at, node, List.of("tool", "match", "field"))) return null;
        String tool = file.text(at + "/tool", node.path("tool"));
        if (tool != null && !TOOL.matcher(tool).matches()) {
            file.fault(
                    at + "/tool",
                    "must be the name of a tool as the agent writes it, such as Bash or mcp__github__*; what it is"
                            + " used for stands in match");
        }
        String match = node.has("match") ? file.text(at + "/match", node.path("match")) : null;
        if (match != null && match.length() > MATCH_CHARS_MAX) {
            file.fault(at + "/match", "at most " + MATCH_CHARS_MAX + " characters");
        }
        String field = node.has("field") ? file.text(at + "/field", node.path("field")) : null;
        if (field != null && match == null) file.fault(at + "/field", "is of no use without match; add it");
        if (tool == null) return null;
        return new Rule(new StarPattern(tool), field, match == null ? null : new StarPattern(match));
    }
}
