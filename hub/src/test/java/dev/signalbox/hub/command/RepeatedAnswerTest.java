package dev.signalbox.hub.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Ids;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Repeating a command gives its first answer: status, body, version and position, whatever happened since. */
class RepeatedAnswerTest {
    private static final String TABLES = """
            tables:
              jobs: {change: merge, writers: [user], readers: [user], why: "A test."}
            """;

    private static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path data) {
        hub = TestHub.start(data);
        hub.send("admin", "PUT", "/v1/ownership", Map.of("file", TABLES)).expect(200);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void of_a_post_under_a_dedup_key_which_writes_two_events() {
        Map<String, Object> wish = Map.of("title", "disk full", "dedupKey", "disk");

        List<Object> first = answer("/v1/notifications", wish, "\"first\"");
        List<Object> counted = answer("/v1/notifications", wish, "second");

        assertThat(answer("/v1/notifications", wish, "\"first\"")).isEqualTo(first);
        assertThat(answer("/v1/notifications", wish, "second")).isEqualTo(counted);
    }

    @Test
    void of_every_change_of_a_notification() {
        String path = "/v1/notifications/" + Ids.next();
        Map<String, Object> wish = Map.of("id", path.substring("/v1/notifications/".length()), "title", "done?");

        List<Object> posted = answer("/v1/notifications", wish, Ids.next());
        List<Object> acknowledged = answer(path + "/acknowledge", Map.of(), "seen");
        List<Object> resolved = answer(path + "/resolve", Map.of("comment", "yes"), "settled");

        assertThat(answer("/v1/notifications", wish, keyOf(posted))).isEqualTo(posted);
        assertThat(answer(path + "/acknowledge", Map.of(), "seen")).isEqualTo(acknowledged);
        assertThat(answer(path + "/resolve", Map.of("comment", "yes"), "settled"))
                .isEqualTo(resolved);
    }

    @Test
    void is_not_mistaken_for_that_of_a_command_whose_id_looks_like_a_further_event() {
        List<Object> first = answer("/v1/notifications", Map.of("title", "one"), "lookalike");
        answer("/v1/notifications", Map.of("title", "another"), "lookalike/2");

        assertThat(answer("/v1/notifications", Map.of("title", "one"), "lookalike"))
                .isEqualTo(first);
    }

    @Test
    void of_a_delete_that_found_nothing_does_not_delete_what_was_made_since() {
        String row = "/v1/tables/jobs/rows/a";
        hub.send("user", "PUT", row, Map.of("state", "running")).expect(201);
        hub.delete("user", row).expect(200);
        List<Object> found = sent("DELETE", row, Map.of(), "gone");
        hub.send("user", "PUT", row, Map.of("state", "done")).expect(200);

        assertThat(sent("DELETE", row, Map.of(), "gone")).isEqualTo(found);
        assertThat(hub.get("user", row).json().path("row").path("state").textValue())
                .isEqualTo("done");
    }

    @Test
    void of_a_put_or_patch_that_found_what_it_wished_does_not_bring_that_back() {
        String row = "/v1/tables/jobs/rows/b";
        hub.send("user", "PUT", row, Map.of("state", "running")).expect(201);
        List<Object> put = sent("PUT", row, Map.of("state", "running"), "put");
        List<Object> patched = sent("PATCH", row, Map.of("state", "running"), "patch");
        hub.send("user", "PUT", row, Map.of("state", "done")).expect(200);

        assertThat(sent("PUT", row, Map.of("state", "running"), "put")).isEqualTo(put);
        assertThat(sent("PATCH", row, Map.of("state", "running"), "patch")).isEqualTo(patched);
        assertThat(hub.get("user", row).json().path("row").path("state").textValue())
                .isEqualTo("done");
    }

    @Test
    void of_an_acknowledgement_that_came_second_shows_the_notification_as_it_was() {
        String path = "/v1/notifications/" + Ids.next();
        answer(
                "/v1/notifications",
                Map.of("id", path.substring("/v1/notifications/".length()), "title", "seen?"),
                Ids.next());
        answer(path + "/acknowledge", Map.of(), Ids.next());
        List<Object> second = answer(path + "/acknowledge", Map.of(), "second-look");
        answer(path + "/resolve", Map.of(), Ids.next());

        assertThat(answer(path + "/acknowledge", Map.of(), "second-look")).isEqualTo(second);
    }

    @Test
    void of_a_matrix_that_was_in_force_already_does_not_bring_it_back() {
        List<Object> again = applied("matrix-again");
        hub.send("admin", "PUT", "/v1/ownership", Map.of("file", TABLES + "\n# another"))
                .expect(200);

        assertThat(applied("matrix-again")).isEqualTo(again);
        assertThat(hub.get("admin", "/v1/ownership").header("ETag")).contains("\"2\"");
    }

    /** All that a caller can see of an answer, and last the key under which it was asked. */
    private static List<Object> answer(String path, Map<String, Object> body, String key) {
        return sent("POST", path, body, key);
    }

    private static List<Object> applied(String key) {
        return shown(hub.send("admin", "PUT", "/v1/ownership", Map.of("file", TABLES), "Idempotency-Key", key), key);
    }

    private static List<Object> sent(String method, String path, Map<String, Object> body, String key) {
        return shown(hub.send("user", method, path, body, "Idempotency-Key", key), key);
    }

    private static List<Object> shown(TestHub.Reply reply, String key) {
        assertThat(reply.status()).as(reply.toString()).isBetween(200, 201);
        return List.of(
                reply.status(),
                reply.json(),
                reply.header("Signalbox-Position"),
                reply.header("ETag"),
                reply.header("Location"),
                key);
    }

    private static String keyOf(List<Object> answer) {
        return (String) answer.get(answer.size() - 1);
    }
}
