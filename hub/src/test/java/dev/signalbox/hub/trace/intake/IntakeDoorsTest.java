package dev.signalbox.hub.trace.intake;

import static dev.signalbox.hub.trace.intake.IntakeHub.INGESTION;
import static dev.signalbox.hub.trace.intake.IntakeHub.JSON;
import static dev.signalbox.hub.trace.intake.IntakeHub.OTLP;
import static dev.signalbox.hub.trace.intake.IntakeHub.PROTOBUF;
import static dev.signalbox.hub.trace.intake.IntakeHub.TRACE;
import static dev.signalbox.hub.trace.intake.IntakeHub.basic;
import static dev.signalbox.hub.trace.intake.IntakeHub.deflate;
import static dev.signalbox.hub.trace.intake.IntakeHub.gzip;
import static dev.signalbox.hub.trace.intake.IntakeHub.proto;
import static dev.signalbox.hub.trace.intake.IntakeHub.protoSpan;
import static dev.signalbox.hub.trace.intake.IntakeHub.span;
import static dev.signalbox.hub.trace.intake.IntakeHub.spans;
import static dev.signalbox.hub.trace.intake.IntakeHub.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Limits;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let through the doors of traces, with which bodies, and how they say no. */
class IntakeDoorsTest {
    private static final String SCORE =
            "{\"batch\":[{\"id\":\"e1\",\"type\":\"score-create\",\"timestamp\":\"2026-11-21T06:00:00Z\",\"body\":{\"id\":\"s\",\"traceId\":\"t\",\"name\":\"n\",\"value\":1}},"
                    + "{\"id\":\"e2\",\"type\":\"trace-create\",\"timestamp\":\"2026-11-21T06:00:00Z\",\"body\":{\"id\":\"t\"}}]}";

    @TempDir
    Path data;

    TestHub hub;
    IntakeHub intake;

