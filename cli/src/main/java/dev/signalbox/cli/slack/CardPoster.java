package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes the messages in Slack what the cards are: posts, edits, looks for those whose post nobody heard the end of.
 * What cannot be done now is done later, in the order of the events; what Slack asks it to wait for, it waits for.
 */
final class CardPoster implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final int ROUND = 50;
    private static final Duration REST = Duration.ofSeconds(5);
    private static final Duration REST_OF_CHANNEL = Duration.ofSeconds(60);

    private final Cards cards;
    private final SlackApi api;
    private final History history;
    private final Errands errands;
    private final Wishes wishes;
    private final Clock clock;
    private final BooleanSupplier isLive;
    private final Trouble trouble;
    private final Rounds rounds;

    /** @param isLive whether the cards are those of the whole log: before that none is posted that an answer follows */
    CardPoster(
            Cards cards,
            SlackApi api,
            History history,
            Errands errands,
            Wishes wishes,
            Clock clock,
            BooleanSupplier isLive,
            Trouble trouble,
            Consumer<RuntimeException> fatal) {
        this.cards = cards;
        this.api = api;
        this.history = history;
        this.errands = errands;
        this.wishes = wishes;
        this.clock = clock;
        this.isLive = isLive;
        this.trouble = trouble;
        this.rounds = new Rounds("slack-cards", TICK, this::round, fatal);
    }

    CardPoster start() {
        rounds.start();
        return this;
    }

    @Override
    public void close() {
        rounds.close();
    }

    private void round() {
        wishes.look();
        errands.run();
        if (isLive.getAsBoolean()) bring();
    }

    private void bring() {
        for (Card card : cards.due(clock.millis(), ROUND)) {
            if (rounds.isStopped()) return;
            attempt(card, () -> deliver(card));
        }
        for (Card card : cards.gone(ROUND)) attempt(card, () -> takeBack(card));
    }

    private void attempt(Card card, Runnable work) {
        try {
            work.run();
        } catch (SlackBusy busy) {
            later(card, busy.rest());
        } catch (SlackAway away) {
            trouble.says("away", String.valueOf(away.getMessage()));
            later(card, REST);
        } catch (SlackRefused refused) {
            if (refused.isOfTheToken()) throw refused;
            refused(card, refused);
        } catch (IllegalArgumentException unreadable) {
            trouble.says(
                    "card " + card.thing(),
                    card.thing() + " is of a newer hub and is not shown: " + unreadable.getMessage());
            cards.settled(card);
        }
    }

    private void deliver(Card card) {
        String thread = card.parent() == null ? null : threadOf(card.parent());
        if (card.parent() != null && thread == null) {
            later(card, REST);
            return;
        }
        if (card.unsure() && card.ts() == null) look(card, thread);
        else if (card.ts() == null) post(card, thread, false);
        else edit(card, card.ts(), false);
    }

    private @Nullable String threadOf(String parent) {
        return cards.find(parent).map(Card::ts).orElse(null);
    }

    private void look(Card card, @Nullable String thread) {
        Map<String, List<String>> messages;
        try {
            messages = history.messages(card.channel(), thread);
        } catch (SlackRefused refused) {
            if (!refused.error().equals("missing_scope") && !refused.isOfTheChannel()) throw refused;
            trouble.says("history", refused.getMessage() + "; a card may be posted twice after a crash");
            cards.absent(card);
            return;
        }
        // What was read stands for all of the channel that wait for it.
        messages.forEach((thing, found) -> cards.find(thing).ifPresent(each -> found(each, found)));
        cards.absent(card.channel(), card.parent());
    }

    private void found(Card card, List<String> messages) {
        String known = card.ts();
        String kept = known == null ? messages.get(0) : known;
        if (known == null) cards.found(card, kept);
        messages.stream().filter(each -> !each.equals(kept)).forEach(twin -> removeTwin(card, twin));
    }

    /** A second message of one card: the one that is known stays. */
    private void removeTwin(Card card, String ts) {
        trouble.says("twin " + ts, "A second card of " + card.thing() + " was in the channel; it is taken away.");
        cards.store().write(tx -> Cards.errand(tx, "chat.delete", Map.of("channel", card.channel(), "ts", ts)));
    }

    private void post(Card card, @Nullable String thread, boolean plain) {
        Map<String, String> message = message(card, plain);
        String said = digest(message);
        message.put("channel", card.channel());
        message.put("metadata", history.metadata(card.thing()));
        message.put("unfurl_links", "false");
        message.put("unfurl_media", "false");
        if (thread != null) message.put("thread_ts", thread);
        cards.posting(card);
        try {
            var answer = api.call("chat.postMessage", message);
            cards.shown(
                    card,
                    answer.path("channel").asText(card.channel()),
                    answer.path("ts").asText(),
                    said);
            trouble.over();
        } catch (SlackBusy | SlackRefused notDone) {
            cards.absent(card);
            if (plain || !isAboutTheWords(notDone)) throw notDone;
            trouble.says(
                    "words " + card.thing(), notDone.getMessage() + "; " + card.thing() + " is posted as plain text");
            post(card, thread, true);
        }
    }

    private void edit(Card card, String ts, boolean plain) {
        Map<String, String> message = message(card, plain);
        String said = digest(message);
        if (said.equals(card.said())) {
            cards.settled(card);
            return;
        }
        message.put("channel", card.channel());
        message.put("ts", ts);
        try {
            api.call("chat.update", message);
            cards.shown(card, card.channel(), ts, said);
            trouble.over();
        } catch (SlackRefused refused) {
            if (plain || !isAboutTheWords(refused)) throw refused;
            trouble.says(
                    "words " + card.thing(), refused.getMessage() + "; " + card.thing() + " is shown as plain text");
            edit(card, ts, true);
        }
    }

    /** The hub was put back to an earlier history, in which this was never asked. */
    private void takeBack(Card card) {
        String ts = card.ts();
        if (ts != null) {
            String text = "This is not in the hub's history any more; the hub was restored to an earlier time.";
            try {
                api.call("chat.update", Map.of("channel", card.channel(), "ts", ts, "text", text, "blocks", "[]"));
            } catch (SlackRefused refused) {
                if (!refused.isOfTheMessage() && !refused.isOfTheChannel()) throw refused;
            }
        }
        cards.forget(card);
    }

    private void refused(Card card, SlackRefused refused) {
        if (refused.isOfTheMessage()) {
            // Somebody took the message away. A question that waits must be seen by somebody, so it is posted anew;
            // of what is over nothing is left to be said.
            if (card.open()) cards.absent(card);
            else cards.settled(card);
        } else if (refused.isOfTheChannel()) {
            trouble.ofChannel(card.channel(), refused.error());
            later(card, REST_OF_CHANNEL);
        } else {
            trouble.says("card " + card.thing(), refused.getMessage() + "; " + card.thing() + " is not shown");
            cards.settled(card);
        }
    }

    private static boolean isAboutTheWords(RuntimeException failure) {
        return failure instanceof SlackRefused refused
                && !refused.isOfTheToken()
                && !refused.isOfTheChannel()
                && !refused.isOfTheMessage();
    }

    private static Map<String, String> message(Card card, boolean plain) {
        Map<String, String> message = new LinkedHashMap<>();
        ArrayNode blocks =
                card.isQuestion() ? QuestionCard.blocks(card.question()) : NotificationCard.blocks(card.notification());
        String text =
                card.isQuestion() ? QuestionCard.text(card.question()) : NotificationCard.text(card.notification());
        message.put("text", plain ? text + " – `signalbox show " + card.id() + "`" : text);
        message.put("blocks", plain ? "[]" : Json.writeText(blocks));
        return message;
    }

    private static String digest(Map<String, String> message) {
        byte[] words = (message.get("text") + "\n" + message.get("blocks")).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Ids.sha256(words), 0, 16);
    }

    private void later(Card card, Duration rest) {
        cards.later(card, clock.millis() + rest.toMillis() + 1);
    }
}
