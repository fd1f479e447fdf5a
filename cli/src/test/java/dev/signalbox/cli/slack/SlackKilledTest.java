package dev.signalbox.cli.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.TestHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code signalbox slack} as a process that is killed where it hurts. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SlackKilledTest {
    @TempDir
    Path folder;

    @Test
    void killed_between_a_post_and_its_record_it_doubles_nothing_and_a_press_that_was_acknowledged_counts()
            throws Exception {
        try (TestHub hub = TestHub.start(folder.resolve("data"), Clock.systemUTC());
                SlackStandIn slack = new SlackStandIn()) {
            String id = hub.post("daemon", "/v1/questions", Map.of("prompt", "Killed?", "kind", "approval"))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            slack.mutePost();
            Process first = bot(hub, slack);
            JsonNode card = slack.card("Killed?");
            slack.sent("interactive", slack.press(card, "answer:0", "UJANE"));
            first.destroyForcibly().waitFor();

            Process second = bot(hub, slack);
            slack.shows(card.path("ts").asText(), "`approve` answered *Jane*");
            second.destroyForcibly().waitFor();

            assertThat(slack.messages()).hasSize(1);
            assertThat(hub.get("viewer", "/v1/questions/" + id)
                            .json()
                            .at("/answer/onBehalfOf")
                            .asText())
                    .isEqualTo("slack:UJANE Jane");
            assertThat(Files.readString(folder.resolve("said"))).doesNotContain("canary");
        }
    }

    private Process bot(TestHub hub, SlackStandIn slack) throws IOException {
        List<String> command = HubProcess.java(
                List.of(),
                "dev.signalbox.cli.SignalboxCli",
                "slack",
                "--channel",
                SlackStandIn.CHANNEL,
                "--people",
                "UJANE=Jane",
                "--store",
                folder.resolve("bot.db").toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("said").toFile()));
        builder.environment().put("SIGNALBOX_URL", hub.url().toString());
        builder.environment().put("SIGNALBOX_KEY", hub.key("bot"));
        builder.environment().put("SLACK_API_URL", slack.api().toString());
        builder.environment().put("SLACK_APP_TOKEN", SlackStandIn.APP_TOKEN);
        builder.environment().put("SLACK_BOT_TOKEN", SlackStandIn.BOT_TOKEN);
        Process process = builder.start();
        int before = slack.opened.get();
        Eventually.until("it has a socket", () -> slack.opened.get() > before || !process.isAlive());
        assertThat(process.isAlive())
                .as(Files.readString(folder.resolve("said")))
                .isTrue();
        return process;
    }
}
