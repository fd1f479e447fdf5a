package dev.signalbox.hub.fold;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.stream.Subscriber;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Names of JSON fields outside the basic plane (a smiley, a rare character, a family of joined ones), written as they
 * are and as {@code \}{@code u} escapes: what every door takes comes back by every way of reading, also after a restart
 * and a rebuild. The same on both engines.
 */
abstract class AstralNamesContract {
    /** The second begins and ends within the basic plane; the last has joiners and a variation selector in it. */
    private static final List<String> NAMES =
            List.of("\ud83d\udc4d", "a\ud835\udcb3b", "\ud83d\udc69\u200d\u2764\ufe0f\u200d\ud83d\udc69");

    private static final String TABLE = """
            tables:
              mytab:
                change: merge
                writers: [user]
                readers: [all]
                fields: {id: {type: string}, reactions: {type: object}, '%s': {type: integer}}
                why: For the test.
              clicks:
                change: append
                writers: [user]
                readers: [all]
                fields: {id: {type: string}, reactions: {type: object}}
                why: For the test.
            """.formatted(NAMES.get(0));

    @TempDir
    Path data;

    private TestHub hub;

    abstract TestHub start(Path data);

    @Test
    void what_every_door_takes_comes_back_by_every_way_of_reading() {
        hub = start(data);
        try {
            TestHub.send(hub.request("admin", "/v1/ownership", "Content-Type", "application/json")
                            .PUT(BodyPublishers.ofString(Json.writeText(Map.of("file", TABLE))))
                            .build())
                    .expect(200);
            try (Subscriber main = Subscriber.of(hub, "admin", "?after=start");
                    Subscriber traces = Subscriber.of(hub, "admin", "?log=traces&after=start")) {
                for (int i = 0; i < NAMES.size(); i++) write(i);
                tellAll(main, 8);
                tellAll(traces, 4);
            }
            readAll();

            hub.restart();
            readAll();

            for (String each : List.of("notifications", "questions", "rows", "traces")) rebuild(each);
            readAll();
        } finally {
            hub.close();
        }
    }

    @Test
    void half_of_a_pair_in_a_name_costs_its_own_command_and_no_other() {
        hub = start(data);
        try {
            TestHub.send(hub.request("admin", "/v1/ownership", "Content-Type", "application/json")
                            .PUT(BodyPublishers.ofString(Json.writeText(Map.of("file", TABLE))))
                            .build())
                    .expect(200);
            for (String half : List.of("\\ud83d", "a\\udc4d", "\\uD83D\\n", "\\ud83d\\ud83d\\udc4d")) {
                String broken = "{\"deep\":[{\"" + half + "\":1}]}";
                JsonNode results = hub.post(
                                "user",
                                "/v1/commands",
                                "{\"commands\":["
                                        + String.join(
                                                ",",
                                                command(
                                                        "notification.post",
                                                        null,
                                                        "{\"title\":\"n\",\"data\":" + broken + "}"),
                                                command("notification.post", null, "{\"title\":\"good\"}"),
                                                command(
                                                        "table.put",
                                                        "mytab/h",
                                                        "{\"row\":{\"id\":\"h\",\"reactions\":" + broken + "}}"),
                                                command("notification.dismiss", null, "{\"" + half + "\":1}"))
                                        + "]}")
                        .expect(200)
                        .json()
                        .path("results");
                assertThat(results)
                        .extracting(result -> result.path("verdict").textValue())
                        .as(half)
                        .containsExactly("rejected", "accepted", "rejected", "rejected");
                assertThat(results.at("/0/problem/errors/0/detail").textValue()).contains("surrogate");
                assertThat(results.at("/0/problem/errors/0/pointer").textValue())
                        .contains("/data/deep/0");
                assertThat(hub.post("user", "/v1/notifications", "{\"title\":\"n\",\"data\":" + broken + "}")
                                .expect(400)
                                .text())
                        .contains("surrogate");
            }
            String noUtf8 =
                    "{\"commands\":[{\"id\":\"z\",\"command\":\"notification.post\",\"body\":{\"title\":\"\u00ff\","
                            + "\"data\":{\"\\ud83d\":1}}}]}";
            TestHub.send(hub.request("user", "/v1/commands", "Content-Type", "application/json")
                            .POST(BodyPublishers.ofByteArray(noUtf8.getBytes(StandardCharsets.ISO_8859_1)))
                            .build())
                    .expect(400);
            assertThat(hub.getOnce("admin", "/health/ready").status()).isEqualTo(200);
        } finally {
            hub.close();
        }
    }

