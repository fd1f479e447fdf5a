package dev.signalbox.hub.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rule decides what a coding agent may do, and what a star must not stand for. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HookRulesTest {
    private static HookRules rules(String allow, String deny) {
        return MatrixFile.parse("hooks: {allow: [" + allow + "], deny: [" + deny + "]}", "signalbox.yaml")
                .doors()
                .hooks();
    }

    private static JsonNode input(String field, String text) {
        return Json.object().put(field, text);
    }

    private static String ruled(HookRules rules, String tool, JsonNode input) {
        HookRules.Ruling ruling = rules.on(tool, input);
        return ruling == null ? "ask" : ruling.words();
    }

    @Test
    void a_denial_wins_and_names_itself() {
        HookRules rules = rules("{tool: Bash}", "{tool: Read}, {tool: B*, match: '*secret*'}");

        assertThat(ruled(rules, "Bash", input("command", "cat secret")))
                .isEqualTo("denied by hooks.deny[1]: the tool B*, like *secret*");
        assertThat(ruled(rules, "Bash", input("command", "ls"))).isEqualTo("allowed by hooks.allow[0]: the tool Bash");
        assertThat(ruled(rules, "bash", input("command", "ls"))).isEqualTo("ask");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git log; rm x",
                "git log && rm x",
                "git log | sh",
                "git log > x",
                "git log < x",
                "git log $(rm x)",
                "git log $HOME",
                "git log `rm x`",
                "git log\nrm x",
                "git log\rrm x",
                "git log (x)",
                "git log ../x",
                "git log ..",
                "git log x/..",
                "git log --x=../y",
                "git log '..'"
            })
    void a_star_is_no_second_command(String command) {
        HookRules rules = rules("{tool: Bash, match: 'git log*'}, {tool: Run, field: script, match: 'git log*'}", "");

        assertThat(ruled(rules, "Bash", input("command", command))).isEqualTo("ask");
        assertThat(ruled(rules, "Run", input("script", command))).isEqualTo("ask");
        assertThat(ruled(rules, "Bash", input("command", "git log -p"))).startsWith("allowed");
    }

    @Test
    void what_is_written_in_full_is_that() {
        HookRules rules = rules("{tool: Bash, match: 'make a && make b'}", "");

        assertThat(ruled(rules, "Bash", input("command", "make a && make b"))).startsWith("allowed");
        assertThat(ruled(rules, "Bash", input("command", "make a && make bc"))).isEqualTo("ask");
    }

    @Test
    void an_allowance_is_about_what_the_tool_does_and_a_denial_about_every_text() {
        HookRules rules = rules("{tool: Bash, match: 'ls*'}", "{tool: '*', match: '*x*'}");
        JsonNode other = Json.object().put("command", "rm").put("description", "ls all");
        JsonNode deep = Json.object()
                .set("a", Json.object().set("b", Json.object().arrayNode().add("axb")));

        assertThat(ruled(rules, "Bash", other)).isEqualTo("ask");
        assertThat(ruled(rules, "mcp__db__query", deep)).startsWith("denied");
        assertThat(ruled(rules, "Bash", Json.object())).isEqualTo("ask");
        assertThat(ruled(rules, "Bash", Json.object().put("command", 1))).isEqualTo("ask");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hooks: [x]                                     | must have fields",
                "hooks: {allows: []}                            | unknown word",
                "hooks: {allow: Bash}                           | must be a list of rules",
                "hooks: {allow: [Bash]}                         | must have fields",
                "hooks: {allow: [{}]}                           | hooks.allow[0].tool: is missing",
                "hooks: {allow: [{tool: 'Bash(git:*)'}]}        | must be the name of a tool",
                "hooks: {allow: [{tool: Bash, match: 7}]}       | must be a text",
                "hooks: {deny: [{tool: Bash, match: ' '}]}      | must be a text",
                "hooks: {deny: [{tool: Bash, field: command}]}  | is of no use without match",
                "hooks: {deny: [{tool: Bash, regex: x}]}        | unknown word"
            })
    void a_rule_that_is_none_is_a_fault_of_the_file(String file, String words) {
        assertThatThrownBy(() -> MatrixFile.parse(file, "signalbox.yaml")).hasMessageContaining(words);
    }

    @Property(tries = 500)
    void a_pattern_fits_what_its_regular_expression_fits(
            @ForAll @CharRange(from = 'a', to = 'b') @StringLength(max = 12) String text,
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 6) String pattern) {
        String stars = pattern.replace('c', '*');
        String expression =
                Pattern.compile("[ab]+").matcher(stars).replaceAll("$0").replace("*", ".*");

        assertThat(new StarPattern(stars).fits(text)).as(stars + " " + text).isEqualTo(text.matches(expression));
    }

    @Test
    void the_worst_text_is_read_once() {
        String text = "a".repeat(1 << 20);
        HookRules rules = rules("", "{tool: '*', match: '*" + "a".repeat(200) + "b*'}");
        JsonNode input =
                Json.readLenient(("{\"command\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8), JsonNode.class);

        assertThat(ruled(rules, "Bash", input)).isEqualTo("ask");
    }
}
