package dev.signalbox.cli.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Ids;
import io.vertx.core.http.ServerWebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What breaks between the bot and Slack, or the bot and the hub, and what becomes of cards and presses then. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SlackTroubleTest {
    private static TestHub hub;

    private SlackStandIn slack;

    @TempDir
    Path folder;

    @BeforeAll
    static void start(@TempDir Path data) {
        hub = TestHub.start(data, Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @BeforeEach
    void open() {
        slack = new SlackStandIn();
    }

    /** What is left open would be a card of the next test's bot. */
    @AfterEach
    void close() {
        slack.close();
        hub.get("user", "/v1/questions?state=pending&limit=500")
                .json()
                .path("items")
                .forEach(each -> hub.post(
                        "user", "/v1/questions/" + each.path("id").asText() + "/answer", Map.of("value", "approve")));
    }

    private static String ask(String prompt) {
        return hub.post("daemon", "/v1/questions", Map.of("prompt", prompt, "kind", "approval"))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private static String state(String id) {
        return hub.get("viewer", "/v1/questions/" + id)
                .expect(200)
                .json()
                .path("state")
                .asText();
    }

    private BotRun run() {
        return BotRun.start(hub, slack, folder.resolve("bot.db"));
    }

    @Test
    void a_press_amid_a_refresh_is_acknowledged_over_the_socket_that_it_came_on() {
        try (BotRun run = run()) {
            String id = ask("Amid a refresh?");
            JsonNode card = slack.card("Amid a refresh?");
            ServerWebSocket old = slack.disconnect("refresh_requested");
            Eventually.until("the next socket is open beside it", () -> slack.opened.get() == 2);
            String envelope = Ids.next();
            SlackStandIn.send(old, envelope, "interactive", slack.press(card, "answer:0", "UJANE"));

            Eventually.until("it is acknowledged", () -> slack.acknowledged.contains(envelope));
            assertThat(slack.acknowledgedOver.get(envelope)).isSameAs(old);
            Eventually.until("it counts", () -> state(id).equals("answered"));
            assertThat(slack.sockets).hasSize(2);
            assertThat(run.warnings).isEmpty();
        }
    }

    @Test
    void sockets_that_do_not_last_are_opened_ever_less_often() {
        SocketPace slow = new SocketPace(
                Duration.ofSeconds(15),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                Duration.ofSeconds(20),
                Duration.ofHours(1),
                Duration.ofHours(1));
        try (BotRun run = BotRun.start(hub, slack, folder.resolve("bot.db"), slow)) {
            slack.disconnect("warning");
            ask("Still served?");
            JsonNode card = slack.card("Still served?");
            slack.sent("interactive", slack.press(card, "answer:0", "UJANE"));
            slack.shows(card.path("ts").asText(), "answered *Jane*");

            assertThat(slack.opened).hasValue(1);
            assertThat(run.bot.ended()).isNotDone();
        }
    }

    @Test
    void a_socket_that_is_cut_or_silent_is_opened_anew() {
        SocketPace jumpy = new SocketPace(
                Duration.ofSeconds(15),
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ofMillis(1),
                Duration.ofSeconds(20),
                Duration.ofMillis(1),
                Duration.ofMillis(50));
        try (BotRun cut = run()) {
            Eventually.until("a socket is open", () -> !slack.sockets.isEmpty());
            slack.sockets.get(0).close();
            Eventually.until("another is open", () -> slack.opened.get() == 2);
            assertThat(cut.bot.ended()).isNotDone();
        }
        try (BotRun silent = BotRun.start(hub, slack, folder.resolve("silent.db"), jumpy)) {
            Eventually.until("the silent ones were given up", () -> slack.opened.get() > 4);
            assertThat(silent.bot.ended()).isNotDone();
        }
    }

    @Test
    void when_Socket_Mode_is_switched_off_the_bot_ends_and_opens_no_other_socket() {
        try (BotRun run = run()) {
            slack.disconnect("link_disabled");

            assertThatThrownBy(() -> run.bot.ended().join())
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(Failure.class)
                    .hasMessageContaining("Socket Mode of the Slack app was switched off");
            assertThat(slack.opened).hasValue(1);
        }
    }

    @Test
    void a_rate_is_kept_to_for_the_method_that_it_is_of() {
        slack.limit("chat.postMessage", 2);
        String id = ask("Slowly?");
        try (BotRun run = run()) {
            slack.sent("slash_commands", slack.slash("inbox", "UJANE"));
            Eventually.until("other methods go on", () -> !slack.responses.isEmpty());
            slack.card("Slowly?");

            List<String> posted = slack.calls.stream()
                    .filter(call -> call.method().equals("chat.postMessage"))
                    .map(call -> call.arguments().get("text"))
                    .toList();
            assertThat(posted.stream().filter(posted.get(0)::equals))
                    .as("whatever came first was told to wait, and let in when it came again")
                    .hasSize(2);
            assertThat(state(id)).isEqualTo("pending");
            assertThat(run.warnings).isEmpty();
        }
    }

    @Test
    void a_card_that_somebody_took_away_is_posted_anew_while_it_waits_and_forgotten_when_it_is_over() {
        String over = ask("Over?");
        try (BotRun run = run()) {
            hub.post("daemon", "/v1/notifications", Map.of("title", "Burning", "priority", 5, "dedupKey", "fire"))
                    .expect(201);
            slack.delete(slack.card("Burning").path("ts").asText());
            slack.delete(slack.card("Over?").path("ts").asText());

            hub.post("daemon", "/v1/notifications", Map.of("title", "Burning more", "priority", 5, "dedupKey", "fire"));
            hub.post("user", "/v1/questions/" + over + "/answer", Map.of("value", "approve"))
                    .expect(200);

            slack.card("Burning more");
            Eventually.until("it was tried", () -> slack.calls.stream()
                    .filter(call -> call.method().equals("chat.update"))
                    .anyMatch(call -> call.arguments().get("text").contains("Over?")));
            ask("A later one?");
            slack.card("A later one?");
            assertThat(slack.messages()).noneMatch(each -> SlackStandIn.says(each, "Over?"));
            assertThat(run.bot.ended()).isNotDone();
        }
    }

    @Test
    void a_channel_that_is_archived_is_told_of_once_and_its_cards_wait() {
        slack.archive(true);
        ask("Into the archive?");
        try (BotRun run = run()) {
            assertThat(run.warned("is_archived")).contains("they wait", "Unarchive it");
            Eventually.until("people are told by the hub", () -> hub.get("user", "/v1/notifications?limit=500")
                    .text()
                    .contains("The channel C0CARDS of Slack takes no cards"));
        }
        slack.archive(false);
        try (BotRun again = run()) {
            again.box.local().update("UPDATE slack_card SET due_at = 0");
            slack.card("Into the archive?");
        }
    }

    @Test
    void a_token_that_is_revoked_ends_the_bot_with_words_and_nothing_is_lost() {
        String id = ask("With another token?");
        try (BotRun run = run()) {
            JsonNode card = slack.card("With another token?");
            slack.revoke(SlackStandIn.BOT_TOKEN);
            hub.post("user", "/v1/questions/" + id + "/answer", Map.of("value", "decline"))
                    .expect(200);

            assertThatThrownBy(() -> run.bot.ended().join())
                    .hasCauseInstanceOf(Failure.class)
                    .hasMessageContaining("token_revoked");
            assertThat(card.path("text").asText()).isEqualTo("With another token?");
        }
        JsonNode card = slack.card("With another token?");
        slack.restore(SlackStandIn.BOT_TOKEN);
        try (BotRun again = run()) {
            slack.shows(card.path("ts").asText(), "`decline` answered");
            assertThat(again.warnings).isEmpty();
        }
    }

    @Test
    void the_command_ends_with_1_and_names_neither_token_when_one_is_refused() {
        slack.revoke(SlackStandIn.APP_TOKEN);
        slack.revoke(SlackStandIn.BOT_TOKEN);
        TestShell shell = new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .with("SIGNALBOX_KEY", hub.key("bot"))
                .with("SLACK_API_URL", slack.api().toString())
                .with("SLACK_APP_TOKEN", SlackStandIn.APP_TOKEN)
                .with("SLACK_BOT_TOKEN", SlackStandIn.BOT_TOKEN);

        TestShell.Run run = shell.run("slack", "--channel", SlackStandIn.CHANNEL);

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("token_revoked", "Take new tokens").doesNotContain("canary");
        TestShell.Run wrongRole = shell.with("SIGNALBOX_KEY", hub.key("daemon")).run("slack", "--channel", "C012ABC34");
        assertThat(wrongRole.exitCode()).isEqualTo(1);
        assertThat(wrongRole.err())
                .contains("signalbox keys create slack --role bot")
                .doesNotContain("canary");
    }

    @Test
    void a_card_of_which_nobody_heard_is_found_and_not_posted_twice() {
        slack.mutePost();
        ask("Heard of?");
        try (BotRun run = run()) {
            Eventually.until("it is in the channel", () -> slack.messages().size() == 1);
        }
        try (BotRun again = run()) {
            JsonNode card = slack.card("Heard of?");
            slack.sent("interactive", slack.press(card, "answer:0", "UJANE"));
            slack.shows(card.path("ts").asText(), "answered *Jane*");
            assertThat(slack.messages()).hasSize(1);
            assertThat(again.warnings).isEmpty();
        }
    }

    @Test
    void a_bot_that_lost_its_store_takes_over_the_cards_that_are_there() {
        String id = ask("Without a store?");
        String over = ask("Answered meanwhile?");
        try (BotRun run = run()) {
            slack.card("Without a store?");
            slack.card("Answered meanwhile?");
            assertThat(run.warnings).isEmpty();
        }
        hub.post("user", "/v1/questions/" + over + "/answer", Map.of("value", "decline"))
                .expect(200);
        slack.twin(slack.card("Without a store?"));
        try (BotRun again = BotRun.start(hub, slack, folder.resolve("new.db"))) {
            assertThat(again.warned("second card")).contains("question/" + id);
            Eventually.until(
                    "the twin is gone",
                    () -> slack.messages().stream()
                                    .filter(each -> SlackStandIn.says(each, "Without a store?"))
                                    .count()
                            == 1);
            JsonNode card = slack.card("Without a store?");
            slack.shows(slack.card("Answered meanwhile?").path("ts").asText(), "`decline` answered");
            slack.sent("interactive", slack.press(card, "answer:0", "UJANE"));
            Eventually.until("it counts", () -> state(id).equals("answered"));
        }
    }

    @Test
    void a_press_while_the_hub_is_away_is_kept_and_the_person_is_told() {
        try (TestHub other = TestHub.start(folder.resolve("other"), Clock.systemUTC())) {
            try (BotRun run = BotRun.start(other, slack, folder.resolve("bot.db"))) {
                String id = other.post("daemon", "/v1/questions", Map.of("prompt", "Offline?", "kind", "approval"))
                        .expect(201)
                        .json()
                        .path("id")
                        .asText();
                String second = other.post("daemon", "/v1/questions", Map.of("prompt", "Late?", "kind", "approval"))
                        .expect(201)
                        .json()
                        .path("id")
                        .asText();
                JsonNode card = slack.card("Offline?");
                JsonNode late = slack.card("Late?");
                other.key("user");
                other.stop();
                slack.sent("interactive", slack.press(card, "answer:0", "UJANE"));
                assertThat(slack.whisper("The hub does not answer just now")
                                .path("user")
                                .asText())
                        .isEqualTo("UJANE");
                ObjectNode press = slack.press(late, "answer:0", "URAVI");
                other.open();
                other.post("user", "/v1/questions/" + second + "/answer", Map.of("value", "decline"))
                        .expect(200);
                slack.sent("interactive", press);

                slack.shows(card.path("ts").asText(), "answered *Jane*");
                assertThat(slack.whisper("Too late: `decline` answered")
                                .path("user")
                                .asText())
                        .isEqualTo("URAVI");
                assertThat(other.get("viewer", "/v1/questions/" + id)
                                .json()
                                .at("/answer/onBehalfOf")
                                .asText())
                        .isEqualTo("slack:UJANE Jane");
                assertThat(run.box.outbox().attention()).isEmpty();
            }
        }
    }

    @Test
    void words_that_Slack_does_not_take_are_shown_as_plain_text() {
        slack.refuse("chat.postMessage", "invalid_blocks");
        String id = ask("In other words?");
        try (BotRun run = run()) {
            assertThat(slack.card("In other words?").path("text").asText()).contains("`signalbox show " + id + "`");
            assertThat(run.warned("invalid_blocks")).contains("as plain text");
        }
    }

    @Test
    void a_press_on_what_has_changed_since_is_told_so() {
        String id = ask("Of which version?");
        try (BotRun run = run()) {
            ObjectNode press = slack.press(slack.card("Of which version?"), "answer:0", "UJANE");
            ((ObjectNode) press.at("/actions/0")).put("block_id", "q:" + id + ":0");
            slack.sent("interactive", press);

            slack.whisper("has changed since this card was shown");
            assertThat(state(id)).isEqualTo("pending");
            assertThat(run.warnings).isEmpty();
        }
    }

    @Test
    void a_history_that_is_another_makes_the_cards_anew_and_says_of_which_nothing_is_left() {
        ask("Of the old history?");
        String ts;
        try (BotRun run = run()) {
            ts = slack.card("Of the old history?").path("ts").asText();
            assertThat(run.warnings).isEmpty();
        }
        try (TestHub other = TestHub.start(folder.resolve("other"), Clock.systemUTC())) {
            other.post("daemon", "/v1/questions", Map.of("prompt", "Of the new history?", "kind", "approval"))
                    .expect(201);
            try (BotRun again = BotRun.start(other, slack, folder.resolve("bot.db"))) {
                slack.card("Of the new history?");
                slack.shows(ts, "not in the hub's history any more");
                assertThat(again.warnings).isEmpty();
            }
        }
    }

    @Test
    void no_secret_of_Slack_is_written_down() throws Exception {
        ask("Secretly?");
        try (BotRun run = run()) {
            JsonNode card = slack.card("Secretly?");
            slack.sent("interactive", slack.press(card, "answer:0", "UJANE"));
            slack.sent("slash_commands", slack.slash("help", "UJANE"));
            slack.shows(card.path("ts").asText(), "answered *Jane*");
            slack.refuse("chat.postEphemeral", "internal_error");
            slack.sockets.get(0).close();
            Eventually.until("another is open", () -> slack.opened.get() == 2);
            assertThat(run.warnings.toString()).doesNotContain("canary");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("canary-of-the", "verification-canary", "ticket=canary");
            }
        }
        assertThat(new SlackTokens("xapp-canary", "xoxb-canary").toString()).doesNotContain("canary");
    }
}