    private void write(int i) {
        for (boolean escaped : List.of(false, true)) {
            String name = escaped ? escaped(NAMES.get(i)) : NAMES.get(i);
            String id = i + (escaped ? "e" : "r");
            String reactions = "{\"" + name + "\":{\"" + name + "\":" + i + "}}";
            hub.post("user", "/v1/notifications", "{\"title\":\"" + id + "\",\"data\":" + reactions + "}")
                    .expect(201);
            hub.post("daemon", "/v1/questions", "{\"prompt\":\"" + id + "\",\"data\":" + reactions + "}")
                    .expect(201);
            String row = "/v1/tables/mytab/rows/" + id;
            hub.send("user", "PUT", row, "{\"id\":\"" + id + "\"}").expect(201);
            hub.send("user", "PATCH", row, "{\"reactions\":" + reactions + "}").expect(200);
            hub.post("user", "/v1/tables/clicks/rows", "{\"reactions\":" + reactions + "}")
                    .expect(201);
            String put = "{\"row\":{\"id\":\"b" + id + "\",\"reactions\":" + reactions + "}}";
            String batched = "{\"commands\":[" + command("table.put", "mytab/b" + id, put) + "]}";
            assertThat(hub.post("user", "/v1/commands", batched)
                            .expect(200)
                            .json()
                            .at("/results/0/verdict")
                            .textValue())
                    .as(batched)
                    .isEqualTo("accepted");
            onTheBus(command("notification.post", null, "{\"title\":\"bus\",\"data\":" + reactions + "}"));
            receive(id, name, reactions);
        }
    }

    private void receive(String id, String name, String reactions) {
        String envelopes = "{\"batch\":[{\"id\":\"k" + id
                + "\",\"type\":\"trace-create\",\"timestamp\":\"2026-11-29T08:00:00Z\",\"body\":{\"id\":\"t" + id
                + "\",\"metadata\":" + reactions + ",\"input\":" + reactions + "}},{\"id\":\"g" + id
                + "\",\"type\":\"generation-create\",\"timestamp\":\"2026-11-29T08:00:00Z\",\"body\":{\"id\":\"o" + id
                + "\",\"traceId\":\"t" + id + "\",\"metadata\":" + reactions + ",\"modelParameters\":{\"" + name
                + "\":\"1\"},\"usageDetails\":{\"" + name + "\":4}}}]}";
        assertThat(hub.post("daemon", "/api/public/ingestion", envelopes)
                        .expect(207)
                        .json()
                        .path("errors"))
                .isEmpty();
        String traceId = "%032x".formatted(0xf0f0_0000L + id.hashCode());
        String attribute = "{\"key\":\"langfuse.observation.metadata." + name + "\",\"value\":{\"kvlistValue\":{"
                + "\"values\":[{\"key\":\"" + name + "\",\"value\":{\"intValue\":\"3\"}}]}}}";
        hub.post(
                        "daemon",
                        "/v1/traces",
                        "{\"resourceSpans\":[{\"resource\":{\"attributes\":[" + attribute
                                + "]},\"scopeSpans\":[{\"spans\":[{\"traceId\":\"" + traceId
                                + "\",\"spanId\":\"0000000000000001\",\"name\":\"" + id
                                + "\",\"startTimeUnixNano\":\"1795241289649000000\",\"attributes\":[" + attribute
                                + "]}]}]}]}")
                .expect(200);
        TestHub.send(hub.request("daemon", "/v1/traces", "Content-Type", "application/x-protobuf")
                        .POST(BodyPublishers.ofByteArray(proto(
                                traceId,
                                Json.readLenient(("\"" + name + "\"").getBytes(StandardCharsets.UTF_8), String.class))))
                        .build())
                .expect(200);
    }

    private static byte[] proto(String traceId, String name) {
        AnyValue inner = AnyValue.newBuilder()
                .setKvlistValue(KeyValueList.newBuilder()
                        .addValues(KeyValue.newBuilder()
                                .setKey(name)
                                .setValue(AnyValue.newBuilder().setIntValue(3))))
                .build();
        Span span = Span.newBuilder()
                .setTraceId(com.google.protobuf.ByteString.fromHex(traceId))
                .setSpanId(com.google.protobuf.ByteString.fromHex("0000000000000002"))
                .setName("proto")
                .setStartTimeUnixNano(1_795_241_289_649_000_000L)
                .addAttributes(KeyValue.newBuilder()
                        .setKey("langfuse.observation.metadata." + name)
                        .setValue(inner))
                .build();
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
                .build()
                .toByteArray();
    }

