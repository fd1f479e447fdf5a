package dev.signalbox.client;

import dev.signalbox.wire.resource.Question;
import org.jspecify.annotations.Nullable;

/** A question that was waited for will never be answered: it expired or was cancelled. */
public final class QuestionClosed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Question question;

    QuestionClosed(Question question) {
        super("the question \"" + question.prompt() + "\" is "
                + question.state().word() + " without an answer");
        this.question = question;
    }

    /** As it stands for good; null only after deserialisation. */
    public @Nullable Question question() {
        return question;
    }
}
