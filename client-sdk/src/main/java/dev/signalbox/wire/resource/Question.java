package dev.signalbox.wire.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Word;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question as the hub shows it.
 *
 * @param options what may be answered: those of a choice, {@code approve} and {@code decline} of an approval, none of a
 *     text
 * @param askedBy name of the key that asked
 * @param answer the answer that won; null unless the state is ANSWERED
 * @param traceId the trace in which the wait for the answer shows; null when the asker named none
 * @param version of its stream; the {@code ETag}
 * @param incomplete true when the hub could not fold an event of it: what is shown lacks that. Absent otherwise
 */
public record Question(
        String id,
        State state,
        Kind kind,
        String prompt,
        @Nullable String body,
        List<QuestionOption> options,
        int priority,
        List<String> tags,
        String askedBy,
        Instant askedAt,
        @Nullable Instant expiresAt,
        OnExpiry onExpiry,
        @Nullable String defaultValue,
        boolean excludeAsker,
        @Nullable Answer answer,
        @Nullable JsonNode data,
        @Nullable String traceId,
        long version,
        @Nullable Boolean incomplete) {
    /** The two answers of an approval. */
    public static final List<QuestionOption> APPROVAL_OPTIONS =
            List.of(QuestionOption.of("approve"), QuestionOption.of("decline"));

    public Question {
        options = options == null ? List.of() : List.copyOf(options);
        tags = tags == null ? List.of() : List.copyOf(tags);
    }

    /** The values that may be answered; empty when any text may. */
    public static List<String> answersOf(Kind kind, List<QuestionOption> options) {
        List<QuestionOption> offered = kind == Kind.APPROVAL ? APPROVAL_OPTIONS : options;
        return offered.stream().map(QuestionOption::value).toList();
    }

    /** What may be answered. */
    public enum Kind implements Word {
        CHOICE,
        TEXT,
        APPROVAL
    }

    /** Where a question stands. All but PENDING are final. */
    public enum State implements Word {
        PENDING,
        ANSWERED,
        EXPIRED,
        CANCELLED
    }

    /** What happens at the deadline. */
    public enum OnExpiry implements Word {
        EXPIRE,
        DEFAULT
    }
}
