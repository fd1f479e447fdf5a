package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Json;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;

/** What tests of the doors do to a hub. */
final class IntakeHub {
    static final String INGESTION = "/api/public/ingestion";
    static final String OTLP = "/v1/traces";
    static final String JSON = "application/json";
    static final String PROTOBUF = "application/x-protobuf";
    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

    private final TestHub hub;
    private final String secret;
    private final String publicKey;

    /** Makes a pair of keys for a daemon. */
    IntakeHub(TestHub hub) {
        this.hub = hub;
        JsonNode key = hub.post("admin", "/v1/keys", Map.of("name", "agent", "role", "daemon", "langfuse", true))
                .expect(201)
                .json();
        this.secret = key.path("secret").textValue();
        this.publicKey = key.path("publicKey").textValue();
    }

    TestHub hub() {
        return hub;
    }

    String secret() {
        return secret;
    }

    String publicKey() {
        return publicKey;
    }

    String basic() {
        return basic(publicKey, secret);
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    Reply post(String path, String contentType, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(hub.url().resolve(path))
                .header("Content-Type", contentType)
                .header("Authorization", basic())
                .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) request.headers(headers);
        return TestHub.send(request.build());
    }

    Reply post(String path, String json, String... headers) {
        return post(path, JSON, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** One envelope in a batch, in JSON with single quotes. */
    Reply ingest(String... envelopes) {
        return post(INGESTION, "{\"batch\":[" + String.join(",", envelopes).replace('\'', '"') + "]}");
    }

    /** All events of the traces log, oldest first. */
    List<JsonNode> events() {
        List<JsonNode> events = new ArrayList<>();
        String after = "start";
        while (true) {
            JsonNode page = hub.get("admin", "/v1/events?log=traces&limit=500&after=" + after)
                    .expect(200)
                    .json();
            page.path("events").forEach(events::add);
            if (page.path("events").isEmpty()) return events;
            after = page.path("next").asText();
        }
    }

    List<JsonNode> events(String type) {
        return events().stream()
                .filter(event -> event.path("type").asText().equals(type))
                .toList();
    }

    /** The data of the one event of a type. */
    JsonNode data(String type) {
        List<JsonNode> events = events(type);
        if (events.size() != 1) throw new AssertionError(events.size() + " events of type " + type);
        return events.get(0).path("data");
    }

    /** A request with spans in JSON. */
    static String spans(String... spans) {
        return "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":["
                + String.join(",", spans).replace('\'', '"') + "]}]}]}";
    }

    /** A span in JSON with more fields, which begin with a comma. */
    static String span(int number, String more) {
        return "{'traceId':'" + TRACE + "','spanId':'" + spanId(number)
                + "','name':'work','startTimeUnixNano':'1795241289649000000','endTimeUnixNano':'1795241289649101568'"
                + more
                + "}";
    }

    static String spanId(int number) {
        return "%016x".formatted(0xb7ad6b7169203300L + number);
    }

    /** A request with spans in protobuf. */
    static byte[] proto(Span... spans) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (Span span : spans) scope.addSpans(span);
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
                .build()
                .toByteArray();
    }

    static Span.Builder protoSpan(int number) {
        return Span.newBuilder()
                .setTraceId(bytes(TRACE))
                .setSpanId(bytes(spanId(number)))
                .setName("work")
                .setStartTimeUnixNano(1_795_241_289_649_000_000L)
                .setEndTimeUnixNano(1_795_241_289_649_101_568L);
    }

    static com.google.protobuf.ByteString bytes(String hex) {
        return com.google.protobuf.ByteString.fromHex(hex);
    }

    static byte[] gzip(byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @param bare without the frame of zlib */
    static byte[] deflate(byte[] body, boolean bare) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes, new Deflater(6, bare))) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static JsonNode tree(String json) {
        return Json.readLenient(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
