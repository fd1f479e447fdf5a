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
    private static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path data) {
        hub = TestHub.start(data);
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

    /** All that a caller can see of an answer, and last the key under which it was asked. */
    private static List<Object> answer(String path, Map<String, Object> body, String key) {
        TestHub.Reply reply = hub.post("user", path, body, "Idempotency-Key", key);
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