    @BeforeEach
    void start() {
        hub = TestHub.start(data);
        intake = new IntakeHub(hub);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void a_pair_of_keys_is_shown_and_its_public_half_listed() {
        JsonNode listed = hub.get("admin", "/v1/keys").expect(200).json().path("items");

        assertThat(intake.publicKey()).matches("pk-lf-[0-9A-Za-z]{8}-[0-9A-Za-z]{24}");
        assertThat(intake.secret()).matches("sk-lf-[0-9A-Za-z]{8}-[0-9A-Za-z]{38}");
        assertThat(listed).anySatisfy(key -> {
            assertThat(key.path("publicKey").asText()).isEqualTo(intake.publicKey());
            assertThat(key.has("secret")).isFalse();
        });
        assertThat(hub.get("admin", "/v1/events?types=key.created").text())
                .doesNotContain(intake.secret())
                .contains(intake.publicKey());
    }

    @Test
    void the_secret_opens_in_every_form_and_every_door() {
        for (String authorization : List.of(
                intake.basic(),
                "Bearer " + intake.secret(),
                basic("pk-lf-wrong", intake.secret()),
                basic("anybody", hub.key("daemon")))) {
            assertThat(with(authorization, INGESTION, "{\"batch\":[]}").status())
                    .isEqualTo(207);
            assertThat(with(authorization, OTLP, "{}").status()).isEqualTo(200);
        }
        assertThat(hub.get(TestHub.NOBODY, "/v1/whoami", "Authorization", intake.basic())
                        .json()
                        .path("name")
                        .asText())
                .isEqualTo("agent");
    }

    @Test
    void a_restart_keeps_the_pair() {
        hub.restart();

        assertThat(with(intake.basic(), OTLP, "{}").status()).isEqualTo(200);
        assertThat(with("Bearer " + intake.publicKey(), INGESTION, SCORE).status())
                .isEqualTo(207);
    }

    @Test
    void a_public_key_alone_sends_scores_and_nothing_else() {
        JsonNode answer = with("Bearer " + intake.publicKey(), INGESTION, SCORE)
                .expect(207)
                .json();

        assertThat(answer.at("/successes/0/id").asText()).isEqualTo("e1");
        assertThat(answer.at("/errors/0"))
                .isEqualTo(
                        tree(
                                "{'id':'e2','status':401,'message':'Access Scope Denied','error':'this key may not send events of the type trace-create'}"));
        assertThat(intake.events()).hasSize(1);
        for (String path : List.of(OTLP, "/api/public/otel/v1/traces", "/v1/commands")) {
            assertThat(with("Bearer " + intake.publicKey(), path, "{}").status())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(hub.get(TestHub.NOBODY, "/v1/whoami", "Authorization", "Bearer " + intake.publicKey())
                        .status())
                .isEqualTo(401);
        assertThat(hub.get(TestHub.NOBODY, "/v1/whoami", "Authorization", basic(intake.publicKey(), ""))
                        .status())
                .isEqualTo(401);
        String other = intake.publicKey().substring(0, intake.publicKey().length() - 1) + "!";
        assertThat(with("Bearer " + other, INGESTION, SCORE).status()).isEqualTo(401);
    }

    @Test
    void a_revoked_pair_opens_nothing() {
        String id = hub.get(TestHub.NOBODY, "/v1/whoami", "Authorization", intake.basic())
                .json()
                .path("key")
                .asText();
        hub.delete("admin", "/v1/keys/" + id).expect(200);

        assertThat(with(intake.basic(), OTLP, "{}").status()).isEqualTo(401);
        assertThat(with("Bearer " + intake.publicKey(), INGESTION, SCORE).status())
                .isEqualTo(401);
    }

    @Test
    void every_refusal_is_json_of_the_form_that_the_client_knows() {
        Reply none = hub.send("nobody", "POST", INGESTION, "{}");
        Reply viewer = hub.post("viewer", INGESTION, "{\"batch\":[]}");
        Reply unknown = hub.get("daemon", "/api/public/v2/prompts/greeting%2Fformal?label=production");
        Reply media = hub.post("daemon", "/api/public/media", "{}");
        Reply method = hub.get("daemon", INGESTION);
        Reply type = intake.post(INGESTION, "application/xml", new byte[] {1});

        assertThat(none.expect(401).json().path("error").asText()).isEqualTo("UnauthorizedError");
        assertThat(none.header("Content-Type").orElseThrow()).startsWith(JSON);
        assertThat(viewer.expect(403).json().path("message").asText()).contains("trace.record or trace.score");
        assertThat(unknown.expect(404).json().path("message").asText()).isNotEmpty();
        assertThat(media.expect(404).json().path("error").asText()).isEqualTo("LangfuseNotFoundError");
        assertThat(method.expect(405).json().path("error").asText()).isEqualTo("MethodNotAllowedError");
        assertThat(type.expect(415).json().path("message").asText()).contains(JSON);
    }

    @Test
    void otlp_refuses_in_the_content_type_of_the_request() {
        HttpRequest.Builder proto = HttpRequest.newBuilder(hub.url().resolve(OTLP))
                .header("Content-Type", PROTOBUF)
                .POST(BodyPublishers.ofByteArray(new byte[0]));

        Reply inProto = TestHub.send(proto.build()).expect(401);
        Reply inJson = hub.send("viewer", "POST", OTLP, "{}").expect(403);

        assertThat(inProto.header("Content-Type")).contains(PROTOBUF);
        assertThat(inProto.http().body()).startsWith(8, 16, 18);
        assertThat(inJson.json().path("code").intValue()).isEqualTo(7);
        assertThat(inJson.json().path("message").asText()).contains("trace.record");
    }

    @Test
    void health_and_projects_answer_what_clients_check() {
        Reply health = hub.get(TestHub.NOBODY, "/api/public/health?failIfDatabaseUnavailable=true&x=1&x=2");
        Reply projects = hub.get("viewer", "/api/public/projects");

        assertThat(health.expect(200).json().path("status").asText()).isEqualTo("OK");
        assertThat(health.json().path("version").asText()).isNotEmpty();
        assertThat(projects.expect(200).json())
                .isEqualTo(
                        tree(
                                "{'data':[{'id':'default','name':'default','organization':{'id':'signalbox','name':'Signalbox'},'metadata':{}}]}"));
        assertThat(hub.get(TestHub.NOBODY, "/api/public/projects")
                        .expect(401)
                        .json()
                        .path("message")
                        .asText())
                .isNotEmpty();
    }

    @Test
    void pages_of_other_sites_may_come_in_without_a_key_for_their_question() {
        HttpRequest preflight = HttpRequest.newBuilder(hub.url().resolve(INGESTION))
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://app.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization,content-type,x-langfuse-sdk-name")
                .build();
        Reply asked = TestHub.send(preflight);
        HttpRequest bare = HttpRequest.newBuilder(hub.url().resolve(INGESTION))
                .method("OPTIONS", BodyPublishers.noBody())
                .build();
        Reply sent = intake.post(INGESTION, "{\"batch\":[]}", "Origin", "https://app.example");
        Reply refused = hub.get(TestHub.NOBODY, "/api/public/projects", "Origin", "https://app.example");

        assertThat(asked.status()).isIn(200, 204);
        assertThat(asked.header("Access-Control-Allow-Origin")).contains("*");
        assertThat(asked.header("Access-Control-Allow-Methods").orElseThrow()).contains("POST");
        assertThat(asked.header("Access-Control-Allow-Headers").orElseThrow()).contains("authorization");
        assertThat(TestHub.send(bare).status()).isEqualTo(204);
        assertThat(sent.expect(207).header("Access-Control-Allow-Origin")).contains("*");
        assertThat(refused.expect(401).header("Access-Control-Allow-Origin")).contains("*");
        assertThat(hub.get("viewer", "/v1/whoami", "Origin", "https://app.example")
                        .header("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @Test
    void bodies_may_be_gzipped_or_deflated_of_either_kind() {
        byte[] body = proto(protoSpan(1).build());

        for (byte[] deflated : List.of(deflate(body, false), deflate(body, true))) {
            intake.post(OTLP, PROTOBUF, deflated, "Content-Encoding", "deflate").expect(200);
        }
        intake.post(OTLP, PROTOBUF, gzip(body), "Content-Encoding", "GZIP").expect(200);
        intake.post(OTLP, PROTOBUF, body, "Content-Encoding", "identity").expect(200);
        intake.post(INGESTION, JSON, gzip(SCORE.getBytes(StandardCharsets.UTF_8)), "Content-Encoding", "gzip")
                .expect(207);

        assertThat(intake.events("trace.span_received")).hasSize(1);
        assertThat(intake.post(OTLP, PROTOBUF, body, "Content-Encoding", "gzip").status())
                .isEqualTo(400);
        assertThat(intake.post(OTLP, PROTOBUF, body, "Content-Encoding", "br").status())
                .isEqualTo(415);
        assertThat(hub.send(
                                "daemon",
                                hub.request(
                                                "daemon",
                                                "/v1/notifications",
                                                "Content-Type",
                                                JSON,
                                                "Content-Encoding",
                                                "gzip")
                                        .POST(BodyPublishers.ofString("{}")))
                        .status())
                .isEqualTo(415);
    }

    @Test
    void a_body_of_twenty_mebibytes_is_taken_and_one_byte_more_is_not() {
        byte[] most = padded(Limits.OTLP_BODY_BYTES_MAX);
        byte[] more = padded(Limits.OTLP_BODY_BYTES_MAX + 1);

        intake.post(OTLP, JSON, most).expect(200);
        Reply refused = intake.post(OTLP, JSON, more).expect(413);
        intake.post(OTLP, JSON, gzip(most), "Content-Encoding", "gzip").expect(200);
        Reply inflated =
                intake.post(OTLP, JSON, gzip(more), "Content-Encoding", "gzip").expect(413);

        assertThat(refused.json().path("code").intValue()).isEqualTo(8);
        assertThat(inflated.json().path("message").asText()).contains("after inflation");
        assertThat(intake.events("trace.span_received")).hasSize(1);
    }

    @Test
    void the_classic_door_takes_less_on_the_wire() {
        byte[] most = classic(Limits.INGESTION_BODY_BYTES_MAX);
        byte[] more = classic(Limits.INGESTION_BODY_BYTES_MAX + 1);

        intake.post(INGESTION, JSON, most).expect(207);
        intake.post(INGESTION, JSON, more).expect(413);
        intake.post(INGESTION, JSON, gzip(more), "Content-Encoding", "gzip").expect(207);
    }

    @Test
    void a_bomb_is_defused_and_gives_its_bytes_back() {
        byte[] bomb = gzip(new byte[200 * 1024 * 1024]);

        for (int i = 0; i < 8; i++) {
            intake.post(OTLP, PROTOBUF, bomb, "Content-Encoding", "gzip").expect(413);
        }
        assertThat(hub.get("admin", "/metrics").text()).contains("signalbox_intake_bytes 0.0");
        intake.post(OTLP, spans(span(1, ""))).expect(200);
    }

    @Test
    void nested_as_deep_as_allowed_is_taken_and_deeper_is_not() {
        String batch =
                "{\"batch\":[{\"id\":\"e1\",\"type\":\"trace-create\",\"timestamp\":\"2026-11-21T06:00:00Z\",\"body\":{\"id\":\"t\",\"input\":%s}}]}";
        int around = 4;
        int most = Limits.INTAKE_JSON_DEPTH_MAX - around;

        intake.post(INGESTION, batch.formatted("[".repeat(most) + "]".repeat(most)))
                .expect(207);
        JsonNode deeper = intake.post(
                        INGESTION, batch.replace("e1", "e2").formatted("[".repeat(most + 1) + "]".repeat(most + 1)))
                .expect(207)
                .json();

        assertThat(deeper.at("/errors/0/id").textValue()).isEqualTo("e2");
        assertThat(intake.events())
                .extracting(event -> event.path("type").textValue())
                .containsExactly("trace.event_received", "trace.refused");
    }

    @Test
    void bytes_that_are_no_utf8_and_numbers_that_are_too_large_do_not_lose_an_event() {
        String text =
                "{\"batch\":[{\"id\":\"e1\",\"type\":\"trace-create\",\"timestamp\":\"2020-01-01T00:00:00Z\",\"body\":{\"id\":\"t\",\"name\":\"a?b\",\"input\":1e999}}]}";
        byte[] batch = text.getBytes(StandardCharsets.UTF_8);
        batch[text.indexOf('?')] = (byte) 0xC3;

        intake.post(INGESTION, JSON, batch).expect(207);

        JsonNode stored = intake.data("trace.event_received");
        assertThat(stored.at("/body/name").asText()).isEqualTo("a\uFFFDb");
        assertThat(stored.at("/body/input").isTextual()).isTrue();
        assertThat(stored.path("warnings")).isNotEmpty();
        assertThat(intake.events().get(0).path("time").asText()).isEqualTo("2020-01-01T00:00:00.000000Z");
    }

    @Test
    void a_full_queue_answers_503_with_two_seconds_and_a_repeat_stores_each_span_once() throws Exception {
        int requests = 14;
        int spansEach = 1000;
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            String[] some = new String[spansEach];
            for (int j = 0; j < spansEach; j++) some[j] = span(i * spansEach + j, "");
            bodies.add(spans(some).getBytes(StandardCharsets.UTF_8));
        }
        List<CompletableFuture<Reply>> answers = new ArrayList<>();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("traces.db"));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            for (byte[] body : bodies) {
                answers.add(CompletableFuture.supplyAsync(
                        () -> intake.post(OTLP, JSON, body), task -> new Thread(task, "sender").start()));
            }
            Eventually.until("the first is refused", () -> answers.stream().anyMatch(CompletableFuture::isDone));
            statement.execute("ROLLBACK");
        }

        List<Reply> replies = new ArrayList<>();
        for (CompletableFuture<Reply> answer : answers) replies.add(answer.get(60, TimeUnit.SECONDS));
        List<Reply> refused =
                replies.stream().filter(reply -> reply.status() != 200).toList();
        assertThat(refused).isNotEmpty().hasSizeLessThan(requests).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("Retry-After")).contains("2");
            assertThat(reply.json().path("code").intValue()).isEqualTo(14);
        });

        for (byte[] body : bodies) intake.post(OTLP, JSON, body).expect(200);

        assertThat(intake.events()).hasSize(requests * spansEach);
    }

    private Reply with(String authorization, String path, String body) {
        return TestHub.send(HttpRequest.newBuilder(hub.url().resolve(path))
                .header("Authorization", authorization)
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /** A request with one span, made as long as wanted by a field that nobody knows. */
    private static byte[] padded(int bytes) {
        String[] around = ("{\"pad\":\"@\"," + spans(span(1, "")).substring(1)).split("@", -1);
        assertThat(around[1]).contains(TRACE);
        return (around[0] + "x".repeat(bytes - around[0].length() - around[1].length()) + around[1])
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] classic(int bytes) {
        String[] around = "{\"pad\":\"@\",\"batch\":[]}".split("@", -1);
        return (around[0] + "x".repeat(bytes - around[0].length() - around[1].length()) + around[1])
                .getBytes(StandardCharsets.UTF_8);
    }
}
