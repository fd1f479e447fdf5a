package dev.signalbox.hub.trace.langfuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Python clients sent, byte for byte, and what their own reads show of it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CapturedPythonTest {
    private static final String OTLP = "/api/public/otel/v1/traces";
    private static final String USAGE =
            "{\"input\":60,\"output\":12,\"input_cached_tokens\":40,\"output_reasoning_tokens\":8,\"total\":120}";

    @TempDir
    Path folder;

    private TestHub hub;

    @BeforeEach
    void start() {
        hub = TestHub.start(folder);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void observed_functions_are_a_tree_with_what_they_said() throws IOException {
        spans("python-langfuse-4.14.3/observe.pb", false);
        scores("python-langfuse-4.14.3/scores.json");

        JsonNode trace = get("/traces/7fe4b08f6658ba628238c2f5540312f9");

        assertThat(trace.path("name").asText()).isEqualTo("py trace");
        assertThat(trace.path("userId").asText()).isEqualTo("pu");
        assertThat(trace.path("sessionId").asText()).isEqualTo("ps");
        assertThat(trace.path("tags")).hasToString("[\"x\",\"y\"]");
        assertThat(trace.path("environment").asText()).isEqualTo("staging");
        assertThat(trace.path("release").asText()).isEqualTo("rel-7");
        assertThat(trace.path("output")).hasToString("{\"out\":[1,2]}");
        assertThat(trace.path("observations"))
                .extracting(row -> row.path("type").asText())
                .containsExactlyInAnyOrder(
                        "SPAN",
                        "GENERATION",
                        "SPAN",
                        "GENERATION",
                        "AGENT",
                        "CHAIN",
                        "RETRIEVER",
                        "EVALUATOR",
                        "GUARDRAIL",
                        "EMBEDDING",
                        "EVENT");
        JsonNode inner = named(trace, "inner");
        JsonNode generation = named(trace, "gen fn");
        assertThat(inner.path("parentObservationId")).isEqualTo(generation.path("id"));
        assertThat(inner.path("level").asText()).isEqualTo("WARNING");
        assertThat(inner.path("statusMessage").asText()).isEqualTo("odd");
        assertThat(inner.at("/metadata/m/n").asInt()).isEqualTo(3);
        assertThat(generation.path("model").asText()).isEqualTo("gpt-4o-mini");
        assertThat(generation.path("calculatedTotalCost").decimalValue()).isEqualByComparingTo("0.000024");
        assertThat(named(trace, "manual").path("calculatedTotalCost").decimalValue())
                .isEqualByComparingTo("0.75");
        assertThat(trace.path("scores"))
                .extracting(score -> score.path("name").asText())
                .containsExactlyInAnyOrder("gs", "ts", "cur", "made", "texty");
    }

    @Test
    void calls_through_the_wrapper_of_openai_have_tokens_and_cost() throws IOException {
        spans("python-langfuse-4.14.3/openai.pb", false);

        JsonNode trace = get("/traces/65a4766dfded151ce9ef4a7eaa01fd09");

        assertThat(trace.path("totalCost").decimalValue()).isEqualByComparingTo("0.0000961");
        for (JsonNode call : ofType(trace, "GENERATION")) {
            assertThat(call.path("model").asText()).isEqualTo("gpt-4o-mini-2024-07-18");
            assertThat(call.path("usageDetails")).hasToString(USAGE);
        }
        JsonNode named = named(trace, "named call");
        assertThat(named.at("/output/content").asText()).isEqualTo("hello");
        assertThat(named.at("/metadata/mm").asInt()).isEqualTo(1);
        assertThat(ofType(trace, "GENERATION"))
                .anySatisfy(call ->
                        assertThat(call.path("timeToFirstToken").isNumber()).isTrue());
        assertThat(ofType(trace, "EMBEDDING").get(0).path("usageDetails")).hasToString("{\"input\":5,\"total\":5}");
    }

    @Test
    void instrumentation_of_two_makers_says_the_same_of_one_call() throws IOException {
        spans("python-instrumented-openai/openinference-0.1.66.pb.gz", true);
        spans("python-instrumented-openai/traceloop-0.62.4.pb.gz", true);

        for (String id : List.of("b177ddfcf39d4ed8d4e85d354f23469f", "e3cf448af7053117f2ca0d7bd4c4e310")) {
            JsonNode trace = get("/traces/" + id);
            assertThat(trace.path("totalCost").decimalValue()).as(id).isEqualByComparingTo("0.0000961");
            assertThat(trace.path("environment").asText()).isEqualTo("staging");
            assertThat(trace.path("sessionId").asText()).startsWith("sess-");
            JsonNode call = ofType(trace, "GENERATION").get(0);
            assertThat(call.path("model").asText()).as(id).isEqualTo("gpt-4o-mini-2024-07-18");
            assertThat(call.path("usageDetails")).as(id).hasToString(USAGE);
            assertThat(call.at("/modelParameters/temperature").asDouble())
                    .as(id)
                    .isEqualTo(0.3);
            assertThat(call.path("output").toString()).as(id).contains("hello");
            JsonNode embedding = ofType(trace, "EMBEDDING").get(0);
            assertThat(embedding.path("model").asText()).as(id).isEqualTo("text-embedding-3-small");
            assertThat(embedding.at("/usageDetails/input").asInt()).as(id).isEqualTo(5);
        }
    }

    private void spans(String file, boolean gzip) throws IOException {
        var request = hub.request("daemon", OTLP, "Content-Type", "application/x-protobuf")
                .POST(BodyPublishers.ofByteArray(bytes(file)));
        if (gzip) request.header("Content-Encoding", "gzip");
        TestHub.send(request.build()).expect(200);
    }

    private void scores(String file) throws IOException {
        TestHub.send(hub.request("daemon", "/api/public/ingestion", "Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(bytes(file)))
                        .build())
                .expect(207);
    }

    private static byte[] bytes(String file) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(CapturedPythonTest.class.getResourceAsStream("/traces/" + file), file)) {
            return in.readAllBytes();
        }
    }

    private JsonNode get(String path) {
        return hub.get("daemon", "/api/public" + path).expect(200).json();
    }

    private static JsonNode named(JsonNode trace, String name) {
        for (JsonNode row : trace.path("observations"))
            if (row.path("name").asText().equals(name)) return row;
        throw new AssertionError("nothing is called " + name + " in " + trace);
    }

    /** In the order of their start. */
    private static List<JsonNode> ofType(JsonNode trace, String type) {
        List<JsonNode> rows = new ArrayList<>();
        for (JsonNode row : trace.path("observations"))
            if (row.path("type").asText().equals(type)) rows.add(row);
        assertThat(rows).as(type).isNotEmpty();
        return rows;
    }
}
