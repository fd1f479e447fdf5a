package dev.signalbox.hub.question;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.EventCodec;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.command.Expiry;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question.Kind;
import dev.signalbox.wire.resource.Question.OnExpiry;
import dev.signalbox.wire.resource.QuestionOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a question: asked, then at most one of the others. Who and when stand in the event's own columns.
 */
sealed interface QuestionEvent {
    EventCodec<QuestionEvent> CODEC = EventCodec.of(QuestionEvent.class)
            .with(EventTypes.QUESTION_ASKED, QuestionAsked.class)
            .with(EventTypes.QUESTION_ANSWERED, QuestionAnswered.class)
            .with(EventTypes.QUESTION_EXPIRED, QuestionExpired.class)
            .with(EventTypes.QUESTION_CANCELLED, QuestionCancelled.class)
            .with(EventTypes.QUESTION_SIGNER_ANNOUNCED, QuestionSignerAnnounced.class);

    /**
     * Somebody wants to know something.
     *
     * @param options what may be answered, also of an approval; none of a text
     * @param traceId the trace whose work waits for the answer; the event's correlation stands for it in older ones
     * @param spanId the span that waits
     * @param expiresIn counts from the event's recordedAt; ISO-8601; never together with {@code expiresAt}
     */
    record QuestionAsked(
            Kind kind,
            String prompt,
            @Nullable String body,
            List<QuestionOption> options,
            int priority,
            List<String> tags,
            @Nullable String expiresIn,
            @Nullable Instant expiresAt,
            OnExpiry onExpiry,
            @Nullable String defaultValue,
            boolean excludeAsker,
            @Nullable JsonNode data,
            @Nullable String traceId,
            @Nullable String spanId)
            implements QuestionEvent {

        /** The end of the time to answer, when the hub recorded the event then; null for never. */
        @Nullable
        Instant deadline(Instant recordedAt) {
            Expiry expiry = new Expiry(expiresIn == null ? null : Duration.parse(expiresIn), expiresAt);
            Instant deadline = expiry.from(recordedAt);
            return deadline == null ? null : deadline.truncatedTo(ChronoUnit.MICROS);
        }
    }

    /**
     * The answer that won.
     *
     * @param source whether a human gave it, or the clock
     * @param onBehalfOf the person for whom a bot spoke
     * @param via the door it came through
     * @param seenAt when whoever answered had seen the question
     */
    record QuestionAnswered(
            String value,
            @Nullable String comment,
            Answer.Source source,
            @Nullable String onBehalfOf,
            String via,
            @Nullable Instant seenAt)
            implements QuestionEvent {}

    /** Nobody answered in time, and there was no default. */
    @JsonInclude
    record QuestionExpired() implements QuestionEvent {}

    /** The asker no longer needs the answer. */
    record QuestionCancelled(@Nullable String reason) implements QuestionEvent {}

    /**
     * A key signs receipts of answers from now on; on a stream of its own, and of no question.
     *
     * @param x the public part, base64url
     */
    record QuestionSignerAnnounced(String keyId, String x) implements QuestionEvent {}
}
