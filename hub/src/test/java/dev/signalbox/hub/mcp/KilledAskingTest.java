package dev.signalbox.hub.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.HubProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that is killed between the question and its answer. */
class KilledAskingTest {
    private static final Map<String, Object> ASKS = Map.of("prompt", "Ship it?", "kind", "approval", "wait", 0);

    @TempDir
    Path data;

    @Test
    void the_question_its_handle_and_the_form_that_a_client_shows_outlive_it() {
        HubProcess.Launch launch = HubProcess.Launch.on(data, null);
        String key;
        String handle;
        JsonNode shown;
        try (HubProcess hub = launch.start()) {
            key = hub.adminKey();
            handle = McpSpeaker.modern(hub.url(), key)
                    .call("ask", ASKS)
                    .path("handle")
                    .asText();
            shown = McpSpeaker.modern(hub.url(), key).withForms().result("ask", ASKS);
            hub.kill();
        }

        try (HubProcess hub = launch.start()) {
            McpSpeaker agent = McpSpeaker.modern(hub.url(), key);
            JsonNode told = agent.withForms()
                    .result(
                            "ask",
                            ASKS,
                            Map.of(
                                    "requestState", shown.path("requestState").asText(),
                                    "inputResponses",
                                            Map.of(
                                                    "answer",
                                                    Map.of(
                                                            "action",
                                                            "accept",
                                                            "content",
                                                            Map.of("answer", "approve")))));
            agent.call("answer", Map.of("handle", handle, "value", "decline"));

            assertThat(told.at("/structuredContent/answer").asText()).isEqualTo("approve");
            assertThat(agent.call("await_answer", Map.of("handle", handle))
                            .path("answer")
                            .asText())
                    .isEqualTo("decline");
        }
    }
}
