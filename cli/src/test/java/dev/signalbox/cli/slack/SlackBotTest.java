package dev.signalbox.cli.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bot of Slack between a real hub and the stand-in of Slack: cards, presses, fields, commands. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SlackBotTest {
    private static TestHub hub;
    private static SlackStandIn slack;
    private static BotRun run;

    @BeforeAll
    static void start(@TempDir Path folder) {
        hub = TestHub.start(folder.resolve("data"), Clock.systemUTC());
        slack = new SlackStandIn();
        run = BotRun.start(hub, slack, folder.resolve("bot.db"));
    }

    @AfterAll
    static void stop() {
        run.close();
        slack.close();
        hub.close();
    }

    private static String ask(Object question) {
        return hub.post("daemon", "/v1/questions", question)
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    private static JsonNode question(String id) {
        return hub.get("viewer", "/v1/questions/" + id).expect(200).json();
    }

    private static JsonNode answered(String id) {
        Eventually.until(
                "it is answered", () -> question(id).path("state").asText().equals("answered"));
        return question(id).path("answer");
    }

    @Test
    void a_press_answers_on_behalf_of_the_person_and_the_card_says_so() {
        String id = ask(Map.of("prompt", "Ship the release?", "kind", "approval"));
        JsonNode card = slack.card("Ship the release?");

        slack.sent("interactive", slack.press(card, "answer:0", "UJANE"));

        JsonNode answer = answered(id);
        assertThat(answer.path("value").asText()).isEqualTo("approve");
        assertThat(answer.path("onBehalfOf").asText()).isEqualTo("slack:UJANE Jane");
        assertThat(answer.path("via").asText()).isEqualTo("slack");
        JsonNode shown = slack.shows(card.path("ts").asText(), "`approve` answered *Jane* through slack");
        assertThat(shown.path("blocks").findValuesAsText("type")).doesNotContain("actions");
    }

    @Test
    void what_is_answered_elsewhere_changes_the_card_and_a_late_press_is_told_who_was_first() {
        String id = ask(Map.of("prompt", "Which lane?", "options", List.of("left", "right")));
        JsonNode card = slack.card("Which lane?");

        hub.post("user", "/v1/questions/" + id + "/answer", Map.of("value", "right"))
                .expect(200);
        slack.shows(card.path("ts").asText(), "`right` answered");
        slack.sent("interactive", slack.press(card, "answer:0", "URAVI"));

        JsonNode told = slack.whisper("Too late: `right` answered");
        assertThat(told.path("user").asText()).isEqualTo("URAVI");
        assertThat(question(id).at("/answer/value").asText()).isEqualTo("right");
    }

    @Test
    void whoever_is_not_mapped_is_told_so_and_changes_nothing() {
        String id = ask(Map.of("prompt", "May a stranger?", "kind", "approval"));

        slack.sent("interactive", slack.press(slack.card("May a stranger?"), "answer:0", "UEVE"));

        assertThat(slack.whisper("`--people UEVE=NAME`").path("user").asText()).isEqualTo("UEVE");
        assertThat(question(id).path("state").asText()).isEqualTo("pending");
    }

    @Test
    void a_text_is_typed_into_a_field() {
        String id = ask(Map.of("prompt", "What shall we call it?"));
        JsonNode card = slack.card("What shall we call it?");

        slack.sent("interactive", slack.press(card, "write", "UJANE"));
        Eventually.until("the field is open", () -> slack.views.stream()
                .anyMatch(v -> v.toString().contains("call it")));
        JsonNode view = slack.views.stream()
                .filter(each -> each.toString().contains("call it"))
                .findFirst()
                .orElseThrow();
        slack.sent("interactive", slack.submit(view, "Otter & co <3", "UJANE"));

        assertThat(answered(id).path("value").asText()).isEqualTo("Otter & co <3");
        assertThat(answered(id).path("seenAt").asText()).isNotEmpty();
        slack.shows(card.path("ts").asText(), "`Otter &amp; co &lt;3` answered *Jane*");
    }

    @Test
    void many_options_are_a_select() {
        List<String> options = IntStream.range(0, 20)
                .mapToObj(i -> i + " " + "long ".repeat(35))
                .toList();
        String id = ask(Map.of("prompt", "Which of twenty?", "options", options));
        JsonNode card = slack.card("Which of twenty?");

        slack.sent("interactive", slack.choose(card, 19, "UJANE"));

        assertThat(answered(id).path("value").asText()).isEqualTo(options.get(19));
    }

    @Test
    void an_envelope_that_comes_again_counts_once_and_is_acknowledged_again() {
        String id = ask(Map.of("prompt", "Once only?", "kind", "approval"));
        ObjectNode press = slack.press(slack.card("Once only?"), "answer:1", "UJANE");

        String envelope = slack.sent("interactive", press);
        slack.send(envelope, "interactive", press);
        Eventually.until(
                "it is acknowledged twice",
                () -> slack.acknowledged.stream().filter(envelope::equals).count() == 2);

        assertThat(answered(id).path("value").asText()).isEqualTo("decline");
        assertThat(hub.get("viewer", "/v1/tables/slack_interactions/rows?limit=500")
                        .text()
                        .split(envelope + "\"", -1))
                .as("the row stands once: as key and as id of the row")
                .hasSize(3);
    }

    @Test
    void what_people_do_is_written_to_the_table_without_what_opens_doors() {
        ask(Map.of("prompt", "Written down?", "kind", "approval"));
        String envelope = slack.sent("interactive", slack.press(slack.card("Written down?"), "answer:0", "UJANE"));

        Eventually.until(
                "the row is there",
                () -> hub.get("user", "/v1/tables/slack_interactions/rows/" + envelope)
                                .status()
                        == 200);
        JsonNode row = hub.get("user", "/v1/tables/slack_interactions/rows/" + envelope)
                .json()
                .path("row");
        assertThat(row.at("/actions/0/action_id").asText()).isEqualTo("answer:0");
        assertThat(row.toString()).doesNotContain("canary", "trigger_id", "response_url");
    }

    @Test
    void the_command_tells_asks_and_shows_the_roadmap() {
        ask(Map.of("prompt", "Waits in the inbox?", "kind", "approval"));
        slack.card("Waits in the inbox?");
        hub.post("user", "/v1/roadmap", Map.of("key", "Milestone", "title", "Cards <in> Slack"))
                .expect(201);

        slack.sent("slash_commands", slack.slash("inbox", "UJANE"));
        slack.sent("slash_commands", slack.slash("roadmap", "UJANE"));
        slack.sent("slash_commands", slack.slash("dance", "UJANE"));
        slack.sent("slash_commands", slack.slash("inbox", "UEVE"));
        slack.sent("slash_commands", slack.slash("ask Tea &amp; cake? | yes | no", "UJANE"));

        responded("Waits in the inbox?");
        responded("*Milestone* Cards &lt;in&gt; Slack – planned");
        responded("`/signalbox ask WORDS`");
        responded("You are not among the people");
        responded("Asked: *Tea &amp; cake?*");
        JsonNode card = slack.card("Tea &amp; cake?");
        assertThat(card.path("blocks").findValuesAsText("action_id")).containsExactly("answer:0", "answer:1");
    }

    private static void responded(String text) {
        Eventually.until("the command says " + text, () -> slack.responses.stream()
                .anyMatch(each -> each.toString().contains(text)));
        assertThat(slack.responses.stream().filter(each -> each.toString().contains(text)))
                .allMatch(each -> each.path("response_type").asText().equals("ephemeral"));
    }

    @Test
    void hostile_words_ping_nobody_and_link_nowhere() {
        ask(Map.of(
                "prompt",
                "<!channel> *bold* <https://evil.example|pay>",
                "body",
                "# Hi <!here>\n- **one** `<@U1>` [bank](https://evil.example)\n```\n<!everyone> & so\n```",
                "options",
                List.of("<!here>", "*_~")));

        JsonNode card = slack.card("https://evil.example|pay");

        String blocks = card.path("blocks").toString();
        assertThat(blocks)
                .contains(
                        "&lt;!channel&gt;", "*Hi &lt;!here&gt;*", "• *one* `&lt;@U1&gt;` bank (https://evil.example)");
        assertThat(card.path("text").asText() + card.path("blocks").findValuesAsText("text"))
                .doesNotContain("<!here", "<!channel", "<!everyone", "<@", "<http");
    }

    @Test
    void the_longest_question_fits_and_says_where_the_rest_is() {
        String prompt = "P&".repeat(250);
        String body = "& ".repeat(8_000);
        List<Map<String, String>> options = IntStream.range(0, 20)
                .mapToObj(i ->
                        Map.of("value", "v" + i, "label", i + "&".repeat(190), "description", "d" + "<".repeat(1_500)))
                .toList();
        String id = ask(Map.of("prompt", prompt, "body", body, "options", options));

        JsonNode card = slack.card("signalbox show " + id);

        assertThat(BlockRules.broken(card.path("blocks"), 50)).isEmpty();
        assertThat(card.path("text").asText()).doesNotContain("signalbox show");
    }

    @Test
    void notifications_of_a_priority_are_posted_and_say_when_they_are_settled() {
        hub.post("daemon", "/v1/notifications", Map.of("title", "Only a whisper", "priority", 3))
                .expect(201);
        String id = hub.post("daemon", "/v1/notifications", Map.of("title", "The disk is full", "priority", 5))
                .expect(201)
                .json()
                .path("id")
                .asText();
        JsonNode card = slack.card("The disk is full");

        hub.post("user", "/v1/notifications/" + id + "/resolve", Json.object()).expect(200);

        slack.shows(card.path("ts").asText(), "resolved by user");
        assertThat(slack.messages()).noneMatch(each -> SlackStandIn.says(each, "Only a whisper"));
    }

    @Test
    void progress_on_a_question_goes_to_the_thread_of_its_card() {
        String id = ask(Map.of("prompt", "Go on with it?", "kind", "approval"));
        JsonNode card = slack.card("Go on with it?");

        hub.post(
                        "daemon",
                        "/v1/notifications",
                        Map.of("title", "Half way", "priority", 1, "data", Map.of("question", id)))
                .expect(201);

        assertThat(slack.card("Half way").path("thread_ts").asText())
                .isEqualTo(card.path("ts").asText());
    }
}
