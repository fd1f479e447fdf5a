package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.client.ResetHandler;
import dev.signalbox.client.local.Tx;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes cards of events, in the transaction of the follower's checkpoint. It takes an event twice without harm: a
 * history that is heard again makes the same cards.
 *
 * @param channel of new cards
 * @param minPriority of notifications that get one
 * @param since the first start of the bot with this store: a message of what is older may be in the channel already,
 *     and older notifications get none
 */
record CardFold(String channel, int minPriority, Instant since) {
    /** What a card is made of. */
    static final List<String> TYPES = List.of(
            EventTypes.QUESTION_ASKED,
            EventTypes.QUESTION_ANSWERED,
            EventTypes.QUESTION_EXPIRED,
            EventTypes.QUESTION_CANCELLED,
            EventTypes.NOTIFICATION_POSTED,
            EventTypes.NOTIFICATION_REPEATED,
            EventTypes.NOTIFICATION_ACKNOWLEDGED,
            EventTypes.NOTIFICATION_RESOLVED,
            EventTypes.NOTIFICATION_EXPIRED);

    void on(Event event, Tx tx) {
        Optional<Card> known = Cards.find(tx, event.subject());
        ObjectNode json = known.isPresent() ? (ObjectNode) known.get().tree() : null;
        switch (event.type()) {
            case EventTypes.QUESTION_ASKED -> put(tx, event, asked(event), true, null);
            case EventTypes.NOTIFICATION_POSTED, EventTypes.NOTIFICATION_REPEATED -> said(event, json, tx);
            default -> {
                if (json != null) over(event, json, tx);
            }
        }
    }

    ResetHandler.Decision onReset(Problem why, Tx tx) {
        Cards.doubt(tx);
        return ResetHandler.Decision.REPLAY;
    }

    private static ObjectNode asked(Event event) {
        ObjectNode json = resource(event);
        json.put("state", "pending").put("askedBy", event.actor());
        json.put("askedAt", Times.format(event.recordedtime()));
        String in = event.data().path("expiresIn").asText("");
        if (!in.isEmpty()) {
            json.put("expiresAt", Times.format(event.recordedtime().plus(Duration.parse(in))));
        }
        return json;
    }

    /** A notification, or what it says from now on. */
    private void said(Event event, @Nullable ObjectNode before, Tx tx) {
        ObjectNode json = resource(event);
        String parent = parent(event, tx);
        int priority = event.data().path("priority").asInt(Limits.PRIORITY_DEFAULT);
        boolean old = event.recordedtime().isBefore(since);
        if (before == null && (old || (parent == null && priority < minPriority))) return;
        String time = Times.format(event.recordedtime());
        json.put("state", "open").put("source", event.actor()).put("count", 1).put("createdAt", time);
        if (before != null && event.type().equals(EventTypes.NOTIFICATION_REPEATED)) {
            for (String kept : List.of("state", "source", "createdAt")) json.set(kept, before.get(kept));
            json.put("count", before.path("count").asLong() + 1);
        }
        json.put("updatedAt", time);
        put(tx, event, json, true, parent);
    }

    private void over(Event event, ObjectNode json, Tx tx) {
        String time = Times.format(event.recordedtime());
        json.put("version", event.streamversion());
        boolean open = false;
        switch (event.type()) {
            case EventTypes.QUESTION_ANSWERED -> {
                ObjectNode answer = event.data().deepCopy();
                json.put("state", "answered")
                        .set("answer", answer.put("by", event.actor()).put("at", time));
            }
            case EventTypes.NOTIFICATION_ACKNOWLEDGED -> {
                open = true;
                json.put("state", "acknowledged")
                        .put("acknowledgedBy", event.actor())
                        .put("acknowledgedAt", time);
            }
            case EventTypes.NOTIFICATION_RESOLVED ->
                json.put("state", "resolved").put("resolvedBy", event.actor()).put("resolvedAt", time);
            case EventTypes.QUESTION_CANCELLED -> json.put("state", "cancelled");
            default -> json.put("state", "expired");
        }
        put(tx, event, json, open, null);
    }

    private void put(Tx tx, Event event, ObjectNode json, boolean open, @Nullable String parent) {
        boolean old = event.recordedtime().isBefore(since);
        Card card = new Card(
                event.subject(),
                Json.writeText(json),
                event.streamversion(),
                0,
                open,
                channel,
                null,
                old,
                parent,
                null);
        Cards.put(tx, card, event.position());
    }

    private static ObjectNode resource(Event event) {
        ObjectNode json = event.data().deepCopy();
        return json.put("id", event.subjectId()).put("version", event.streamversion());
    }

    /** Progress on a question, {@code data: {question: ID}}, goes to the thread of its card. */
    private static @Nullable String parent(Event event, Tx tx) {
        String question = event.data().at("/data/question").asText("");
        if (question.isEmpty()) return null;
        String thing = Card.ofQuestion(question);
        return Cards.find(tx, thing).isPresent() ? thing : null;
    }
}
