package dayone;

import static dev.signalbox.client.Events.types;

import dev.signalbox.client.Signalbox;
import dev.signalbox.client.Subscription;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.wire.Event;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A chat bot, without the chat: it shows every question and notification where people are, and carries their answers back in their name.
 * Its place in the log is in its own store, so after a restart it shows what it missed, and nothing twice.
 */
public final class Bot {
    private final Signalbox hub;
    private final Consumer<String> channel;

    /** @param channel where people read */
    public Bot(Signalbox hub, Consumer<String> channel) {
        this.hub = hub;
        this.channel = channel;
    }

    /** Shows what happens, from where this bot stopped last. Returns at once. */
    public Subscription show() {
        return hub.events()
                .follow(
                        "bot",
                        types("question.*", "notification.posted"),
                        (event, tx) -> channel.accept(message(event)));
    }

    /** Carries a person's answer to the hub; the receipt fails when somebody else was first. */
    public OutboxReceipt answer(String questionId, String value, String person) {
        return hub.questions()
                .answer(questionId, value, answer -> answer.onBehalfOf(person).via("slack"));
    }

    private static String message(Event event) {
        return switch (event.type()) {
            case "question.asked" ->
                event.actor() + " asks: " + event.data().path("prompt").asText();
            case "question.answered" ->
                "answered: " + event.data().path("value").asText();
            case "notification.posted" ->
                event.actor() + " says: " + event.data().path("title").asText();
            default -> event.type() + " " + event.subject();
        };
    }

    /**
     * Runs against the hub at {@code SIGNALBOX_URL}, or that of this machine, with a key of role bot in {@code SIGNALBOX_KEY}, until it is
     * stopped.
     */
    public static void main(String[] arguments) {
        try (Signalbox hub =
                Signalbox.open(options -> options.environment(System.getenv()).store(Path.of("bot.db")))) {
            new Bot(hub, System.out::println)
                    .show()
                    .ended()
                    .toCompletableFuture()
                    .join();
        }
    }
}
