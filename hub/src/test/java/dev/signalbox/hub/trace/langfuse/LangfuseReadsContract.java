package dev.signalbox.hub.trace.langfuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reads of Langfuse's three generations over what its own client sent: the same on every engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class LangfuseReadsContract {
    private static final String TRACE = "trace-v3-1";
    /** Enough that some come before the projection has the score. */
    private static final int DELETED_AT_ONCE = 30;

    @TempDir
    Path folder;

    private TestHub hub;

    abstract TestHub start(Path folder);

    @BeforeEach
    void start() throws IOException {
        hub = start(folder);
        send("js-langfuse-3.39.2/01-ingestion-one-batch.json");
        for (int i = 0; i < 5; i++) {
            hub.post(
                            "daemon",
                            "/api/public/ingestion",
                            batch("{\"id\":\"more" + i
                                    + "\",\"type\":\"trace-create\",\"timestamp\":\"2026-11-21T07:00:00Z\",\"body\":{\"id\":\"more"
                                    + i
                                    + "\",\"timestamp\":\"2026-11-2" + i + "T07:00:00Z\",\"name\":\"more\"}}"))
                    .expect(207);
        }
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void a_trace_has_every_field_that_typed_clients_require() {
        JsonNode trace = get("/traces/" + TRACE);

        for (String field : List.of(
                "id",
                "timestamp",
                "tags",
                "public",
                "environment",
                "htmlPath",
                "latency",
                "totalCost",
                "createdAt",
                "updatedAt")) {
            assertThat(trace.hasNonNull(field)).as(field).isTrue();
        }
        assertThat(trace.path("totalCost").decimalValue()).isEqualByComparingTo("0.10081");
        assertThat(trace.path("input").path("task").asText()).isEqualTo("fix bug");
        assertThat(trace.path("metadata").path("repo").asText()).isEqualTo("demo");
        assertThat(trace.path("scores")).hasSize(3);
        JsonNode generation = byId(trace.path("observations"), "gen-1");
        for (String field : List.of(
                "id",
                "type",
                "startTime",
                "modelParameters",
                "input",
                "output",
                "metadata",
                "usage",
                "level",
                "usageDetails",
                "costDetails",
                "environment")) {
            assertThat(generation.hasNonNull(field)).as(field).isTrue();
        }
        assertThat(generation.path("modelParameters").path("max_tokens").asInt())
                .isEqualTo(100);
        assertThat(generation.path("timeToFirstToken").decimalValue()).isEqualByComparingTo("0.1");
        assertThat(generation.path("calculatedTotalCost").decimalValue()).isEqualByComparingTo("0.00081");
        assertThat(generation.path("usage").path("input").asInt()).isEqualTo(16);
        assertThat(hub.get("daemon", "/api/public/traces/nothing")
                        .expect(404)
                        .json()
                        .path("error")
                        .asText())
                .isEqualTo("LangfuseNotFoundError");
    }

    @Test
    void lists_are_counted_filtered_and_ordered() {
        JsonNode all = get("/traces?limit=4");
        assertThat(all.path("data")).hasSize(4);
        assertThat(all.path("meta").path("totalItems").asInt()).isEqualTo(6);
        assertThat(all.path("meta").path("totalPages").asInt()).isEqualTo(2);
        assertThat(all.path("data").path(0).path("id").asText()).isEqualTo("more4");
        assertThat(get("/traces?limit=4&page=2").path("data")).hasSize(2);
        assertThat(ids(get("/traces?orderBy=timestamp.asc&limit=1"))).containsExactly(TRACE);
        assertThat(ids(get("/traces?tags=agent&tags=late"))).containsExactly(TRACE);
        assertThat(ids(get("/traces?tags=agent,nobody"))).isEmpty();
        assertThat(ids(get("/traces?environment=staging&environment=prod"))).containsExactly(TRACE);
        assertThat(ids(get("/traces?userId=user-1&sessionId=sess-1&name=agent-run")))
                .containsExactly(TRACE);
        assertThat(ids(get("/traces?fromTimestamp=2026-11-23T00:00:00Z"))).containsExactly("more4", "more3");
        assertThat(
                        ids(
                                get(
                                        "/traces?filter="
                                                + encoded(
                                                        "[{\"type\":\"string\",\"column\":\"name\",\"operator\":\"contains\",\"value\":\"AGENT\"}]"))))
                .containsExactly(TRACE);
        JsonNode lean = get("/traces?fields=core&name=agent-run").path("data").path(0);
        assertThat(lean.path("input").isNull()).isTrue();
        hub.get("daemon", "/api/public/traces?filter=" + encoded("[{\"column\":\"shoe\",\"value\":\"x\"}]"))
                .expect(400);
        hub.get("daemon", "/api/public/traces?orderBy=shoe.desc").expect(400);
    }

    @Test
    void a_condition_without_a_value_to_compare_with_is_refused() {
        for (String operator : List.of("contains", "starts with", "any of", "none of")) {
            String filter = "[{'column':'name','operator':'" + operator + "','value':[]},{'column':'tags','operator':"
                    + "'any of','value':[]}]";
            hub.get("daemon", "/api/public/traces?filter=" + encoded(filter.replace('\'', '"')))
                    .expect(400);
        }
    }

    @Test
    void observations_come_with_pages_and_with_cursors() {
        assertThat(get("/observations?traceId=" + TRACE)
                        .path("meta")
                        .path("totalItems")
                        .asInt())
                .isEqualTo(4);
        assertThat(ids(get("/observations?type=GENERATION&level=ERROR"))).containsExactly("gen-2");
        assertThat(get("/observations/gen-1").path("promptName").asText()).isEqualTo("p1");
        List<String> walked = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = get("/v2/observations?limit=3" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            walked.addAll(ids(page));
            cursor = page.path("meta").path("cursor").asText("");
        } while (!cursor.isEmpty());
        assertThat(walked).containsExactlyInAnyOrder("gen-1", "gen-2", "span-1", "ev-1");
        JsonNode core = get("/v2/observations?fields=core&limit=1").path("data").path(0);
        assertThat(core.has("name")).isFalse();
        assertThat(core.has("startTime")).isTrue();
        JsonNode io = byId(get("/v2/observations?fields=core,io,usage").path("data"), "gen-1");
        assertThat(io.path("output").path("content").asText()).isEqualTo("hello");
    }

    @Test
    void sessions_and_scores_of_all_generations() {
        assertThat(ids(get("/sessions"))).containsExactly("sess-1");
        assertThat(get("/sessions/sess-1").path("traces")).hasSize(1);
        for (String list : List.of("/scores", "/v2/scores", "/v3/scores")) {
            assertThat(ids(get(list))).as(list).containsExactlyInAnyOrder("score-1", "score-2", "score-3");
            assertThat(ids(get(list + "?dataType=CATEGORICAL"))).as(list).containsExactly("score-2");
        }
        JsonNode verdict = get("/v2/scores/score-2");
        assertThat(verdict.path("stringValue").asText()).isEqualTo("pass");
        assertThat(byId(get("/v2/scores").path("data"), "score-1")
                        .path("trace")
                        .path("userId")
                        .asText())
                .isEqualTo("user-1");
        assertThat(get("/scores/score-3").path("stringValue").asText()).isEqualTo("True");
    }

    @Test
    void a_score_of_the_third_generation_has_the_value_of_its_type() {
        JsonNode page = get("/v3/scores?fields=subject,details&traceId=" + TRACE);

        assertThat(page.path("meta").path("limit").asInt()).isPositive();
        JsonNode number = byId(page.path("data"), "score-1");
        assertThat(number.path("value").decimalValue()).isEqualByComparingTo("0.9");
        assertThat(number.path("subject").path("kind").asText()).isEqualTo("trace");
        assertThat(number.path("subject").path("id").asText()).isEqualTo(TRACE);
        assertThat(number.has("metadata")).isTrue();
        assertThat(byId(page.path("data"), "score-2").path("value").textValue()).isEqualTo("pass");
        assertThat(byId(page.path("data"), "score-3").path("value").isBoolean()).isTrue();
        JsonNode core = byId(get("/v3/scores").path("data"), "score-1");
        for (String field : List.of(
                "id", "projectId", "name", "value", "dataType", "source", "timestamp", "environment", "createdAt")) {
            assertThat(core.hasNonNull(field)).as(field).isTrue();
        }
        assertThat(core.has("subject")).isFalse();
        assertThat(core.has("comment")).isFalse();
        hub.get("daemon", "/api/public/v3/scores?fields=shoe").expect(400);
    }

    @Test
    void scores_are_found_by_their_value() {
        assertThat(ids(get("/v2/scores?operator=%3E&value=0.5&dataType=NUMERIC")))
                .containsExactly("score-1");
        assertThat(ids(get("/v2/scores?operator=%3E%3D&value=0.9&dataType=NUMERIC")))
                .containsExactly("score-1");
        assertThat(ids(get("/v2/scores?operator=%3E&value=0.9&dataType=NUMERIC")))
                .isEmpty();
        assertThat(ids(get("/v3/scores?dataType=NUMERIC&valueMin=0.5&valueMax=1")))
                .containsExactly("score-1");
        assertThat(ids(get("/v3/scores?dataType=NUMERIC&valueMax=0.5"))).isEmpty();
        assertThat(ids(get("/v3/scores?dataType=CATEGORICAL&value=fail,pass"))).containsExactly("score-2");
        assertThat(ids(get("/v3/scores?dataType=BOOLEAN&value=true"))).containsExactly("score-3");
        assertThat(ids(get("/v3/scores?id=score-3,score-1"))).containsExactlyInAnyOrder("score-1", "score-3");
        hub.get("daemon", "/api/public/v3/scores?value=1").expect(400);
        hub.get("daemon", "/api/public/v2/scores?operator=like&value=1").expect(400);
    }

    @Test
    void a_score_is_written_without_an_envelope_and_changed_by_its_id() {
        String id = score(Map.of("name", "direct", "value", 0.5, "traceId", TRACE));
        score(Map.of("id", id, "name", "direct", "value", 0.75, "traceId", TRACE));

        JsonNode written = get("/v2/scores/" + id);
        assertThat(written.path("value").decimalValue()).isEqualByComparingTo("0.75");
        assertThat(written.path("traceId").asText()).isEqualTo(TRACE);
        JsonNode refused = hub.post("daemon", "/api/public/scores", Map.of("name", "direct"))
                .expect(400)
                .json();
        assertThat(refused.path("message").asText()).contains("value");
    }

    private String score(Map<String, Object> score) {
        return hub.post("daemon", "/api/public/scores", score)
                .expect(200)
                .json()
                .path("id")
                .textValue();
    }

    @Test
    void metrics_are_those_of_the_rows() {
        JsonNode rows = metrics(
                "{\"view\":\"observations\",\"dimensions\":[{\"field\":\"providedModelName\"}],"
                        + "\"metrics\":[{\"measure\":\"totalCost\",\"aggregation\":\"sum\"},{\"measure\":\"count\",\"aggregation\":"
                        + "\"count\"},{\"measure\":\"latency\",\"aggregation\":\"p50\"}],\"filters\":[{\"column\":\"type\",\"operator\":"
                        + "\"=\",\"value\":\"GENERATION\",\"type\":\"string\"}],\"fromTimestamp\":\"2024-01-01T00:00:00Z\","
                        + "\"toTimestamp\":\"2027-01-01T00:00:00Z\",\"orderBy\":[{\"field\":\"sum_totalCost\",\"direction\":\"desc\"}]}");
        assertThat(rows).hasSize(2);
        assertThat(rows.path(0).path("providedModelName").asText()).isEqualTo("claude-3-5-sonnet");
        assertThat(rows.path(0).path("sum_totalCost").decimalValue()).isEqualByComparingTo("0.1");
        assertThat(rows.path(1).path("count_count").asInt()).isEqualTo(1);
        assertThat(rows.path(1).path("p50_latency").isNumber()).isTrue();

        JsonNode days = metrics("{\"view\":\"traces\",\"metrics\":[{\"measure\":\"count\",\"aggregation\":\"count\"}],"
                + "\"timeDimension\":{\"granularity\":\"month\"},\"fromTimestamp\":\"2024-12-01T00:00:00Z\",\"toTimestamp\":"
                + "\"2026-12-01T00:00:00Z\"}");
        assertThat(days).hasSize(2);
        assertThat(days.path(1).path("time_dimension").asText()).startsWith("2026-11-01");
        assertThat(days.path(1).path("count_count").asInt()).isEqualTo(5);

        JsonNode scores =
                metrics("{\"view\":\"scores-numeric\",\"dimensions\":[{\"field\":\"name\"}],\"metrics\":[{\"measure\":"
                        + "\"value\",\"aggregation\":\"avg\"},{\"measure\":\"value\",\"aggregation\":\"histogram\"}]}");
        assertThat(scores).anySatisfy(row -> {
            assertThat(row.path("name").asText()).isEqualTo("quality");
            assertThat(row.path("avg_value").decimalValue()).isEqualByComparingTo("0.9");
            assertThat(row.path("histogram_value").path(0).path(2).asInt()).isEqualTo(1);
        });
        JsonNode tagged = metrics(
                "{\"view\":\"traces\",\"dimensions\":[{\"field\":\"tags\"}],\"metrics\":[{\"measure\":"
                        + "\"count\",\"aggregation\":\"count\"}],\"orderBy\":[{\"field\":\"count_count\",\"direction\":\"desc\"}]}");
        assertThat(tagged.path(0).path("tags")).hasToString("[]");
        assertThat(tagged.path(0).path("count_count").asInt()).isEqualTo(5);
        assertThat(tagged.path(1).path("tags")).hasToString("[\"agent\",\"ci\",\"late\"]");
        for (String bad : List.of("{}", "{\"view\":\"traces\",\"metrics\":[]}", "nothing")) {
            hub.get("daemon", "/api/public/v2/metrics?query=" + encoded(bad)).expect(400);
        }
    }

    @Test
    void a_deleted_trace_and_a_deleted_score_are_gone_at_once() {
        hub.delete("user", "/api/public/scores/score-1").expect(202);
        assertThat(ids(get("/v2/scores"))).containsExactlyInAnyOrder("score-2", "score-3");

        hub.delete("user", "/api/public/traces/" + TRACE).expect(200);
        hub.get("daemon", "/api/public/traces/" + TRACE).expect(404);
        assertThat(ids(get("/v2/scores"))).isEmpty();

        hub.send("user", "DELETE", "/api/public/traces", Map.of("traceIds", List.of("more0", "more1")))
                .expect(200);
        assertThat(get("/traces").path("meta").path("totalItems").asInt()).isEqualTo(3);
        hub.delete("daemon", "/api/public/traces/more2").expect(403);
    }

    @Test
    void a_score_may_be_deleted_as_soon_as_it_is_acknowledged() {
        for (int i = 0; i < DELETED_AT_ONCE; i++) {
            String id = score(Map.of("name", "wrong", "value", i, "traceId", TRACE));
            hub.delete("user", "/api/public/scores/" + id).expect(202);
        }

        assertThat(ids(get("/v2/scores?name=wrong"))).isEmpty();
        hub.delete("user", "/api/public/scores/nothing").expect(404);
    }

    @Test
    void inputs_that_no_answer_holds_end_a_page_and_are_refused_where_pages_are_counted() {
        int steps = 40;
        String input = "x".repeat(Pages.BYTES_MAX / 36);
        for (int i = 0; i < steps; i++) {
            hub.post(
                            "daemon",
                            "/api/public/ingestion",
                            batch("{\"id\":\"large" + i
                                    + "\",\"type\":\"span-create\",\"timestamp\":\"2026-11-21T07:00:00Z\",\"body\":{\"id\":\"large"
                                    + i
                                    + "\",\"traceId\":\"large\",\"startTime\":\"2026-11-21T07:00:00Z\",\"input\":\""
                                    + input
                                    + "\"}}"))
                    .expect(207);
        }

        JsonNode first = get("/v2/observations?traceId=large&fields=io&limit=100");
        assertThat(ids(first)).hasSizeBetween(30, 39);
        JsonNode rest = get("/v2/observations?traceId=large&fields=io&limit=100&cursor="
                + first.at("/meta/cursor").asText());
        assertThat(rest.path("meta").has("cursor")).isFalse();
        List<String> all = new ArrayList<>(ids(first));
        all.addAll(ids(rest));
        assertThat(all).hasSize(steps).doesNotHaveDuplicates();
        assertThat(ids(get("/v2/observations?traceId=large&limit=100"))).hasSize(steps);

        for (String path : List.of("/observations?traceId=large", "/traces/large")) {
            JsonNode refused =
                    hub.get("daemon", "/api/public" + path).expect(413).json();
            assertThat(refused.path("message").asText()).contains(Pages.BYTES_MAX + " bytes", "limit=");
        }
        assertThat(ids(get("/observations?traceId=large&limit=20"))).hasSize(20);
        assertThat(ids(get("/traces?limit=10"))).contains("large");
    }

    private void send(String fixture) throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/traces/" + fixture), fixture)) {
            JsonNode exchanges =
                    Json.readLenient(in.readAllBytes(), JsonNode.class).path("exchanges");
            for (JsonNode exchange : exchanges) {
                hub.post(
                                "daemon",
                                "/api/public/ingestion",
                                exchange.path("request").path("body"))
                        .expect(207);
            }
        }
    }

    private static String batch(String event) {
        return "{\"batch\":[" + event + "]}";
    }

    private JsonNode get(String path) {
        return hub.get("daemon", "/api/public" + path).expect(200).json();
    }

    private JsonNode metrics(String query) {
        return get("/v2/metrics?query=" + encoded(query)).path("data");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static List<String> ids(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("data").forEach(row -> ids.add(row.path("id").asText()));
        return ids;
    }

    private static JsonNode byId(JsonNode rows, String id) {
        for (JsonNode row : rows) if (row.path("id").asText().equals(id)) return row;
        throw new AssertionError("no row " + id + " in " + rows);
    }
}
