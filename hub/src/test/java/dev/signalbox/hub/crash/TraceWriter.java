package dev.signalbox.hub.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.signalbox.hub.history.Finding;
import dev.signalbox.wire.Json;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A client that tells of traces: batches of spans in protobuf and batches of classic envelopes by turns, each sent
 * again, the same bytes, until it is acknowledged. Keeps book of what was. One thread runs it; others look when that
 * has ended.
 */
final class TraceWriter implements Runnable {
    private static final int SPANS = 20;
    private static final int GENERATIONS = 5;
    /** Batches of one trace, so that kills fall into traces and not only between them. */
    private static final int BATCHES_PER_TRACE = 6;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long EPOCH_NANOS = 1_795_241_289_000_000_000L;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int number;
    private final Supplier<URI> hub;
    private final String authorization;
    private final Random random;
    private final List<String> events = new ArrayList<>();
    private final List<String> observations = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private volatile int acknowledged;
    private volatile boolean stopped;

    TraceWriter(int number, Supplier<URI> hub, String authorization, long seed) {
        this.number = number;
        this.hub = hub;
        this.authorization = authorization;
        this.random = new Random(seed + number);
    }

    @Override
    public void run() {
        for (int batch = 0; !stopped; batch++) {
            List<String> inLog = new ArrayList<>();
            List<String> inTables = new ArrayList<>();
            if (batch % 2 == 0) {
                byte[] spans = spans(batch, inLog, inTables);
                deliver("/v1/traces", "application/x-protobuf", spans, 200);
            } else {
                byte[] envelopes = envelopes(batch, inLog, inTables);
                deliver("/api/public/ingestion", "application/json", envelopes, 207);
            }
            events.addAll(inLog);
            observations.addAll(inTables);
            acknowledged = batch + 1;
        }
    }

    /** The batch that is under way is brought to its end. */
    void stop() {
        stopped = true;
    }

    /** Batches so far. Any thread. */
    int acknowledged() {
        return acknowledged;
    }

    /** Beginnings of the ids of the events that were acknowledged. */
    List<String> events() {
        return events;
    }

    /** What must stand in the tables: trace and observation. */
    List<String> observations() {
        return observations;
    }

    List<Finding> findings() {
        return findings;
    }

    private void deliver(String path, String contentType, byte[] body, int expected) {
        while (true) {
            HttpResponse<byte[]> answer = exchange(path, contentType, body);
            if (answer != null && answer.statusCode() == expected) {
                if (expected == 207 && !isClean(answer)) unexpected(path, answer);
                return;
            }
            if (answer != null && answer.statusCode() != 503) unexpected(path, answer);
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private HttpResponse<byte[]> exchange(String path, String contentType, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(hub.get().resolve(path))
                .timeout(PATIENCE)
                .header("Authorization", authorization)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isClean(HttpResponse<byte[]> answer) {
        JsonNode errors = Json.readLenient(answer.body(), JsonNode.class).path("errors");
        return errors.isArray() && errors.isEmpty();
    }

    private void unexpected(String path, HttpResponse<byte[]> answer) {
        findings.add(new Finding(
                Finding.Kind.UNEXPECTED_ANSWER,
                path + ": " + answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8)));
        if (findings.size() > 50) throw new AssertionError(findings.toString());
    }

    private byte[] spans(int batch, List<String> inLog, List<String> inTables) {
        String trace = "%032x".formatted(1_000_000L * (number + 1) + batch / BATCHES_PER_TRACE);
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (int i = 0; i < SPANS; i++) {
            long id = 1_000L * (batch + 1) + i;
            String span = "%016x".formatted(id);
            scope.addSpans(Span.newBuilder()
                    .setTraceId(ByteString.fromHex(trace))
                    .setSpanId(ByteString.fromHex(span))
                    .setName("step " + id)
                    .setStartTimeUnixNano(EPOCH_NANOS + id * 1_000)
                    .setEndTimeUnixNano(EPOCH_NANOS + id * 1_000 + random.nextInt(1_000_000))
                    .addAttributes(text("gen_ai.request.model", "gpt-4o"))
                    .addAttributes(text("input.value", "what is " + id)));
            inLog.add("span:" + trace + ":" + span + ":");
            inTables.add(trace + " " + span);
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(io.opentelemetry.proto.trace.v1.ResourceSpans.newBuilder()
                        .addScopeSpans(scope))
                .build()
                .toByteArray();
    }

    private static KeyValue text(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    /** A trace of its own: generations with their updates, which stand before them, and a score. */
    private byte[] envelopes(int batch, List<String> inLog, List<String> inTables) {
        String trace = "run-" + number + "-" + batch;
        ObjectNode body = Json.object();
        ArrayNode all = body.putArray("batch");
        for (int i = 0; i < GENERATIONS; i++) {
            String id = trace + "-g" + i;
            add(all, inLog, id + "-u", "generation-update", object(id, trace).put("output", "answer " + i));
            add(all, inLog, id + "-c", "generation-create", object(id, trace).put("name", "ask " + i));
            inTables.add(trace + " " + id);
        }
        add(
                all,
                inLog,
                trace + "-t",
                "trace-create",
                Json.object().put("id", trace).put("name", trace));
        ObjectNode score = object(trace + "-s", trace).put("name", "quality").put("value", 0.5);
        add(all, inLog, trace + "-s", "score-create", score);
        return Json.write(body);
    }

    private static ObjectNode object(String id, String trace) {
        return Json.object().put("id", id).put("traceId", trace);
    }

    private void add(ArrayNode all, List<String> inLog, String id, String type, ObjectNode body) {
        ObjectNode envelope = all.addObject()
                .put("id", id)
                .put("type", type)
                .put(
                        "timestamp",
                        Instant.ofEpochMilli(1_795_241_289_000L + random.nextInt(1_000))
                                .toString());
        envelope.set("body", body);
        inLog.add("envelope:" + id);
    }
}
