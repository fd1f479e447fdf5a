package dev.signalbox.hub.question;

import static dev.signalbox.wire.resource.Question.State.ANSWERED;
import static dev.signalbox.wire.resource.Question.State.CANCELLED;
import static dev.signalbox.wire.resource.Question.State.EXPIRED;
import static dev.signalbox.wire.resource.Question.State.PENDING;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.matrix.OwnershipMatrix;
import dev.signalbox.hub.matrix.Principal;
import dev.signalbox.hub.question.QuestionEvent.QuestionAnswered;
import dev.signalbox.hub.question.QuestionEvent.QuestionAsked;
import dev.signalbox.hub.question.QuestionEvent.QuestionCancelled;
import dev.signalbox.hub.question.QuestionEvent.QuestionExpired;
import dev.signalbox.hub.question.QuestionEvent.QuestionSignerAnnounced;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.TraceParent;
import dev.signalbox.wire.command.AnswerQuestion;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.command.CancelQuestion;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.Question.Kind;
import dev.signalbox.wire.resource.Question.OnExpiry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A question as its stream tells it, with the decisions about it: pure functions that return events or throw
 * {@link Refused}. It is over at its deadline by the clock of whoever decides, also when the timer that writes this
 * down has not fired yet.
 *
 * @param resource as the API shows it; null before it was asked
 */
record QuestionState(@Nullable Question resource) {
    static final QuestionState NONE = new QuestionState(null);

    /** Roles whose word is somebody else's. */
    private static final Set<String> SPEAK_FOR_PEOPLE = Set.of(OwnershipMatrix.BOT, OwnershipMatrix.ADMIN);

    /** @param by the trace of the request; what the wish says itself counts before it */
    static List<QuestionEvent> ask(AskQuestion wish, @Nullable TraceParent by) {
        TraceParent trace = wish.traceparent() == null ? by : TraceParent.parse(wish.traceparent());
        Duration expiresIn = wish.expiry().in();
        return List.of(new QuestionAsked(
                wish.kind(),
                wish.prompt(),
                wish.body(),
                wish.kind() == Kind.APPROVAL
                        ? Question.APPROVAL_OPTIONS
                        : Objects.requireNonNullElse(wish.options(), List.of()),
                Objects.requireNonNull(wish.priority()),
                Objects.requireNonNullElse(wish.tags(), List.of()),
                expiresIn == null ? null : expiresIn.toString(),
                wish.expiresAt(),
                wish.onExpiry(),
                wish.defaultValue(),
                Boolean.TRUE.equals(wish.excludeAsker()),
                wish.data(),
                trace == null ? null : trace.traceId(),
                trace == null ? null : trace.spanId()));
    }

    /**
     * The first valid answer wins. The same answer of the same principal again changes nothing; any other is refused
     * with the one that won.
     */
    List<QuestionEvent> answer(AnswerQuestion wish, Principal by, String door, Instant now) {
        Question question = present();
        refuseWrongSpeaker(question, wish, by);
        refuseNoOption(question, wish.value());
        if (question.state() == ANSWERED && isSame(Objects.requireNonNull(question.answer()), wish, by))
            return List.of();
        refuseWhenOver(question, now);
        String via = wish.via() == null ? door : wish.via();
        return List.of(new QuestionAnswered(
                wish.value(), wish.comment(), Answer.Source.HUMAN, wish.onBehalfOf(), via, seen(question, wish, now)));
    }

    /** The asker, or an admin, no longer needs the answer. Cancelling again changes nothing. */
    List<QuestionEvent> cancel(CancelQuestion wish, Principal by, Instant now) {
        Question question = present();
        if (!by.name().equals(question.askedBy()) && !by.role().equals(OwnershipMatrix.ADMIN)) {
            throw new Refused(
                    ProblemCode.FORBIDDEN,
                    "only " + question.askedBy() + ", who asked, or an admin may cancel this question");
        }
        if (question.state() == CANCELLED) return List.of();
        refuseWhenOver(question, now);
        return List.of(new QuestionCancelled(wish.reason()));
    }

    /**
     * What the clock does at the deadline: the default answer, or the end. Nothing before it, and nothing when it is
     * over.
     */
    List<QuestionEvent> expire(String door, Instant now) {
        Question question = present();
        if (question.state() != PENDING || !isDue(question, now)) return List.of();
        if (question.onExpiry() == OnExpiry.EXPIRE) return List.of(new QuestionExpired());
        String value = Objects.requireNonNull(question.defaultValue());
        return List.of(new QuestionAnswered(value, null, Answer.Source.DEFAULT, null, door, null));
    }

    QuestionState after(QuestionEvent event, RecordedEvent recorded) {
        if (event instanceof QuestionAsked asked) return new QuestionState(asked(asked, recorded));
        if (event instanceof QuestionAnswered answered) {
            return moved(ANSWERED, answerOf(answered, recorded), recorded.version());
        }
        if (event instanceof QuestionExpired) return moved(EXPIRED, null, recorded.version());
        if (event instanceof QuestionCancelled) return moved(CANCELLED, null, recorded.version());
        if (event instanceof QuestionSignerAnnounced) return this;
        throw new IllegalArgumentException("no step for " + event);
    }

    /** When it ends by itself; null when it does not, or is over. */
    @Nullable
    Instant due() {
        Question question = present();
        return question.state() == PENDING ? question.expiresAt() : null;
    }

