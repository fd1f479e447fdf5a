package dev.signalbox.hub.fold;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestDoctor;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.NewEvent;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub whose log has events that its version cannot read, seen through its doors: it opens, shows what it can, says
 * what is incomplete and why, and lets it be deleted. The same on both engines.
 */
abstract class ProblemsAtTheDoorsContract {
    private static final String TABLE = """
            tables:
              mytab:
                change: merge
                writers: [user]
                readers: [all]
                fields: {id: {type: string}, n: {type: integer}}
                why: For the test.
            """;

    @TempDir
    Path data;

    private TestHub hub;
    private String question;
    private String notification;
    private String keyId;
    private String secret;

    abstract TestHub start(Path data);

    /** Appends to a log of the hub, which is stopped. */
    abstract void append(String log, Append append);

    @Test
    void it_serves_and_says_what_is_incomplete_and_lets_it_be_deleted() {
        hub = start(data);
        try {
            write();
            breakEvents();

            hub.open();
            JsonNode ready = hub.getOnce("admin", "/health/ready").expect(200).json();
            assertThat(ready.path("degraded").textValue())
                    .contains("traces lacks 2 events", "signalbox projections problems");
            assertThat(TestDoctor.findings(hub))
                    .anyMatch(found ->
                            found.matches("warn tables: traces lacks 2 events .*signalbox projections problems.*"));
            assertThat(streams())
                    .containsExactlyInAnyOrder(
                            "mytab/a",
                            "mytab/b",
                            "question/" + question,
                            "notification/" + notification,
                            "trace/t1",
                            "trace/t2",
                            "key/" + keyId);
            JsonNode first = problems().path("items").get(0);
            assertThat(first.path("position").longValue()).isPositive();
            assertThat(first.path("error").textValue()).isNotBlank();
            assertThat(first.path("eventType").textValue()).isNotBlank();
            assertThat(hub.get("admin", "/metrics").text())
                    .contains("signalbox_projection_problems{projection=\"rows\"} 2");
            theThingsSaySo();
            pagesOfOne();

            deletingWorks();
            assertThat(streams())
                    .containsExactlyInAnyOrder(
                            "question/" + question,
                            "notification/" + notification,
                            "trace/t2",
                            "mytab/b",
                            "key/" + keyId);

            hub.restart();
            hub.post("admin", "/v1/projections/rows/rebuild", "").expect(202);
            assertThat(streams())
                    .containsExactlyInAnyOrder(
                            "question/" + question,
                            "notification/" + notification,
                            "trace/t2",
                            "mytab/b",
                            "key/" + keyId);
            assertThat(hub.get("user", "/v1/tables/mytab/rows/b")
                            .json()
                            .path("incomplete")
                            .booleanValue())
                    .isTrue();
        } finally {
            hub.close();
        }
    }

