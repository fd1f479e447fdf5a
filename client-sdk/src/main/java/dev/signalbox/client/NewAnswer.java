package dev.signalbox.client;

import dev.signalbox.wire.command.AnswerQuestion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an answer says besides its value. Setters answer the same object. */
public final class NewAnswer {
    private @Nullable String comment;
    private @Nullable String onBehalfOf;
    private @Nullable String via;
    private @Nullable Instant seenAt;

    NewAnswer() {}

    /** Why. */
    public NewAnswer comment(String text) {
        comment = text;
        return this;
    }

    /** The person for whom this program speaks, {@code slack:U123 Jane}; for roles that may. */
    public NewAnswer onBehalfOf(String person) {
        onBehalfOf = person;
        return this;
    }

    /** The door that the person used, {@code slack}. */
    public NewAnswer via(String door) {
        via = door;
        return this;
    }

    /** When the person saw the question first. */
    public NewAnswer seenAt(Instant time) {
        seenAt = time;
        return this;
    }

    AnswerQuestion toCommand(String value) {
        return new AnswerQuestion(value, comment, onBehalfOf, via, seenAt);
    }
}