    /** The question as the API shows it. Fails with {@code not_found} when nobody asked it. */
    Question present() {
        if (resource == null) {
            throw new Refused(ProblemCode.NOT_FOUND, "there is no such question; GET /v1/questions lists them");
        }
        return resource;
    }

    /**
     * The same to whoever asked it once under a key: with {@code "differs": true} when it was asked before in other
     * words, which stand.
     */
    Object presentTo(AskQuestion wish) {
        Question question = present();
        if (wish.once() == null || wish.isAsked(question)) return question;
        ObjectNode told = (ObjectNode) Json.tree(question);
        return told.put("differs", true);
    }

    static Answer answerOf(QuestionAnswered answered, RecordedEvent recorded) {
        return new Answer(
                answered.value(),
                answered.comment(),
                answered.source(),
                recorded.actor(),
                answered.onBehalfOf(),
                answered.via(),
                recorded.recordedAt(),
                answered.seenAt());
    }

    /** What a door says by its own clock, within what can be. */
    private static @Nullable Instant seen(Question question, AnswerQuestion wish, Instant now) {
        Instant seen = wish.seenAt();
        if (seen == null) return null;
        Instant latest = seen.isAfter(now) ? now : seen.truncatedTo(ChronoUnit.MICROS);
        return latest.isBefore(question.askedAt()) ? question.askedAt() : latest;
    }

    private static Question asked(QuestionAsked asked, RecordedEvent recorded) {
        return new Question(
                recorded.subjectId(),
                PENDING,
                asked.kind(),
                asked.prompt(),
                asked.body(),
                asked.options(),
                asked.priority(),
                asked.tags(),
                recorded.actor(),
                recorded.recordedAt(),
                asked.deadline(recorded.recordedAt()),
                asked.onExpiry(),
                asked.defaultValue(),
                asked.excludeAsker(),
                null,
                asked.data(),
                asked.traceId() == null ? recorded.correlationId() : asked.traceId(),
                recorded.version(),
                null);
    }

    private QuestionState moved(Question.State state, @Nullable Answer answer, long version) {
        Question question = present();
        return new QuestionState(new Question(
                question.id(),
                state,
                question.kind(),
                question.prompt(),
                question.body(),
                question.options(),
                question.priority(),
                question.tags(),
                question.askedBy(),
                question.askedAt(),
                question.expiresAt(),
                question.onExpiry(),
                question.defaultValue(),
                question.excludeAsker(),
                answer,
                question.data(),
                question.traceId(),
                version,
                null));
    }

    private static void refuseWrongSpeaker(Question question, AnswerQuestion wish, Principal by) {
        if (question.excludeAsker() && by.name().equals(question.askedBy())) {
            throw new Refused(
                    ProblemCode.FORBIDDEN,
                    "this question excludes its asker; somebody else than " + by.name() + " must answer");
        }
        if (wish.onBehalfOf() != null && !SPEAK_FOR_PEOPLE.contains(by.role())) {
            throw new Refused(
                    ProblemCode.FORBIDDEN,
                    "the role " + by.role() + " speaks for itself; leave out onBehalfOf, or use the key of a bot");
        }
        if (wish.onBehalfOf() == null && by.role().equals(OwnershipMatrix.BOT)) {
            throw new InvalidInput("/onBehalfOf", "a bot answers on behalf of a named person; say of whom");
        }
    }

    private static void refuseNoOption(Question question, String value) {
        List<String> allowed = Question.answersOf(question.kind(), question.options());
        if (!allowed.isEmpty() && !allowed.contains(value)) {
            throw new InvalidInput("/value", "value must be one of " + String.join(", ", allowed));
        }
    }

    private static void refuseWhenOver(Question question, Instant now) {
        if (question.state() == ANSWERED) throw new Refused(alreadyAnswered(Objects.requireNonNull(question.answer())));
        if (question.state() == CANCELLED) {
            throw new Refused(ProblemCode.ALREADY_RESOLVED, question.askedBy() + "'s question was cancelled");
        }
        if (question.state() == EXPIRED || isDue(question, now)) {
            throw new Refused(
                    ProblemCode.EXPIRED,
                    "the time to answer ended at " + Times.format(Objects.requireNonNull(question.expiresAt()))
                            + "; if it still matters, it must be asked again");
        }
    }

    private static Problem alreadyAnswered(Answer winner) {
        String who = winner.onBehalfOf() == null ? winner.by() : winner.onBehalfOf() + " (through " + winner.by() + ")";
        String how = winner.source() == Answer.Source.DEFAULT ? "answered by default" : "answered by " + who;
        return Problem.of(
                        ProblemCode.ALREADY_RESOLVED,
                        "the question was " + how + " at " + Times.format(winner.at())
                                + "; that answer stands and is in this problem")
                .withAnswer(Json.tree(winner));
    }

    private static boolean isDue(Question question, Instant now) {
        Instant deadline = question.expiresAt();
        return deadline != null && !now.isBefore(deadline);
    }

    /** The door does not count: who clicks twice, in two programs, says the same thing. */
    private static boolean isSame(Answer answer, AnswerQuestion wish, Principal by) {
        return answer.source() == Answer.Source.HUMAN
                && answer.by().equals(by.name())
                && answer.value().equals(wish.value())
                && Objects.equals(answer.comment(), wish.comment())
                && Objects.equals(answer.onBehalfOf(), wish.onBehalfOf());
    }
}
