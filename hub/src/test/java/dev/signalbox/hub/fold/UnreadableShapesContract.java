package dev.signalbox.hub.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * JSON at and beyond the limits of its readers: as deep, as long in a number, a name or a text as a door takes it.
 * Whatever a door acknowledges, the tables take. The same on both engines.
 */
abstract class UnreadableShapesContract {
    @TempDir
    Path data;

    abstract TestHub start(Path folder);

    @Test
    void whatever_a_door_takes_the_tables_take() {
        List<String> values = new ArrayList<>();
        for (int depth : new int[] {20, 31, 32, 33, 190, 195, 196, 197, 198, 199, 200, 201, 990, 999, 1000, 1001}) {
            values.add("[".repeat(depth) + "]".repeat(depth));
            values.add("{\"a\":".repeat(depth) + "1" + "}".repeat(depth));
        }
        for (int digits : new int[] {63, 64, 65, 308, 309, 999, 1000, 1001}) values.add("9".repeat(digits));
        for (int name : new int[] {255, 256, 257, 49_999, 50_000, 50_001}) {
            values.add("{\"" + "n".repeat(name) + "\":1}");
            values.add("{\"" + "\ud83d\udc4d".repeat(name / 2) + "\":1}");
        }
        values.addAll(List.of(
                "1e999999999",
                "-1e-999999999",
                "1E400",
                "\"\\u0000\"",
                "\"\\ud83d\"",
                "{\"\\ud83d\":1}",
                "{\"\":1}",
                "{\"\\u0000\":1}",
                "\"\ufffe\"",
                "-0",
                "-0.0",
                "1e-400",
                "{\"__proto__\":1}",
                "[{},[],null,true]"));
        try (TestHub hub = start(data)) {
            int taken = 0;
            for (int i = 0; i < values.size(); i++) taken += send(hub, values.get(i), i);
            for (int length : new int[] {200, 800, 801, 3_000, 9_000, 70_000}) sendTexts(hub, length);

            assertThat(taken).isGreaterThan(100);
            for (String path :
                    List.of("/v1/notifications", "/v1/questions", "/v1/traces", "/api/public/v2/observations")) {
                hub.get("admin", path).expect(200);
            }
            assertThat(hub.get("admin", "/v1/projections/problems").json().path("items"))
                    .isEmpty();
            hub.getOnce("admin", "/health/ready").expect(200);
        }
    }

    /** How many doors took it. */
    private static int send(TestHub hub, String value, int i) {
        int taken = 0;
        taken += taken(hub.post("user", "/v1/notifications", "{\"title\":\"t\",\"data\":{\"v\":" + value + "}}"));
        taken += taken(hub.post("daemon", "/v1/questions", "{\"prompt\":\"p\",\"data\":{\"v\":" + value + "}}"));
        taken += taken(hub.post(
                "daemon",
                "/api/public/ingestion",
                "{\"batch\":[{\"id\":\"k" + i
                        + "\",\"type\":\"generation-create\",\"timestamp\":\"2026-11-29T08:00:00Z\","
                        + "\"body\":{\"id\":\"o" + i + "\",\"traceId\":\"t" + i + "\",\"metadata\":" + value
                        + ",\"input\":"
                        + value + ",\"usageDetails\":{\"input\":" + value + "}}}]}"));
        taken += taken(hub.post(
                "daemon",
                "/api/public/scores",
                "{\"traceId\":\"t" + i + "\",\"name\":\"n\",\"value\":1,\"metadata\":" + value + "}"));
        String text = value.replace("\\", "\\\\").replace("\"", "\\\"");
        taken += taken(hub.post(
                "daemon",
                "/v1/traces",
                "{\"resourceSpans\":[{\"scopeSpans\":[{\"spans\":[{\"traceId\":\"%032x\",\"spanId\":".formatted(i + 1)
                        + "\"0000000000000001\",\"name\":\"n\",\"startTimeUnixNano\":\"1795241289649000000\",\"attributes\":["
                        + "{\"key\":\"langfuse.observation.metadata\",\"value\":{\"stringValue\":\"" + text + "\"}},"
                        + "{\"key\":\"langfuse.observation.usage_details\",\"value\":{\"stringValue\":\"{\\\"input\\\":"
                        + text + "}\"}}]}]}]}]}"));
        return taken;
    }

    /** Texts by which things are found, of a length for which an index may have no place. */
    private static void sendTexts(TestHub hub, int length) {
        StringBuilder varied = new StringBuilder();
        Random random = new Random(length);
        while (varied.length() < length) varied.append((char) ('a' + random.nextInt(26)));
        String text = varied.toString();
        for (String field : List.of("id", "name", "userId", "sessionId", "environment", "release", "version")) {
            taken(hub.post(
                    "daemon",
                    "/api/public/ingestion",
                    "{\"batch\":[{\"id\":\"x" + field + length
                            + "\",\"type\":\"trace-create\",\"timestamp\":\"2026-11-29T08:00:00Z\",\"body\":{\"id\":\"y"
                            + field + length + "\",\"" + field + "\":\"" + text + "\"}}]}"));
        }
        for (String field :
                List.of("id", "name", "model", "environment", "version", "parentObservationId", "promptName")) {
            taken(hub.post(
                    "daemon",
                    "/api/public/ingestion",
                    "{\"batch\":[{\"id\":\"z" + field + length
                            + "\",\"type\":\"generation-create\",\"timestamp\":\"2026-11-29T08:00:00Z\",\"body\":{\"id\":\"o"
                            + field + length + "\",\"traceId\":\"long\",\"" + field + "\":\"" + text + "\"}}]}"));
        }
        for (String field : List.of("id", "name", "traceId", "sessionId", "observationId", "comment")) {
            taken(hub.post(
                    "daemon",
                    "/api/public/scores",
                    "{\"traceId\":\"long\",\"name\":\"n\",\"value\":1}"
                            .replace("\"value\"", "\"" + field + "\":\"" + text + "\",\"value\"")));
        }
        taken(hub.post("user", "/v1/notifications", "{\"title\":\"t\",\"dedupKey\":\"" + text + "\"}"));
        taken(hub.post("user", "/v1/notifications", "{\"title\":\"t\",\"tags\":[\"" + text + "\"]}"));
        taken(hub.post("user", "/v1/roadmap", "{\"title\":\"t\",\"key\":\"" + text + "\"}"));
        taken(hub.send("user", "PUT", "/v1/tables/daemon_task_queue/rows/" + text, "{}"));
    }

    private static int taken(Reply reply) {
        assertThat(reply.status()).as(reply.toString()).isLessThan(500);
        return reply.status() < 300 ? 1 : 0;
    }
}
