package dev.signalbox.cli.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.store.Row;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Question;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A question or a notification, and the message in Slack that shows it.
 *
 * @param thing its stream, {@code question/0192…}
 * @param json the resource as its events make it
 * @param version of the resource
 * @param shown the version that the message shows; 0 before it was posted
 * @param channel in which it is, or is to be
 * @param ts names the message in its channel; null while there is none
 * @param unsure whether a message may be there whose ts is not known
 * @param parent the thing in whose thread it is; null for a message of its own
 * @param said digest of what the message says; null when that is not known
 */
record Card(
        String thing,
        String json,
        long version,
        long shown,
        boolean open,
        String channel,
        @Nullable String ts,
        boolean unsure,
        @Nullable String parent,
        @Nullable String said) {
    static final String COLUMNS = "thing, json, version, shown, open, channel, ts, unsure, parent, said";

    static Card of(Row row) {
        return new Card(
                row.text("thing"),
                row.text("json"),
                row.number("version"),
                row.number("shown"),
                row.number("open") == 1,
                row.text("channel"),
                row.textOrNull("ts"),
                row.number("unsure") == 1,
                row.textOrNull("parent"),
                row.textOrNull("said"));
    }

    static String ofQuestion(String id) {
        return "question/" + id;
    }

    String id() {
        return Event.subjectIdOf(thing);
    }

    boolean isQuestion() {
        return Event.categoryOf(thing).equals("question");
    }

    Question question() {
        return Json.readLenient(tree(), Question.class);
    }

    Notification notification() {
        return Json.readLenient(tree(), Notification.class);
    }

    JsonNode tree() {
        return Json.readLenient(json.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
