package dev.signalbox.wire.command;

import dev.signalbox.wire.Check;
import dev.signalbox.wire.Limits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * {@code question.answer}: a human's word.
 *
 * @param value one of the question's options, or a text when it asks for one
 * @param onBehalfOf the person for whom a bot speaks, {@code slack:U123 Jane}
 * @param via the door the person used, {@code cli}, {@code slack}, {@code dashboard} …; the hub's own door when absent
 * @param seenAt when whoever answers saw the question first, by the door that showed it; null when that is not known
 */
public record AnswerQuestion(
        String value,
        @Nullable String comment,
        @Nullable String onBehalfOf,
        @Nullable String via,
        @Nullable Instant seenAt) {
    public AnswerQuestion {
        value = Check.required("value", value, Limits.COMMENT_CHARS_MAX);
        Check.optional("comment", comment, Limits.COMMENT_CHARS_MAX);
        if (onBehalfOf != null) Check.required("onBehalfOf", onBehalfOf, Limits.NAME_CHARS_MAX);
        if (via != null) Check.required("via", via, 40);
    }
}
