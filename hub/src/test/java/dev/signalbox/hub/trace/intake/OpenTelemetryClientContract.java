package dev.signalbox.hub.trace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The SDK and the exporter of OpenTelemetry for Java as they are, against a hub. The same on both engines. */
abstract class OpenTelemetryClientContract {
    private static final long START = 1_735_689_600_000_123_456L;
    private static final long PATIENCE_SECONDS = 60;
    private static final int BATCHES = 20;
    private static final int BATCH_SPANS = 512;
    private static final int CLIENTS = 4;

    private TestHub hub;
    private IntakeHub intake;

    abstract TestHub start(Path data);

    @BeforeEach
    void open(@TempDir Path data) {
        hub = start(data);
        intake = new IntakeHub(hub);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @ParameterizedTest
    @CsvSource({"false,none", "false,gzip", "true,none", "true,gzip"})
    void a_run_of_an_agent_reads_back_with_its_tree_its_tokens_and_its_cost(boolean grpc, String compression) {
        String traceId;
        try (SdkTracerProvider provider = provider(exporter(grpc, compression))) {
            traceId = exported(provider);
        }

        JsonNode trace = complete(traceId, 3);
        assertThat(trace.path("name").asText()).isEqualTo("answer the mail");
        assertThat(trace.path("userId").asText()).isEqualTo("jane");
        assertThat(trace.path("sessionId").asText()).isEqualTo("monday");
        assertThat(trace.path("environment").asText()).isEqualTo("staging");
        assertThat(trace.path("startTime").asText()).isEqualTo("2025-01-01T00:00:00.000123Z");
        assertThat(trace.path("durationMicros").longValue()).isEqualTo(2_000_001);
        assertThat(trace.path("errors").intValue()).isEqualTo(1);
        assertThat(trace.path("cost").decimalValue()).isEqualByComparingTo("0.0065");
        Map<String, JsonNode> tree = byName(trace);
        JsonNode root = tree.get("answer the mail");
        assertThat(root.path("root").booleanValue()).isTrue();
        assertThat(root.path("children").intValue()).isEqualTo(2);
        assertThat(root.path("type").asText()).isEqualTo("AGENT");
        JsonNode chat = tree.get("chat gpt-4o");
        assertThat(chat.path("parentId").asText()).isEqualTo(root.path("id").asText());
        assertThat(chat.path("type").asText()).isEqualTo("GENERATION");
        assertThat(chat.path("model").asText()).isEqualTo("gpt-4o");
        assertThat(chat.path("startTime").asText()).isEqualTo("2025-01-01T00:00:00.100123Z");
        assertThat(chat.path("endTime").asText()).isEqualTo("2025-01-01T00:00:00.350124Z");
        assertThat(chat.path("inputTokens").longValue()).isEqualTo(1_000);
        assertThat(chat.path("outputTokens").longValue()).isEqualTo(400);
        assertThat(chat.path("cost").decimalValue()).isEqualByComparingTo("0.0065");
        JsonNode tool = tree.get("send");
        assertThat(tool.path("parentId").asText()).isEqualTo(root.path("id").asText());
        assertThat(tool.path("type").asText()).isEqualTo("TOOL");
        assertThat(tool.path("level").asText()).isEqualTo("ERROR");
        assertThat(tool.path("statusMessage").asText()).isEqualTo("mailbox full");
        JsonNode whole = hub.get(
                        "admin",
                        "/v1/traces/" + traceId + "/observations/"
                                + chat.path("id").asText())
                .expect(200)
                .json();
        assertThat(whole.at("/input/0/content").asText()).isEqualTo("hi");
        assertThat(whole.at("/output/0/content").asText()).isEqualTo("hello");
    }

    @Test
    void the_path_of_langfuse_is_the_same_door() {
        String traceId;
        try (SdkTracerProvider provider = provider(overHttp(hub.url().resolve("/api/public/otel/v1/traces"), "gzip"))) {
            traceId = exported(provider);
        }

        assertThat(complete(traceId, 3).path("name").asText()).isEqualTo("answer the mail");
    }

    @Test
    void a_hub_that_has_no_time_for_a_while_loses_nothing() throws Exception {
        String traceId;
        try (BusyFront front = new BusyFront(hub.url(), 2)) {
            try (SdkTracerProvider provider = provider(overHttp(front.url().resolve("/v1/traces"), "gzip"))) {
                traceId = exported(provider);
            }

            assertThat(front.refused()).isEqualTo(2);
            assertThat(front.passed()).isEqualTo(1);
        }
        assertThat(byName(complete(traceId, 3))).containsOnlyKeys("answer the mail", "chat gpt-4o", "send");
        assertThat(intake.events("trace.span_received")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_hub_that_is_started_anew_between_two_batches_gets_both(boolean grpc) {
        String before;
        String after;
        try (SdkTracerProvider provider = provider(exporter(grpc, "gzip"))) {
            before = exported(provider);
            hub.restart();
            after = exported(provider);
        }

        assertThat(before).isNotEqualTo(after);
        complete(before, 3);
        complete(after, 3);
        assertThat(intake.events("trace.span_received")).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_burst_as_of_a_collector_is_there_span_by_span(boolean grpc) throws Exception {
        List<List<SpanData>> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) batches.add(batch(i));
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        List<Future<?>> sending = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            sending.add(clients.submit(() -> export(grpc, batches, client)));
        }
        for (Future<?> each : sending) each.get();
        clients.shutdown();

        List<String> stored = intake.events("trace.span_received").stream()
                .map(event -> event.at("/data/traceId").asText()
                        + event.at("/data/spanId").asText())
                .toList();
        List<String> expected = batches.stream()
                .flatMap(List::stream)
                .map(span -> span.getTraceId() + span.getSpanId())
                .toList();
        assertThat(stored).containsExactlyInAnyOrderElementsOf(expected);
        for (List<SpanData> batch : batches) complete(batch.get(0).getTraceId(), BATCH_SPANS);
    }

    /**
     * A client's share of the batches, one after the other. Each client has an exporter of its own, as programs have:
     * one that threads share has five threads for its calls, counts a thread that is about to end its call, and fails a
     * call for which none is left.
     */
    private void export(boolean grpc, List<List<SpanData>> batches, int client) {
        try (SpanExporter exporter = exporter(grpc, "gzip")) {
            for (int i = client; i < batches.size(); i += CLIENTS) {
                CompletableResultCode result = exporter.export(batches.get(i)).join(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertThat(result.isSuccess())
                        .as("export: %s", result.getFailureThrowable())
                        .isTrue();
            }
        }
    }

    /** Closing would wait for ten seconds and no longer. */
    private static String exported(SdkTracerProvider provider) {
        String traceId = runOfAnAgent(provider.get("test"));
        assertThat(provider.forceFlush()
                        .join(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .isSuccess())
                .as("flush")
                .isTrue();
        return traceId;
    }

    /** An agent that asks a model, and then a tool that fails. */
    private static String runOfAnAgent(Tracer tracer) {
        Span agent = builder(tracer, "answer the mail", null, 0)
                .setAttribute("gen_ai.operation.name", "invoke_agent")
                .setAttribute("user.id", "jane")
                .setAttribute("session.id", "monday")
                .startSpan();
        Span chat = builder(tracer, "chat gpt-4o", agent, 100_000)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("gen_ai.operation.name", "chat")
                .setAttribute("gen_ai.request.model", "gpt-4o")
                .setAttribute("gen_ai.request.temperature", 0.5)
                .setAttribute("gen_ai.usage.input_tokens", 1_000)
                .setAttribute("gen_ai.usage.output_tokens", 400)
                .setAttribute("gen_ai.input.messages", "[{\"role\":\"user\",\"content\":\"hi\"}]")
                .setAttribute("gen_ai.output.messages", "[{\"role\":\"assistant\",\"content\":\"hello\"}]")
                .setAttribute(AttributeKey.stringArrayKey("gen_ai.response.finish_reasons"), List.of("stop"))
                .startSpan();
        chat.end(START + 350_001_000, TimeUnit.NANOSECONDS);
        Span tool = builder(tracer, "execute send", agent, 400_000)
                .setAttribute("gen_ai.operation.name", "execute_tool")
                .setAttribute("gen_ai.tool.name", "send")
                .startSpan();
        tool.setStatus(StatusCode.ERROR, "mailbox full");
        tool.end(START + 500_000_000, TimeUnit.NANOSECONDS);
        agent.end(START + 2_000_001_000, TimeUnit.NANOSECONDS);
        return agent.getSpanContext().getTraceId();
    }

    private static SpanBuilder builder(Tracer tracer, String name, Span parent, long micros) {
        SpanBuilder builder = tracer.spanBuilder(name).setStartTimestamp(START + micros * 1_000, TimeUnit.NANOSECONDS);
        return parent == null
                ? builder.setNoParent()
                : builder.setParent(Context.root().with(parent));
    }

    /** One trace of as many spans as a collector sends at once. */
    private static List<SpanData> batch(int number) {
        List<SpanData> spans = new ArrayList<>();
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(new Gathering(spans))
                .build()) {
            Tracer tracer = provider.get("burst");
            Span root = builder(tracer, "burst " + number, null, 0).startSpan();
            for (int i = 1; i < BATCH_SPANS; i++)
                builder(tracer, "step " + i, root, i)
                        .setAttribute("gen_ai.request.model", "gpt-4o")
                        .setAttribute("gen_ai.usage.input_tokens", i)
                        .startSpan()
                        .end(START + i * 2_000L, TimeUnit.NANOSECONDS);
            root.end(START + 5_000_000, TimeUnit.NANOSECONDS);
        }
        return spans;
    }

    private static SdkTracerProvider provider(SpanExporter exporter) {
        return SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put("deployment.environment.name", "staging")
                        .build())
                .addSpanProcessor(BatchSpanProcessor.builder(exporter)
                        .setExporterTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        .build())
                .build();
    }

    private SpanExporter exporter(boolean grpc, String compression) {
        return grpc ? overGrpc(compression) : overHttp(hub.url().resolve("/v1/traces"), compression);
    }

    /** As it comes, but for the time that a busy machine may need. */
    private OtlpHttpSpanExporter overHttp(URI endpoint, String compression) {
        return OtlpHttpSpanExporter.builder()
                .setEndpoint(endpoint.toString())
                .addHeader("Authorization", intake.basic())
                .setCompression(compression)
                .setTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .build();
    }

    /** The same. */
    private OtlpGrpcSpanExporter overGrpc(String compression) {
        return OtlpGrpcSpanExporter.builder()
                .setEndpoint(hub.url().toString())
                .addHeader("Authorization", intake.basic())
                .setCompression(compression)
                .setTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .build();
    }

    private JsonNode complete(String traceId, int observations) {
        JsonNode[] found = new JsonNode[1];
        Eventually.assertThat(() -> {
            found[0] = hub.get("admin", "/v1/traces/" + traceId).expect(200).json();
            assertThat(found[0].path("observations").intValue()).isEqualTo(observations);
        });
        return found[0];
    }

    private static Map<String, JsonNode> byName(JsonNode trace) {
        Map<String, JsonNode> named = new HashMap<>();
        trace.at("/tree/items").forEach(each -> named.put(each.path("name").asText(), each));
        return named;
    }
}
