package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.client.local.Tx;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.AnswerQuestion;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.Question;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What comes of a press on a card: an answer on behalf of the person, under the version of the question that the card
 * showed; or a word to the person why not.
 */
final class Clicks {
    private static final String UNKNOWN =
            "This question is not among those that the bot knows any more. Look it up: `signalbox inbox --all`";

    private final Cards cards;
    private final SlackApi api;
    private final People people;
    private final Wishes wishes;

    Clicks(Cards cards, SlackApi api, People people, Wishes wishes) {
        this.cards = cards;
        this.api = api;
        this.people = people;
        this.wishes = wishes;
    }

    /**
     * Where and on what somebody pressed.
     *
     * @param channel of the card
     * @param message the card's ts; empty when it is not known
     */
    private record Press(
            QuestionCard.Pressed question,
            String member,
            String channel,
            String message,
            @Nullable Instant at) {}

    /** What comes of a payload of {@code interactive}. */
    Desk.Outcome pressed(JsonNode payload) {
        return switch (payload.path("type").asText()) {
            case "block_actions" -> action(payload);
            case "view_submission" -> submitted(payload);
            default -> Desk.Outcome.NONE;
        };
    }

    static String stranger(String member) {
        return "You are not among the people who may answer from here. Ask whoever runs the bot to add you: `--people "
                + Mrkdwn.escaped(member) + "=NAME`";
    }

    private Desk.Outcome action(JsonNode payload) {
        JsonNode action = payload.path("actions").path(0);
        Optional<QuestionCard.Pressed> question =
                QuestionCard.Pressed.of(action.path("block_id").asText());
        if (question.isEmpty()) return Desk.Outcome.NONE;
        Press press = new Press(
                question.get(),
                payload.at("/user/id").asText(),
                first(
                        payload.at("/channel/id").asText(""),
                        payload.at("/container/channel_id").asText("")),
                first(
                        payload.at("/container/message_ts").asText(""),
                        payload.at("/message/ts").asText("")),
                moment(action.path("action_ts").asText("")));
        String refusal = refusal(press);
        if (refusal != null) return tell(press, refusal);
        Question asked = card(press).question();
        if (action.path("action_id").asText().equals(QuestionCard.WRITE)) {
            return openField(press, asked, payload.path("trigger_id").asText());
        }
        String index = first(
                action.at("/selected_option/value").asText(""),
                action.path("value").asText(""));
        Optional<String> value = option(asked, index);
        return value.isEmpty() ? tell(press, UNKNOWN) : answer(press, value.get(), null);
    }

    private Desk.Outcome submitted(JsonNode payload) {
        JsonNode view = payload.path("view");
        if (!view.path("callback_id").asText().equals(QuestionCard.ANSWER)) return Desk.Outcome.NONE;
        JsonNode about = Json.readLenient(
                view.path("private_metadata").asText("{}").getBytes(StandardCharsets.UTF_8), JsonNode.class);
        Press press = new Press(
                new QuestionCard.Pressed(
                        about.path("id").asText(), about.path("version").asLong()),
                payload.at("/user/id").asText(),
                about.path("channel").asText(),
                about.path("message").asText(),
                null);
        String refusal = refusal(press);
        if (refusal != null) return tell(press, refusal);
        String text = view.at("/state/values/" + QuestionCard.WRITE + "/" + QuestionCard.ANSWER + "/value")
                .asText("");
        if (text.isBlank()) return tell(press, "An answer without words says nothing; press the button again.");
        return answer(press, text, moment(about.path("seen").asText("")));
    }

    /** Why nothing comes of it; null when something does. */
    private @Nullable String refusal(Press press) {
        if (people.onBehalfOf(press.member()).isEmpty()) return stranger(press.member());
        Optional<Card> card = cards.find(Card.ofQuestion(press.question().id()));
        if (card.isEmpty()) return UNKNOWN;
        Question asked = card.get().question();
        if (!card.get().open()) return Wishes.tooLate(QuestionCard.result(asked));
        boolean old = press.question().version() < card.get().version();
        return old ? "The question has changed since this card was shown; answer the newest one." : null;
    }

    private Desk.Outcome answer(Press press, String value, @Nullable Instant seenAt) {
        String person = people.onBehalfOf(press.member()).orElseThrow();
        Command command = new Command(
                Ids.next(),
                "question.answer",
                press.question().id(),
                press.question().version(),
                null,
                Json.tree(new AnswerQuestion(value, null, person, "slack", seenAt)));
        Card card = card(press);
        return tx -> {
            wishes.send(tx, command, new Wishes.Place(press.channel(), press.member(), null));
            keepOneMessage(tx, card, press);
        };
    }

    /** A press on another message than the one that is known: the other is a twin, and goes. */
    private static void keepOneMessage(Tx tx, Card card, Press press) {
        String known = card.ts();
        boolean twin = known != null && !press.message().isEmpty() && !known.equals(press.message());
        if (twin) Cards.errand(tx, "chat.delete", Map.of("channel", press.channel(), "ts", press.message()));
    }

    private Desk.Outcome openField(Press press, Question asked, String trigger) {
        ObjectNode about = Json.object()
                .put("id", press.question().id())
                .put("version", press.question().version())
                .put("channel", press.channel())
                .put("message", press.message());
        Instant seen = press.at();
        if (seen != null) about.put("seen", seen.toString());
        ObjectNode view = QuestionCard.modal(asked, Json.writeText(about));
        try {
            api.call("views.open", Map.of("trigger_id", trigger, "view", Json.writeText(view)));
            return Desk.Outcome.NONE;
        } catch (SlackRefused refused) {
            // A trigger is good for three seconds.
            if (refused.isOfTheToken()) throw refused;
        } catch (SlackBusy | SlackAway passing) {
            return tell(press, "The field did not open: " + passing.getMessage() + ". Press the button again.");
        }
        return tell(press, "The field did not open in time. Press the button again.");
    }

    private Card card(Press press) {
        return cards.find(Card.ofQuestion(press.question().id())).orElseThrow();
    }

    private static Desk.Outcome tell(Press press, String words) {
        return tx -> Cards.tell(tx, press.channel(), press.member(), null, words);
    }

    private static Optional<String> option(Question asked, String index) {
        if (!index.matches("\\d{1,3}")) return Optional.empty();
        List<String> values = Question.answersOf(asked.kind(), asked.options());
        int at = Integer.parseInt(index);
        return at < values.size() ? Optional.of(values.get(at)) : Optional.empty();
    }

    private static @Nullable Instant moment(String text) {
        if (text.matches("\\d{1,11}\\.\\d{1,6}"))
            return Instant.ofEpochSecond(Long.parseLong(text.replaceFirst("\\..*", "")));
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static String first(String one, String other) {
        return one.isEmpty() ? other : one;
    }
}
