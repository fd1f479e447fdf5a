package dev.signalbox.hub.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.matrix.MatrixFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every cell of role × tool, asked of a real hub: who sees a tool, and what it answers. What is expected stands in the
 * table below, written by hand; a tool or role that it does not know fails the test.
 */
class ToolCellsTest {
    private static final List<String> CALLERS = List.of("admin", "daemon", "bot", "user", "viewer", "observer");

    /** Tool, who may use it beside an admin; a table has rights of its own. */
    private static final String TOOLS = """
            ask                | daemon bot user
            await_answer       | daemon bot user viewer observer
            notify             | daemon bot user
            inbox              | daemon bot user viewer observer
            answer             | bot user
            roadmap_list       | daemon bot user viewer observer
            roadmap_set_status | daemon user
            table_list         | daemon bot user viewer observer
            table_get          | daemon bot user viewer observer
            table_put          | daemon bot user viewer observer
            recall             | daemon bot user viewer observer
            trace_cost         | daemon bot user viewer observer
            """;

    /** Who may write the table, and read it, beside an admin. */
    private static final String FILE = """
            roles: {observer: {description: "looks"}}
            tables:
              decisions:
                change: replace
                writers: [user]
                readers: [user, viewer]
                fields: {id: {type: string}, text: {type: string}}
                why: What was decided.
            """;

    private static final Map<String, String> WRITERS = Map.of("table_put", "user");
    private static final Map<String, String> READERS = Map.of("table_get", "user viewer");

    static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path folder) {
        hub = TestHub.start(folder);
        hub.send("admin", "PUT", "/v1/ownership", Map.of("file", FILE)).expect(200);
        hub.send("admin", "PUT", "/v1/tables/decisions/rows/first", Map.of("text", "a"))
                .expect(201);
        hub.post("admin", "/v1/roadmap", Map.of("title", "a", "key", "A-1")).expect(201);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void the_table_of_this_test_knows_every_tool_and_role() {
        Set<String> roles = new TreeSet<>();
        MatrixFile.parse(FILE, "signalbox.yaml").roles().forEach(role -> roles.add(role.name()));

        assertThat(roles).containsExactlyInAnyOrderElementsOf(CALLERS);
        assertThat(toolsOf("admin"))
                .containsExactlyElementsOf(rows().map(row -> row.get(0)).toList());
    }

    @TestFactory
    Stream<DynamicTest> who_sees_a_tool() {
        return CALLERS.stream()
                .map(caller -> dynamicTest(caller, () -> {
                    List<String> expected = rows().filter(row -> may(caller, row.get(1)))
                            .map(row -> row.get(0))
                            .toList();

                    assertThat(toolsOf(caller)).isEqualTo(expected);
                }));
    }

    @TestFactory
    Stream<DynamicTest> what_a_tool_answers() {
        List<DynamicTest> cells = new ArrayList<>();
        rows().forEach(row -> CALLERS.forEach(caller -> {
            String tool = row.get(0);
            String expected = expected(caller, tool, row.get(1));
            cells.add(dynamicTest(caller + " " + tool + " -> " + expected, () -> assertThat(
                            McpSpeaker.modern(hub, caller).codeOf(tool, argumentsOf(tool, caller)))
                    .isEqualTo(expected)));
        }));
        return cells.stream();
    }

    private static String expected(String caller, String tool, String allowed) {
        if (WRITERS.containsKey(tool)) return may(caller, WRITERS.get(tool)) ? "ok" : "forbidden";
        if (READERS.containsKey(tool)) return may(caller, READERS.get(tool)) ? "ok" : "forbidden";
        return may(caller, allowed) ? "ok" : "forbidden";
    }

    private static Map<String, Object> argumentsOf(String tool, String caller) {
        return switch (tool) {
            case "recall" -> Map.of("words", "anything");
            case "ask" -> Map.of("prompt", "x", "wait", 0);
            case "await_answer" -> Map.of("handle", question(), "wait", 0);
            case "notify" -> Map.of("title", "x");
            case "inbox", "roadmap_list", "table_list", "trace_cost" -> Map.of();
            case "answer" ->
                caller.equals("bot")
                        ? Map.of("handle", question(), "value", "x", "onBehalfOf", "Jane")
                        : Map.of("handle", question(), "value", "x");
            case "roadmap_set_status" -> Map.of("item", "A-1", "status", "in_progress");
            case "table_get" -> Map.of("table", "decisions", "key", "first");
            case "table_put" -> Map.of("table", "decisions", "key", "second", "row", Map.of("text", "b"));
            default -> throw new AssertionError("say how to call " + tool + ", so that its cells are asked");
        };
    }

    private static String question() {
        return hub.post("admin", "/v1/questions", Map.of("prompt", "x"))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private static List<String> toolsOf(String caller) {
        JsonNode result = McpSpeaker.modern(hub, caller)
                .send("tools/list", Map.of())
                .expect(200)
                .json()
                .path("result");
        List<String> names = new ArrayList<>();
        result.path("tools").forEach(tool -> names.add(tool.path("name").asText()));
        return names;
    }

    private static boolean may(String caller, String allowed) {
        return caller.equals("admin") || List.of(allowed.split(" ", -1)).contains(caller);
    }

    private static Stream<List<String>> rows() {
        return TOOLS.lines()
                .map(line ->
                        Arrays.stream(line.split("\\|", -1)).map(String::strip).toList());
    }
}
