package dev.signalbox.cli.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.UnmodifiedPrograms;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Slack's own libraries judge the stand-in, and the cards of the bot by the rules that they hold messages to. They run
 * where {@code .ci/slack-clients} has installed them, or where the folder is that {@code SIGNALBOX_TEST_SLACK} names,
 * and else say that they did not.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SlackClientsTest {
    private static final Path CLIENTS = UnmodifiedPrograms.installed("SIGNALBOX_TEST_SLACK", "slack-clients");
    private static final Path PYTHON = CLIENTS.resolve("python/bin/python");
    private static final Path JARS = CLIENTS.resolve("java/jars");
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final String HOW = ".ci/slack-clients installs Slack's SDKs for Python and Java";

    @TempDir
    static Path folder;

    private static SlackStandIn slack;
    private static UnmodifiedPrograms programs;

    @BeforeAll
    static void cards_are_in_the_channel() {
        slack = new SlackStandIn();
        programs = new UnmodifiedPrograms(folder, Map.of());
        try (TestHub hub = TestHub.start(folder.resolve("data"), Clock.systemUTC());
                BotRun run = BotRun.start(hub, slack, folder.resolve("bot.db"))) {
            List<Object> questions = List.of(
                    Map.of("prompt", "Approve <it>?", "kind", "approval", "body", "# A\n- **b**"),
                    Map.of("prompt", "Write?", "body", "& ".repeat(8_000)),
                    Map.of(
                            "prompt",
                            "Choose?",
                            "options",
                            IntStream.range(0, 20)
                                    .mapToObj(i -> i + " " + "&".repeat(190))
                                    .toList()));
            questions.forEach(each -> hub.post("daemon", "/v1/questions", each).expect(201));
            hub.post("daemon", "/v1/notifications", Map.of("title", "Loud", "priority", 5))
                    .expect(201);
            for (String text : List.of("Approve &lt;it&gt;?", "Write?", "Choose?", "Loud")) slack.card(text);
            assertThat(run.warnings).isEmpty();
        }
        Eventually.until("the bot's socket is closed", slack.sockets::isEmpty);
    }

    @AfterAll
    static void close() {
        slack.close();
    }

    @Test
    void the_one_for_Python_finds_Slack_and_valid_cards() {
        UnmodifiedPrograms.require(PYTHON, HOW);

        judged("/slack/slack-judge.py", PYTHON.toString());
    }

    @Test
    void the_one_for_Java_finds_Slack_and_valid_cards() {
        UnmodifiedPrograms.require(JARS, HOW);

        judged("/slack/SlackJudge.java", JAVA.toString(), "-cp", JARS + "/*");
    }

    private static void judged(String judge, String... command) {
        slack.limit("chat.delete", 1);
        int before = slack.opened.get();
        CompletableFuture<String> running = CompletableFuture.supplyAsync(() -> said(judge, command));
        JsonNode press = slack.press(slack.card("Approve &lt;it&gt;?"), "answer:0", "UJANE");
        Eventually.until("it opened a socket, or ended", () -> slack.opened.get() > before || running.isDone());
        if (!running.isDone()) {
            slack.sent("interactive", press);
            int now = slack.opened.get();
            slack.disconnect("refresh_requested");
            Eventually.until("it opened another", () -> slack.opened.get() > now || running.isDone());
            slack.sent("interactive", press);
        }

        assertThat(UnmodifiedPrograms.seen(running.join()))
                .hasToString("{\"user\":\"signalbox\",\"updated\":true,\"found\":true,\"buttons\":true,\"told\":true,"
                        + "\"tooLong\":\"invalid_blocks\",\"limited\":\"429/1\",\"deleted\":true,"
                        + "\"refused\":\"invalid_auth\",\"heard\":true}");
    }

    private static String said(String judge, String... command) {
        try {
            String[] whole = new String[command.length + 5];
            System.arraycopy(command, 0, whole, 0, command.length);
            int at = command.length;
            whole[at] = programs.copied(judge).toString();
            whole[at + 1] = slack.api().toString();
            whole[at + 2] = SlackStandIn.APP_TOKEN;
            whole[at + 3] = SlackStandIn.BOT_TOKEN;
            whole[at + 4] = SlackStandIn.CHANNEL;
            return programs.run(folder, whole);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