    private void write() {
        TestHub.send(hub.request("admin", "/v1/ownership", "Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(Json.writeText(Map.of("file", TABLE))))
                        .build())
                .expect(200);
        for (String key : List.of("a", "b", "c")) {
            hub.send("user", "PUT", "/v1/tables/mytab/rows/" + key, "{\"n\":1}").expect(201);
            hub.send("user", "PATCH", "/v1/tables/mytab/rows/" + key, "{\"n\":2}")
                    .expect(200);
        }
        JsonNode key = hub.post("admin", "/v1/keys", Map.of("name", "eye", "role", "viewer"))
                .expect(201)
                .json();
        keyId = key.path("id").textValue();
        secret = key.path("secret").textValue();
        hub.get(TestHub.NOBODY, "/v1/notifications", "X-API-Key", secret).expect(200);
        question = hub.post("daemon", "/v1/questions", Map.of("prompt", "?"))
                .expect(201)
                .json()
                .path("id")
                .textValue();
        notification = hub.post("daemon", "/v1/notifications", Map.of("title", "t"))
                .expect(201)
                .json()
                .path("id")
                .textValue();
        for (String trace : List.of("t1", "t2", "t3")) {
            hub.post(
                            "daemon",
                            "/api/public/ingestion",
                            "{\"batch\":[{\"id\":\"e" + trace
                                    + "\",\"type\":\"trace-create\",\"timestamp\":\"2026-11-29T08:00:00Z\",\"body\":{\"id\":\""
                                    + trace
                                    + "\",\"name\":\"" + trace + "\"}}]}")
                    .expect(207);
        }
        hub.get("admin", "/v1/traces/t3").expect(200);
        hub.stop();
    }

    /** Events that this version cannot read, as another might have written them. */
    private void breakEvents() {
        append("main", broken("mytab/a", "mytab.patched", "[]"));
        append("main", broken("mytab/b", "mytab.patched", "{\"fields\":3}"));
        append("main", broken("question/" + question, "question.answered", "[]"));
        append("main", broken("notification/" + notification, "notification.acknowledged", "7"));
        append("main", broken("key/" + keyId, "key.revoked", "[]"));
        append("traces", broken("trace/t1", "trace.span_received", "{"));
        append("traces", broken("trace/t2", "trace.event_received", "["));
    }

    private static Append broken(String stream, String type, String data) {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        NewEvent event = new NewEvent(stream, Ids.next(), type, "another", Instant.EPOCH, null, null, bytes);
        return new Append(List.of(event), Map.of(), new byte[Append.DIGEST_BYTES]);
    }

    private void theThingsSaySo() {
        // What could not be read may have been its end.
        hub.get(TestHub.NOBODY, "/v1/notifications", "X-API-Key", secret).expect(401);
        assertThat(hub.get("user", "/v1/tables/mytab/rows/a")
                        .expect(200)
                        .json()
                        .path("incomplete")
                        .booleanValue())
                .isTrue();
        assertThat(hub.get("user", "/v1/tables/mytab/rows/a")
                        .json()
                        .at("/row/n")
                        .intValue())
                .isEqualTo(2);
        assertThat(hub.get("user", "/v1/tables/mytab/rows/c").json().has("incomplete"))
                .isFalse();
        assertThat(hub.get("user", "/v1/tables/mytab/rows/c")
                        .json()
                        .at("/row/n")
                        .intValue())
                .isEqualTo(2);
        assertThat(hub.get("user", "/v1/tables/mytab/rows").expect(200).json().path("items"))
                .hasSize(3);
        assertThat(hub.get("user", "/v1/tables/mytab/rows/a/history")
                        .expect(200)
                        .json()
                        .path("items"))
                .isNotEmpty();
        assertThat(hub.get("user", "/v1/tables/mytab/snapshot").expect(200).text())
                .contains("\"incomplete\":true");
        for (String path : List.of("/v1/questions/" + question, "/v1/questions/" + question + "?wait=1ms")) {
            assertThat(hub.get("user", path).expect(200).json().path("state").textValue())
                    .as(path)
                    .isEqualTo("pending");
        }
        assertThat(hub.get("user", "/v1/questions/" + question)
                        .json()
                        .path("incomplete")
                        .booleanValue())
                .isTrue();
        assertThat(hub.get("user", "/v1/notifications")
                        .json()
                        .at("/items/0/incomplete")
                        .booleanValue())
                .isTrue();
        Reply again = hub.post("user", "/v1/questions/" + question + "/answer", Map.of("value", "no"));
        assertThat(again.expect(500).text()).contains("signalbox projections problems", "nothing was written");
        assertThat(hub.get("user", "/v1/traces/t1")
                        .expect(200)
                        .json()
                        .path("incomplete")
                        .booleanValue())
                .isTrue();
        assertThat(hub.get("user", "/v1/traces").expect(200).json().path("items"))
                .hasSize(3);
        assertThat(hub.get("user", "/v1/traces/t3").json().has("incomplete")).isFalse();
        assertThat(hub.get("user", "/v1/traces/problems?traceId=t1")
                        .expect(200)
                        .json()
                        .path("items"))
                .hasSize(1);
        assertThat(hub.get("user", "/v1/events?limit=500").expect(200).json().path("events"))
                .isNotEmpty();
    }

    private void pagesOfOne() {
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = hub.get("admin", "/v1/projections/problems?limit=1" + cursor)
                    .expect(200)
                    .json();
            found.addAll(streamsIn(page));
            cursor = page.has("nextCursor")
                    ? "&cursor=" + page.path("nextCursor").textValue()
                    : null;
        } while (cursor != null);
        assertThat(found).containsExactlyInAnyOrderElementsOf(streams());
        hub.get("admin", "/v1/projections/problems?cursor=x").expect(400);
        hub.get("user", "/v1/projections/problems").expect(403);
    }

    private void deletingWorks() {
        hub.delete("user", "/v1/traces/t1").expect(200);
        hub.get("user", "/v1/traces/t1").expect(404);
        hub.delete("user", "/v1/tables/mytab/rows/a").expect(200);
        hub.get("user", "/v1/tables/mytab/rows/a").expect(404);
        hub.send("user", "PUT", "/v1/tables/mytab/rows/a", "{\"n\":7}").expect(200);
        assertThat(hub.get("user", "/v1/tables/mytab/rows/a").json().has("incomplete"))
                .isFalse();
        hub.send("user", "PATCH", "/v1/tables/mytab/rows/b", "{\"n\":9}").expect(200);
        assertThat(hub.get("user", "/v1/tables/mytab/rows/b")
                        .json()
                        .at("/row/n")
                        .intValue())
                .isEqualTo(9);
        assertThat(hub.get("user", "/v1/tables/mytab/rows/b")
                        .json()
                        .path("incomplete")
                        .booleanValue())
                .isTrue();
    }

    private JsonNode problems() {
        return hub.get("admin", "/v1/projections/problems").expect(200).json();
    }

    private List<String> streams() {
        return streamsIn(problems());
    }

    /** Without those of the index of words, which comes to the same events in its own time. */
    private static List<String> streamsIn(JsonNode page) {
        List<String> streams = new ArrayList<>();
        for (JsonNode item : page.path("items")) {
            if (item.path("projection").textValue().equals("trace_recall")) continue;
            streams.add(item.path("stream").textValue());
        }
        return streams;
    }
}
