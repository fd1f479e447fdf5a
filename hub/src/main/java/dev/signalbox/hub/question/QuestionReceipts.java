package dev.signalbox.hub.question;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.question.QuestionEvent.QuestionAnswered;
import dev.signalbox.hub.question.QuestionEvent.QuestionAsked;
import dev.signalbox.hub.receipt.AnswerReceipt;
import dev.signalbox.hub.receipt.AnswerReceipt.Shown;
import dev.signalbox.hub.receipt.ShownWords;
import dev.signalbox.hub.receipt.Signer;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.LogHash;
import dev.signalbox.wire.resource.Question.State;
import io.vertx.core.Future;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Receipts of how questions ended: made of their events in the log, and signed. Any thread. */
final class QuestionReceipts {
    private static final HexFormat HEX = HexFormat.of();

    private final Space space;
    private final EventLog log;
    private final Signer signer;

    QuestionReceipts(Space space, Signer signer) {
        this.space = space;
        this.log = space.main().log();
        this.signer = signer;
    }

    /**
     * The receipt of one question. Fails with {@code not_found}, with {@code not_resolved} while it waits for an
     * answer, and with {@code internal} when the log is not as it was written.
     */
    Future<Answer> one(Request request) {
        String id = request.path("id");
        return log.readStream(QuestionCommands.QUESTIONS.stream(id), 0, 2)
                .compose(events -> of(id, events))
                .compose(signer::sign)
                .map(Answer::ok);
    }

    /** The public keys, as a JSON Web Key Set. */
    Future<Answer> keys() {
        return signer.keys().map(Answer::ok);
    }

    private Future<AnswerReceipt> of(String id, List<RecordedEvent> events) {
        if (events.isEmpty()) {
            throw new Refused(ProblemCode.NOT_FOUND, "there is no question " + id + "; GET /v1/questions lists them");
        }
        if (events.size() == 1) {
            throw new Refused(
                    ProblemCode.NOT_RESOLVED,
                    "the question waits for its answer, so there is nothing to receipt; GET /v1/questions/" + id
                            + "?wait=60s tells when it has ended");
        }
        RecordedEvent ended = events.get(1);
        return log.at(ended.position() - 1).compose(previous -> log.head().compose(head -> space.root()
                .map(root -> receipt(root, events.get(0), ended, previous.orElseThrow(), head))));
    }

    private AnswerReceipt receipt(
            String root, RecordedEvent asked, RecordedEvent ended, RecordedEvent previous, Head head) {
        if (!new HashChain().verifies(previous.hash(), ended)) {
            throw new Refused(
                    ProblemCode.INTERNAL,
                    "the log is not as it was written at position " + ended.position()
                            + ", so nothing is signed; signalbox verify says more");
        }
        return new AnswerReceipt(
                AnswerReceipt.FORM,
                space.clock().instant().truncatedTo(ChronoUnit.MICROS),
                space.name(),
                root,
                head.epoch(),
                asked.subjectId(),
                outcome(ended),
                answer(ended),
                ended.isErased() ? true : null,
                new Shown(asked.version(), shown(asked)),
                AnswerReceipt.Link.of(previous.hash(), ended),
                new LogHash(head.position(), HEX.formatHex(head.hash())));
    }

    private static State outcome(RecordedEvent ended) {
        return switch (ended.type()) {
            case EventTypes.QUESTION_EXPIRED -> State.EXPIRED;
            case EventTypes.QUESTION_CANCELLED -> State.CANCELLED;
            default -> State.ANSWERED;
        };
    }

    private static dev.signalbox.wire.resource.@Nullable Answer answer(RecordedEvent ended) {
        return !ended.isErased() && QuestionEvent.CODEC.decode(ended) instanceof QuestionAnswered answered
                ? QuestionState.answerOf(answered, ended)
                : null;
    }

    private static @Nullable String shown(RecordedEvent asked) {
        return !asked.isErased() && QuestionEvent.CODEC.decode(asked) instanceof QuestionAsked words
                ? ShownWords.digest(words.kind(), words.prompt(), words.body(), words.options())
                : null;
    }
}
