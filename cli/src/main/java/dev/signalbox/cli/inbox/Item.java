package dev.signalbox.cli.inbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.text.Amounts;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.ResourceLines;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Notification;
import dev.signalbox.wire.resource.Question;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question or a notification, as the inbox has it.
 *
 * @param question null of a notification
 * @param notification null of a question
 * @param waiting whether it still waits for somebody
 * @param from name of the key that asked or posted
 * @param title its words: the prompt of a question
 */
record Item(
        @Nullable Question question,
        @Nullable Notification notification,
        String id,
        boolean waiting,
        int priority,
        Instant since,
        String from,
        List<String> tags,
        String title) {
    static final String QUESTION = "question";
    static final String NOTIFICATION = "notification";

    /**
     * What waits before what is over; questions before notifications, for somebody is blocked by each; the most urgent
     * first; of the same urgency the newest.
     */
    static final Comparator<Item> MOST_URGENT_FIRST = Comparator.comparing(Item::waiting)
            .thenComparing(Item::isQuestion)
            .thenComparing(Item::priority)
            .thenComparing(Item::since)
            .reversed();

    static Item of(Question question) {
        return new Item(
                question,
                null,
                question.id(),
                question.state() == Question.State.PENDING,
                question.priority(),
                question.askedAt(),
                question.askedBy(),
                question.tags(),
                question.prompt());
    }

    static Item of(Notification notification) {
        return new Item(
                null,
                notification,
                notification.id(),
                notification.state() == Notification.State.OPEN,
                notification.priority(),
                notification.createdAt(),
                notification.source(),
                notification.tags(),
                notification.title());
    }

    /** How many there are of either kind, in words. */
    static String counted(List<Item> items) {
        long questions = items.stream().filter(Item::isQuestion).count();
        return Amounts.counted(questions, "question") + ", " + Amounts.counted(items.size() - questions, "notice");
    }

    boolean isQuestion() {
        return question != null;
    }

    /** Of its stream: whether it changed. */
    long version() {
        if (question != null) return question.version();
        return notification == null ? 0 : notification.version();
    }

    /** How it ended, or that it waits, in the API's word. */
    String state() {
        if (question != null) return question.state().word();
        return notification == null ? "" : notification.state().word();
    }

    /** As the API calls it. */
    String kind() {
        return isQuestion() ? QUESTION : NOTIFICATION;
    }

    /** As people call it. */
    String word() {
        return isQuestion() ? QUESTION : "notice";
    }

    String line(Ink ink, Instant now, int width) {
        if (question != null) return ResourceLines.question(question, ink, now, width);
        return notification == null ? "" : ResourceLines.notification(notification, ink, width);
    }

    /** The API's shape, with the kind beside. */
    ObjectNode json() {
        ObjectNode json = Json.object().put("item", kind());
        Object resource = question != null ? question : notification;
        if (resource != null) json.setAll((ObjectNode) Json.tree(resource));
        return json;
    }
}
