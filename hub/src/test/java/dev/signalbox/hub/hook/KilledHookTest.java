package dev.signalbox.hub.hook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that is killed between the question of a hook and its answer. */
class KilledHookTest {
    @TempDir
    Path data;

    @Test
    void the_same_call_finds_its_question_and_its_answer_and_another_one_does_not() {
        HubProcess.Launch launch = HubProcess.Launch.on(data, null);
        ObjectNode event = HookFixtures.read("claude-code/PreToolUse");
        String key;
        JsonNode question;
        try (HubProcess hub = launch.start()) {
            key = hub.adminKey();
            CompletableFuture<Reply> cut =
                    CompletableFuture.supplyAsync(() -> post(hub, key, "/v1/hooks/claude-code", event));
            Eventually.until("it is asked", () -> !open(hub, key).isEmpty());
            question = open(hub, key).path(0);
            hub.kill();
            assertThat(cut).failsWithin(Duration.ofMinutes(1)).withThrowableOfType(Exception.class);
        }

        try (HubProcess hub = launch.start()) {
            assertThat(open(hub, key).path(0).path("id")).isEqualTo(question.path("id"));
            post(hub, key, "/v1/questions/" + question.path("id").asText() + "/answer", Map.of("value", "approve"))
                    .expect(200);

            assertThat(decision(post(hub, key, "/v1/hooks/claude-code", event))).isEqualTo("allow");
            ObjectNode later = event.deepCopy().put("tool_use_id", "toolu_later");
            assertThat(decision(post(hub, key, "/v1/hooks/claude-code?wait=10ms", later)))
                    .isEqualTo("ask");
        }
    }

    private static String decision(Reply reply) {
        return reply.expect(200)
                .json()
                .at("/hookSpecificOutput/permissionDecision")
                .asText();
    }

    private static JsonNode open(HubProcess hub, String key) {
        return TestHub.send(request(hub, key, "/v1/questions").GET().build())
                .expect(200)
                .json()
                .path("items");
    }

    private static Reply post(HubProcess hub, String key, String path, Object body) {
        return TestHub.send(request(hub, key, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.writeText(body)))
                .build());
    }

    private static HttpRequest.Builder request(HubProcess hub, String key, String path) {
        return HttpRequest.newBuilder(URI.create(hub.url() + path)).header("Authorization", "Bearer " + key);
    }
}
