package dev.signalbox.hub.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each tool does and tells, and from where. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ToolsTest {
    private static final String FILE = """
        tables:
          decisions:
            change: replace
            writers: [daemon]
            readers: [daemon, user]
            fields: {id: {type: string}, text: {type: string}, day: {type: integer}}
            why: What was decided.
        """;

    static TestHub hub;
    static McpSpeaker agent;

    @BeforeAll
    static void start(@TempDir Path folder) {
        hub = TestHub.start(folder);
        hub.send("admin", "PUT", "/v1/ownership", Map.of("file", FILE)).expect(200);
        agent = McpSpeaker.modern(hub, "daemon");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void notify_posts_and_says_where() {
        JsonNode told = agent.call("notify", Map.of("title", "built", "tags", List.of("ci"), "priority", 4));

        assertThat(told.at("/notification/title").asText()).isEqualTo("built");
        assertThat(told.at("/notification/source").asText()).isEqualTo("daemon");
        assertThat(told.at("/source/space").asText()).isEqualTo("default");
        assertThat(told.at("/source/version").intValue()).isEqualTo(1);
        long position = told.at("/source/position").longValue();
        JsonNode event = hub.get("admin", "/v1/events?after=" + (position - 1) + "&limit=1")
                .json()
                .at("/events/0");
        assertThat(event.path("type").asText()).isEqualTo("notification.posted");
        assertThat(event.path("actor").asText()).isEqualTo("daemon");
    }

    @Test
    void inbox_lists_what_waits_page_by_page() {
        for (int i = 0; i < 3; i++) agent.call("ask", Map.of("prompt", "q" + i, "tags", List.of("paged"), "wait", 0));

        JsonNode first = agent.call("inbox", Map.of("tag", "paged", "limit", 2));
        JsonNode second = agent.call(
                "inbox",
                Map.of(
                        "tag",
                        "paged",
                        "limit",
                        2,
                        "cursor",
                        first.path("nextCursor").asText()));

        assertThat(first.path("items").findValuesAsText("prompt")).containsExactly("q2", "q1");
        assertThat(second.path("items").findValuesAsText("prompt")).containsExactly("q0");
        assertThat(first.at("/source/path").asText()).isEqualTo("/v1/questions?tag=paged&limit=2");
        agent.call("notify", Map.of("title", "listed"));
        assertThat(agent.call("inbox", Map.of("of", "notifications"))
                        .path("items")
                        .findValuesAsText("title"))
                .contains("listed");
    }

    @Test
    void the_roadmap_is_listed_and_an_item_moves_on() {
        hub.post("admin", "/v1/roadmap", Map.of("title", "Search", "key", "S-1"))
                .expect(201);

        JsonNode moved =
                agent.call("roadmap_set_status", Map.of("item", "S-1", "status", "blocked", "comment", "waits"));

        assertThat(moved.at("/item/status").asText()).isEqualTo("blocked");
        assertThat(agent.call("roadmap_list", Map.of("status", "blocked"))
                        .path("items")
                        .findValuesAsText("key"))
                .containsExactly("S-1");
        assertThat(agent.codeOf("roadmap_set_status", Map.of("item", "S-1", "status", "done", "version", 1)))
                .isEqualTo("version_conflict");
    }

    @Test
    void what_was_said_is_found_by_its_words_and_says_where_it_is_from() {
        JsonNode told = agent.call("notify", Map.of("title", "recallable ISSUE-77", "body", "first"));
        agent.call("notify", Map.of("title", "recallable later"));

        JsonNode found = agent.call("recall", Map.of("words", "recallable 77", "kind", "notification"));
        JsonNode then = agent.call(
                "recall",
                Map.of(
                        "words",
                        "recallable",
                        "as_of",
                        told.at("/source/position").asText()));
        JsonNode since = agent.call(
                "recall",
                Map.of(
                        "words",
                        "recallable",
                        "changed_since",
                        told.at("/source/position").asText()));

        assertThat(found.at("/items/0/position")).isEqualTo(told.at("/source/position"));
        assertThat(found.at("/items/0/snippet").asText()).contains("recallable ISSUE-77 first");
        assertThat(found.at("/source/path").asText()).startsWith("/v1/recall?");
        assertThat(then.path("items").findValuesAsText("id"))
                .containsExactly(told.at("/notification/id").asText());
        assertThat(since.path("items")).hasSize(1);
        assertThat(agent.codeOf("recall", Map.of("words", "*"))).isEqualTo("invalid");
    }

    @Test
    void rows_are_written_read_and_found_now_and_as_they_were() {
        long before = agent.call("notify", Map.of("title", "before"))
                .at("/source/position")
                .longValue();
        JsonNode put = agent.call(
                "table_put",
                Map.of("table", "decisions", "key", "a b", "row", Map.of("text", "x", "day", 3), "version", 0));

        assertThat(put.at("/source/path").asText()).isEqualTo("/v1/tables/decisions/rows/a%20b");
        assertThat(agent.call("table_get", Map.of("table", "decisions", "key", "a b"))
                        .at("/row/row/day")
                        .intValue())
                .isEqualTo(3);
        assertThat(agent.codeOf("table_get", Map.of("table", "decisions", "key", "a b", "asOf", Long.toString(before))))
                .isEqualTo("not_found");
        assertThat(agent.call("table_list", Map.of("table", "decisions", "where", Map.of("day", 3)))
                        .path("items")
                        .size())
                .isEqualTo(1);
        assertThat(agent.call("table_list", Map.of("table", "decisions", "where", Map.of("day", 4)))
                        .path("items")
                        .size())
                .isZero();
        assertThat(agent.call("table_list", Map.of()).path("items").findValuesAsText("name"))
                .contains("decisions");
    }

    @Test
    void what_breaks_a_schema_is_told_with_its_place() {
        JsonNode refused = agent.result(
                "table_put", Map.of("table", "decisions", "key", "c", "row", Map.of("day", "soon", "extra", 1)));

        assertThat(refused.path("isError").asBoolean()).isTrue();
        assertThat(refused.at("/content/0/text").asText()).contains("/day", "/extra");
    }

    @Test
    void costs_are_added_up() {
        JsonNode told = agent.call("trace_cost", Map.of("by", "model", "interval", "day"));

        assertThat(told.path("items").isArray()).isTrue();
        assertThat(told.at("/source/path").asText()).isEqualTo("/v1/analytics/cost?by=model&interval=day");
    }

    @Test
    void arguments_that_a_tool_does_not_know_or_cannot_take_are_named() {
        for (Map.Entry<String, Map<String, Object>> wrong : List.of(
                Map.entry("schema", Map.<String, Object>of("prompt", "x", "schema", Map.of("type", "object"))),
                Map.entry("prompt is missing", Map.<String, Object>of()),
                Map.entry("/prompt", Map.<String, Object>of("prompt", 7)),
                Map.entry("wait", Map.<String, Object>of("prompt", "x", "wait", 51)),
                Map.entry("wait", Map.<String, Object>of("prompt", "x", "wait", "long")),
                Map.entry("/options", Map.<String, Object>of("prompt", "x", "options", List.of("one"))),
                Map.entry("/options/0", Map.<String, Object>of("prompt", "x", "options", List.of(List.of(), "b"))),
                Map.entry("key", Map.<String, Object>of("prompt", "x", "key", 7)))) {
            JsonNode refused = agent.result("ask", wrong.getValue());

            assertThat(refused.path("isError").asBoolean()).as(wrong.toString()).isTrue();
            assertThat(refused.at("/content/0/text").asText())
                    .as(wrong.toString())
                    .contains(wrong.getKey());
        }
        assertThat(agent.codeOf("inbox", Map.of("of", "mail"))).isEqualTo("invalid");
        assertThat(agent.codeOf("inbox", Map.of("limit", 51))).isEqualTo("invalid");
        assertThat(agent.codeOf("inbox", Map.of("tag", List.of()))).isEqualTo("invalid");
        assertThat(agent.codeOf("await_answer", Map.of("handle", "none", "wait", 0)))
                .isEqualTo("not_found");
        assertThat(agent.codeOf("table_list", Map.of("table", "decisions", "where", Map.of("limit", 1))))
                .isEqualTo("invalid");
        assertThat(agent.codeOf("table_put", Map.of("table", "decisions", "key", "x", "row", 7)))
                .isEqualTo("invalid");
    }
}
