package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Ids;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The resource routes of notifications, questions and keys, on a real hub. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FeatureRoutesTest {
    @TempDir
    Path folder;

    private TestHub hub;

    @BeforeEach
    void start() {
        hub = TestHub.start(folder);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Nested
    class Ids_and_texts_that_nobody_may_give {
        @Test
        void an_id_of_the_hubs_own_kind_is_refused_since_a_timer_may_need_it() {
            String derived = Ids.derived("notification/x", "notification.expire");

            Reply refused = hub.post("daemon", "/v1/notifications", Map.of("title", "a"), "Idempotency-Key", derived);

            assertThat(refused.expect(400)
                            .json()
                            .path("errors")
                            .path(0)
                            .path("pointer")
                            .textValue())
                    .isEqualTo("/id");
        }

        @Test
        void a_taken_id_is_refused_as_such_also_under_a_dedup_key() {
            String taken = idOf(post("daemon", "/v1/notifications", "{'title':'a'}"));

            Reply refused = hub.post(
                    "daemon",
                    "/v1/notifications",
                    Map.of("title", "b", "id", taken, "dedupKey", "k"),
                    "Idempotency-Key",
                    "another-wish");

            assertThat(refused.expect(409).json().path("code").textValue()).isEqualTo("idempotency_conflict");
        }

        @Test
        void a_nul_character_in_path_or_query_is_refused() {
            hub.get("viewer", "/v1/notifications?tag=a%00b").expect(400);
            hub.get("viewer", "/v1/streams/question/a%00b").expect(400);
        }

        @Test
        void a_target_with_or_without_its_category_is_the_same_wish() {
            String id = idOf(post("daemon", "/v1/questions", "{'prompt':'go?','kind':'approval'}"));
            String stream = "question/" + id;

            String first = verdictOf(id);
            String again = verdictOf(stream);

            assertThat(List.of(first, again)).containsExactly("accepted", "duplicate");
        }

        private String verdictOf(String target) {
            Object command = Map.of(
                    "id",
                    "one-wish",
                    "command",
                    "question.answer",
                    "target",
                    target,
                    "body",
                    Map.of("value", "approve"));
            return hub.post("user", "/v1/commands", Map.of("commands", List.of(command)))
                    .expect(200)
                    .json()
                    .path("results")
                    .path(0)
                    .path("verdict")
                    .textValue();
        }
    }

    @Nested
    class An_expected_version_of_what_is_new {
        @Test
        void may_be_0_and_nothing_else() {
            for (String create : new String[] {
                "/v1/notifications {'title':'a'}", "/v1/questions {'prompt':'b'}", "/v1/keys {'name':'c','role':'bot'}"
            }) {
                int blank = create.indexOf(' ');
                String path = create.substring(0, blank);
                String body = create.substring(blank + 1).replace('\'', '"');

                Reply refused = hub.post("admin", path, body, "If-Match", "\"3\"");

                assertThat(codeOf(refused.expect(400))).as(create).isEqualTo("invalid");
                assertThat(pointerOf(refused)).isEqualTo("/expectedVersion");
                assertThat(refused.json().path("detail").textValue()).contains("If-Match");
                hub.post("admin", path, body, "If-Match", "\"0\"").expect(201);
            }
            assertThat(titles("/v1/notifications")).containsExactly("a");
        }

        @Test
        void is_judged_in_a_batch_too() {
            Object ask = Map.of(
                    "id",
                    "a-wish",
                    "command",
                    "question.ask",
                    "expectedVersion",
                    1,
                    "body",
                    Map.of("prompt", "Which?"));

            JsonNode result = hub.post("daemon", "/v1/commands", Map.of("commands", List.of(ask)))
                    .expect(200)
                    .json()
                    .path("results")
                    .path(0);

            assertThat(result.path("verdict").textValue()).isEqualTo("rejected");
            assertThat(result.path("problem")
                            .path("errors")
                            .path(0)
                            .path("pointer")
                            .textValue())
                    .isEqualTo("/expectedVersion");
        }

        @Test
        void is_refused_under_a_dedup_key_where_it_may_be_new_or_not() {
            String body = "{\"title\":\"a\",\"dedupKey\":\"k\"}";

            for (String version : new String[] {"\"0\"", "\"1\""}) {
                Reply refused = hub.post("daemon", "/v1/notifications", body, "If-Match", version);

                assertThat(pointerOf(refused.expect(400))).isEqualTo("/expectedVersion");
            }
            hub.post("daemon", "/v1/notifications", body).expect(201);
        }

        private static String codeOf(Reply refused) {
            return refused.json().path("code").textValue();
        }

        private static String pointerOf(Reply refused) {
            return refused.json().path("errors").path(0).path("pointer").textValue();
        }
    }

    @Nested
    class Notifications {
        @Test
        void a_post_answers_with_the_resource_and_where_it_is() {
            Reply posted = post("daemon", "/v1/notifications", "{'title':'Build finished','tags':['build']}")
                    .expect(201);

            assertThat(posted.header("Location"))
                    .contains("/v1/notifications/" + posted.json().path("id").textValue());
            assertThat(posted.header("ETag")).contains("\"1\"");
            assertThat(posted.header("Signalbox-Position")).isPresent();
            assertThat(get("viewer", posted.header("Location").orElseThrow()).json())
                    .isEqualTo(posted.json());
        }

        @Test
        void the_list_shows_open_ones_and_narrows() {
            post("daemon", "/v1/notifications", "{'title':'a','priority':5,'tags':['x y']}");
            String b = idOf(post("daemon", "/v1/notifications", "{'title':'b'}"));
            post("user", "/v1/notifications/" + b + "/resolve", "{'comment':'done'}")
                    .expect(200);

            assertThat(titles("/v1/notifications")).containsExactly("a");
            assertThat(titles("/v1/notifications?state=all")).containsExactly("b", "a");
            assertThat(titles("/v1/notifications?state=resolved")).containsExactly("b");
            assertThat(titles("/v1/notifications?tag=x%20y&minPriority=5&source=daemon"))
                    .containsExactly("a");
            assertThat(titles("/v1/notifications?priority=2")).isEmpty();
            assertThat(titles("/v1/notifications?state=all&idPrefix=" + b)).containsExactly("b");
        }

        @Test
        void a_filter_that_is_wrong_is_refused_by_its_name() {
            for (String wrong : new String[] {
                "state=closed", "priority=6", "minPriority=x", "limit=0", "limit=501", "cursor=x", "tags=x"
            }) {
                Reply refused = get("viewer", "/v1/notifications?" + wrong).expect(400);
                assertThat(refused.json().path("detail").textValue()).contains(wrong.substring(0, wrong.indexOf('=')));
            }
        }

        @Test
        void what_nobody_posted_is_not_found() {
            get("viewer", "/v1/notifications/" + Ids.next()).expect(404);
            get("viewer", "/v1/notifications/x").expect(404);
            post("user", "/v1/notifications/" + Ids.next() + "/acknowledge", "{}")
                    .expect(404);
        }

        @Test
        void a_viewer_may_read_and_nothing_else() {
            String id = idOf(post("daemon", "/v1/notifications", "{'title':'a'}"));

            get("viewer", "/v1/notifications/" + id).expect(200);
            post("viewer", "/v1/notifications", "{'title':'b'}").expect(403);
            post("viewer", "/v1/notifications/" + id + "/resolve", "{}").expect(403);
        }
    }

    @Nested
    class Questions {
        @Test
        void a_question_travels_to_its_answer() {
            String id = idOf(post("daemon", "/v1/questions", "{'prompt':'Which?','options':['sqlite','postgres']}")
                    .expect(201));
            assertThat(get("user", "/v1/questions")
                            .json()
                            .path("items")
                            .path(0)
                            .path("id")
                            .textValue())
                    .isEqualTo(id);

            Reply answered = post("user", "/v1/questions/" + id + "/answer", "{'value':'sqlite','via':'cli'}")
                    .expect(200);
            Reply late = post("admin", "/v1/questions/" + id + "/answer", "{'value':'postgres'}");

            JsonNode answer = answered.json().path("answer");
            assertThat(answer.path("by").textValue()).isEqualTo("user");
            assertThat(answer.path("via").textValue()).isEqualTo("cli");
            assertThat(late.expect(409).json().path("code").textValue()).isEqualTo("already_resolved");
            assertThat(late.json().path("answer")).isEqualTo(answer);
            assertThat(get("user", "/v1/questions").json().path("items")).isEmpty();
            assertThat(get("user", "/v1/questions?state=answered&idPrefix=" + id.substring(0, 20))
                            .json()
                            .path("items"))
                    .hasSize(1);
            assertThat(get("user", "/v1/questions?state=answered&idPrefix=ffff")
                            .json()
                            .path("items"))
                    .isEmpty();
        }

        @Test
        void each_wrong_answer_has_its_own_refusal() {
            String id =
                    idOf(post("daemon", "/v1/questions", "{'prompt':'Which?','options':['a','b'],'expiresIn':'4h'}"));
            String answer = "/v1/questions/" + id + "/answer";

            Reply noOption = post("user", answer, "{'value':'c'}").expect(400);
            assertThat(noOption.json().path("errors").path(0).path("pointer").textValue())
                    .isEqualTo("/value");
            post("daemon", answer, "{'value':'a'}").expect(403);
            post("user", answer, "{'value':'a','onBehalfOf':'joe'}").expect(403);
            post("user", answer, "{}").expect(400);
            post("user", answer, "{'value':'a','values':'b'}").expect(400);
            hub.clock().advance(Duration.ofHours(4));
            assertThat(post("user", answer, "{'value':'a'}")
                            .expect(410)
                            .json()
                            .path("code")
                            .textValue())
                    .isEqualTo("expired");
        }

        @Test
        void an_excluded_asker_is_refused() {
            String id = idOf(post("user", "/v1/questions", "{'kind':'approval','prompt':'Go?','excludeAsker':true}"));

            post("user", "/v1/questions/" + id + "/answer", "{'value':'approve'}")
                    .expect(403);
            post("bot", "/v1/questions/" + id + "/answer", "{'value':'approve','onBehalfOf':'slack:U1 Jane'}")
                    .expect(200);
        }

        @Test
        void a_wait_ends_with_the_answer_or_with_pending_and_never_with_an_error() {
            String id = idOf(post("daemon", "/v1/questions", "{'prompt':'Which?'}"));

            Reply pending = get("daemon", "/v1/questions/" + id + "?wait=50ms").expect(200);
            assertThat(pending.json().path("state").textValue()).isEqualTo("pending");

            CompletableFuture<Reply> waiting =
                    CompletableFuture.supplyAsync(() -> get("daemon", "/v1/questions/" + id + "?wait=59s"));
            post("user", "/v1/questions/" + id + "/answer", "{'value':'sqlite'}")
                    .expect(200);
            assertThat(waiting.join().json().path("answer").path("value").textValue())
                    .isEqualTo("sqlite");
        }

        @Test
        void a_caller_that_hangs_up_does_no_harm() throws IOException {
            String id = idOf(post("daemon", "/v1/questions", "{'prompt':'Which?'}"));
            for (int i = 0; i < 20; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port())) {
                    String request = "GET /v1/questions/" + id
                            + "?wait=60s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + hub.key("daemon")
                            + "\r\n\r\n";
                    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                }
            }

            post("user", "/v1/questions/" + id + "/answer", "{'value':'x'}").expect(200);
            get("daemon", "/v1/questions/" + id + "?wait=60s").expect(200);
        }

        @Test
        void a_stale_version_is_refused_with_the_present_one() {
            String id = idOf(post("daemon", "/v1/questions", "{'prompt':'Which?'}"));
            post("user", "/v1/questions/" + id + "/answer", "{'value':'x'}");

            Reply refused = hub.post("daemon", "/v1/questions/" + id + "/cancel", "{}", "If-Match", "\"1\"")
                    .expect(409);

            assertThat(refused.json().path("code").textValue()).isEqualTo("version_conflict");
            assertThat(refused.json().path("current").path("version").intValue())
                    .isEqualTo(2);
        }
    }

    @Nested
    class Keys {
        @Test
        void a_key_opens_until_it_is_revoked() {
            JsonNode key = post("admin", "/v1/keys", "{'name':'ci','role':'daemon'}")
                    .expect(201)
                    .json();
            String listed = get("admin", "/v1/keys").expect(200).text();
            assertThat(listed).contains(key.path("id").textValue()).doesNotContain("secret", "sha256");
            String secret = key.path("secret").textValue();
            Eventually.assertThat(() -> assertThat(whoami(secret)).isEqualTo(200));

            hub.delete("admin", "/v1/keys/" + key.path("id").textValue()).expect(200);

            Eventually.assertThat(() -> assertThat(whoami(secret)).isEqualTo(401));
        }

        @Test
        void nobody_but_an_admin_sees_keys_or_their_events() {
            for (String role : new String[] {"daemon", "bot", "user", "viewer"}) {
                get(role, "/v1/keys").expect(403);
                post(role, "/v1/keys", "{'name':'x','role':'admin'}").expect(403);
            }
        }

        private int whoami(String secret) {
            return TestHub.send(hub.request(TestHub.NOBODY, "/v1/whoami", "Authorization", "Bearer " + secret)
                            .GET()
                            .build())
                    .status();
        }
    }

    private Reply get(String role, String path) {
        return hub.get(role, path);
    }

    private Reply post(String role, String path, String json) {
        return hub.post(role, path, json.replace('\'', '"'));
    }

    private java.util.List<String> titles(String path) {
        return get("viewer", path).expect(200).json().path("items").findValuesAsText("title");
    }

    private static String idOf(Reply created) {
        return created.json().path("id").textValue();
    }
}
