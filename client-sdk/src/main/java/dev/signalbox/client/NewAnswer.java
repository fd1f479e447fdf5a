package dev.signalbox.client;

import dev.signalbox.wire.command.AnswerQuestion;
import org.jspecify.annotations.Nullable;

/** What an answer says besides its value. Setters answer the same object. */
public final class NewAnswer {
    private @Nullable String comment;
    private @Nullable String onBehalfOf;
    private @Nullable String via;

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

    AnswerQuestion toCommand(String value) {
        return new AnswerQuestion(value, comment, onBehalfOf, via);
    }
}
