package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.Refusals;
import dev.signalbox.client.Questions;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.HubUnreachable;
import dev.signalbox.client.thread.Waits;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code /signalbox inbox|ask|roadmap}: an answer that only whoever typed it sees. */
final class SlashCommands {
    private static final int LISTED_MAX = 10;
    private static final int LINE_CHARS_MAX = 250;
    private static final String HELP = """
            `/signalbox inbox` – the questions that wait, the oldest first
            `/signalbox ask WORDS` – asks everybody who may answer; `/signalbox ask WORDS | one | other` offers answers
            `/signalbox roadmap` – what is planned, and how far it is""";

    private final Signalbox box;
    private final Cards cards;
    private final People people;
    private final Wishes wishes;

    SlashCommands(Signalbox box, Cards cards, People people, Wishes wishes) {
        this.box = box;
        this.cards = cards;
        this.people = people;
        this.wishes = wishes;
    }

    /** What comes of a payload of {@code slash_commands}. */
    Desk.Outcome typed(JsonNode payload) {
        String member = payload.path("user_id").asText();
        if (people.onBehalfOf(member).isEmpty()) return say(payload, Clicks.stranger(member));
        String[] words = payload.path("text").asText("").strip().split("\\s+", 2);
        return switch (words[0]) {
            case "inbox" -> say(payload, inbox());
            case "ask" -> ask(payload, words.length == 2 ? words[1] : "");
            case "roadmap" -> say(payload, roadmap());
            default -> say(payload, HELP);
        };
    }

    private String inbox() {
        List<Card> open = cards.open(LISTED_MAX + 1);
        if (open.isEmpty()) return "No question waits.";
        String list = open.stream()
                .limit(LISTED_MAX)
                .map(card -> line(card.question()))
                .collect(Collectors.joining("\n"));
        return open.size() > LISTED_MAX ? list + "\n… and more: `signalbox inbox`" : list;
    }

    private static String line(Question question) {
        String answers = question.options().stream()
                .map(option -> Mrkdwn.code(option.value()))
                .collect(Collectors.joining(" "));
        String prompt = Mrkdwn.cut(Mrkdwn.escaped(question.prompt()).replaceAll("\\s+", " "), LINE_CHARS_MAX);
        return "• " + prompt + " – " + Mrkdwn.escaped(question.askedBy()) + ", " + Blocks.at(question.askedAt())
                + Mrkdwn.cut(answers.isEmpty() ? "" : " " + answers, LINE_CHARS_MAX);
    }

    private Desk.Outcome ask(JsonNode payload, String said) {
        String member = payload.path("user_id").asText();
        String person = people.onBehalfOf(member).orElseThrow();
        String[] parts = Arrays.stream(said.split("\\|", -1)).map(String::strip).toArray(String[]::new);
        if (parts[0].isEmpty()) return say(payload, "Ask what? `/signalbox ask Ship it? | yes | no`");
        String[] options = Arrays.copyOfRange(parts, 1, parts.length);
        Command command;
        try {
            command = Questions.command(plain(parts[0]), question -> {
                if (options.length > 0)
                    question.options(
                            Arrays.stream(options).map(SlashCommands::plain).toArray(String[]::new));
                question.data(Map.of("askedFor", person));
            });
        } catch (InvalidInput wrong) {
            return say(payload, "That cannot be asked: " + Mrkdwn.escaped(wrong.detail()));
        }
        return tx -> {
            wishes.send(tx, command, new Wishes.Place(payload.path("channel_id").asText(), member, null));
            say(payload, "Asked: " + Mrkdwn.bold(plain(parts[0])) + ". The card is in the bot's channel.")
                    .in(tx);
        };
    }

    private String roadmap() {
        try {
            Page<RoadmapItem> page = Waits.join(box.hub().roadmap(Map.of("limit", Integer.toString(LISTED_MAX))));
            if (page.items().isEmpty()) return "The roadmap is empty.";
            return page.items().stream().map(SlashCommands::line).collect(Collectors.joining("\n"));
        } catch (HubUnreachable away) {
            return "The hub does not answer just now; ask again later.";
        } catch (HubRefused refused) {
            return "The hub did not tell: " + Mrkdwn.escaped(Refusals.inWords(refused.problem()));
        }
    }

    private static String line(RoadmapItem item) {
        String title = Mrkdwn.cut(Mrkdwn.escaped(item.title()).replaceAll("\\s+", " "), LINE_CHARS_MAX);
        return "• " + Mrkdwn.bold(item.key()) + " " + title + " – "
                + item.status().word().replace('_', ' ');
    }

    /** What Slack escaped in what somebody typed. */
    private static String plain(String typed) {
        return typed.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    private static Desk.Outcome say(JsonNode payload, String text) {
        return tx -> Cards.errand(
                tx, Errands.RESPOND, Map.of("url", payload.path("response_url").asText(), "text", text));
    }
}
