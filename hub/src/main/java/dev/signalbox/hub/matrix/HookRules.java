package dev.signalbox.hub.matrix;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What signalbox.yaml says of the tools of coding agents under {@code hooks}: what is allowed and what is denied
 * without asking anybody. A denial wins. What no rule is about is asked. Immutable; any thread.
 *
 * @param allow in the order of the file
 * @param deny in the order of the file
 */
public record HookRules(List<Rule> allow, List<Rule> deny) {
    /** Everything is asked. */
    public static final HookRules NONE = new HookRules(List.of(), List.of());

    /** The fields that say what a tool does, in the order in which they count. */
    private static final List<String> TELLING =
            List.of("command", "file_path", "notebook_path", "path", "url", "query");
    /** Those of them that no shell reads. */
    private static final List<String> PLAIN = TELLING.subList(1, TELLING.size());
    /** By what a shell does more than one thing, or another one. */
    private static final Pattern SHELL = Pattern.compile("[;&|<>`$()\\r\\n]");
    /** A way up and out of a folder. */
    private static final Pattern UPWARDS = Pattern.compile("(?:^|[^\\w.])\\.\\.(?:[^\\w.]|$)");

    public HookRules {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    /**
     * One entry of a list.
     *
     * @param tool of which it is
     * @param field of the tool's input whose text it is about; null for the one that tells what the tool does, of a
     *     denial any
     * @param match what the text must be; null for anything
     */
    public record Rule(
            StarPattern tool,
            @Nullable String field,
            @Nullable StarPattern match) {
        @Override
        public String toString() {
            if (match == null) return "the tool " + tool;
            return "the tool " + tool + ", " + (field == null ? "" : field + " ") + "like " + match;
        }
    }

    /**
     * What a rule decides.
     *
     * @param words which rule it is
     */
    public record Ruling(boolean allows, String words) {}

    /** What the rules say of a use of a tool; null when somebody must be asked. Costs as much as the input is long. */
    public @Nullable Ruling on(String tool, JsonNode input) {
        for (int i = 0; i < deny.size(); i++) {
            Rule rule = deny.get(i);
            if (denies(rule, tool, input)) return new Ruling(false, "denied by hooks.deny[" + i + "]: " + rule);
        }
        for (int i = 0; i < allow.size(); i++) {
            Rule rule = allow.get(i);
            if (allows(rule, tool, input)) return new Ruling(true, "allowed by hooks.allow[" + i + "]: " + rule);
        }
        return null;
    }

    private static boolean denies(Rule rule, String tool, JsonNode input) {
        if (!rule.tool().fits(tool)) return false;
        StarPattern match = rule.match();
        if (match == null) return true;
        JsonNode about = rule.field() == null ? input : input.path(rule.field());
        return anyText(about, match::fits);
    }

    private static boolean anyText(JsonNode node, Predicate<String> fits) {
        if (node.isValueNode()) return fits.test(node.asText());
        for (JsonNode each : node) if (anyText(each, fits)) return true;
        return false;
    }

    private static boolean allows(Rule rule, String tool, JsonNode input) {
        if (!rule.tool().fits(tool)) return false;
        StarPattern match = rule.match();
        if (match == null) return true;
        String field = rule.field() == null ? telling(input) : rule.field();
        JsonNode text = field == null ? input.path("") : input.path(field);
        return text.isTextual()
                && match.fits(text.textValue())
                && (!match.hasStar() || isOneThing(String.valueOf(field), text.textValue()));
    }

    private static @Nullable String telling(JsonNode input) {
        for (String field : TELLING) if (input.path(field).isTextual()) return field;
        return null;
    }

    /** A star stands for more of the same thing: not for a second command, and not for another folder. */
    private static boolean isOneThing(String field, String text) {
        if (UPWARDS.matcher(text).find()) return false;
        return PLAIN.contains(field) || !SHELL.matcher(text).find();
    }
}