    private void onTheBus(String command) {
        DeliveryOptions key = new DeliveryOptions().addHeader("authorization", "Bearer " + hub.key("user"));
        JsonObject reply = Await.result(hub.hub()
                        .vertx()
                        .eventBus()
                        .<JsonObject>request("signalbox.commands", new JsonObject(command), key))
                .body();
        assertThat(reply.getString("verdict")).as(command).isEqualTo("accepted");
    }

    private static String command(String name, String target, String body) {
        return "{\"id\":\"" + Ids.next() + "\",\"command\":\"" + name + "\""
                + (target == null ? "" : ",\"target\":\"" + target + "\"") + ",\"body\":" + body + "}";
    }

    /** Each name, twice for its two ways of writing, in each thing that a log tells. */
    private void tellAll(Subscriber log, int each) {
        Eventually.assertThat(() -> {
            for (String name : NAMES) {
                assertThat(log.events().stream()
                                .filter(event -> names(event.path("data")).contains(name)))
                        .as(name)
                        .hasSizeGreaterThanOrEqualTo(each);
            }
        });
    }

    private void readAll() {
        assertThat(hub.getOnce("admin", "/health/ready").status()).isEqualTo(200);
        for (String path : List.of(
                "/v1/notifications?limit=500",
                "/v1/questions?limit=500",
                "/v1/tables/mytab/rows?limit=500",
                "/v1/tables/mytab/snapshot",
                "/v1/tables/clicks/rows?limit=500",
                "/v1/tables/notifications/rows?limit=500",
                "/v1/events?limit=500",
                "/v1/events?limit=500&log=traces")) {
            String text = hub.get("admin", path).expect(200).text();
            for (String name : NAMES) assertThat(namesOf(text)).as(path).contains(name);
        }
        for (int i = 0; i < NAMES.size(); i++) {
            String name = NAMES.get(i);
            for (String id : List.of(i + "r", i + "e")) {
                for (String path : List.of(
                        "/v1/tables/mytab/rows/" + id,
                        "/v1/tables/mytab/rows/b" + id,
                        "/v1/tables/mytab/rows/" + id + "/history",
                        "/v1/streams/mytab/" + id,
                        "/v1/traces/t" + id,
                        "/v1/traces/t" + id + "/input",
                        "/v1/traces/t" + id + "/observations/o" + id,
                        "/v1/traces/" + "%032x".formatted(0xf0f0_0000L + id.hashCode())
                                + "/observations/0000000000000001",
                        "/v1/traces/" + "%032x".formatted(0xf0f0_0000L + id.hashCode())
                                + "/observations/0000000000000002",
                        "/api/public/traces/t" + id)) {
                    Reply read = hub.get("admin", path).expect(200);
                    assertThat(names(read.json())).as(path).contains(name);
                }
            }
        }
    }

    private void rebuild(String projection) {
        hub.post("admin", "/v1/projections/" + projection + "/rebuild", "").expect(202);
        Eventually.until("rebuilt", () -> {
            for (JsonNode each : hub.get("admin", "/v1/projections").json().path("items")) {
                if (each.path("name").textValue().equals(projection)) {
                    return !each.path("state").textValue().equals("rebuilding");
                }
            }
            return false;
        });
    }

    /** All names in an answer that is one JSON value, or has one a line. */
    private static List<String> namesOf(String text) {
        List<String> names = new ArrayList<>();
        text.lines()
                .map(line -> Json.readLenient(line.getBytes(StandardCharsets.UTF_8), JsonNode.class))
                .forEach(value -> names.addAll(names(value)));
        return names;
    }

    private static List<String> names(JsonNode in) {
        List<String> names = new ArrayList<>();
        in.properties().forEach(field -> {
            names.add(field.getKey());
            names.addAll(names(field.getValue()));
        });
        if (in.isArray()) in.forEach(element -> names.addAll(names(element)));
        return names;
    }

    private static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        for (char unit : name.toCharArray()) escaped.append("\\u%04x".formatted((int) unit));
        return escaped.toString();
    }
}
