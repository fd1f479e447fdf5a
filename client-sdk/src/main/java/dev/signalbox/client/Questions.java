package dev.signalbox.client;

import dev.signalbox.client.http.HubApi;
import dev.signalbox.client.http.HubContact;
import dev.signalbox.client.outbox.Outbox;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.TraceParent;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.command.CancelQuestion;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.QuestionOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ask people something, and answer what was asked. Writes go through the outbox: they return when they are on this
 * machine's disk, offline too, and fail with {@link dev.signalbox.wire.InvalidInput} when they break a limit.
 */
public final class Questions {
    private final Outbox outbox;
    private final HubApi hub;
    private final HubContact contact;
    private final Blocking blocking;
    private final SignalboxOptions options;
    private final Set<AnswerWait> waits = ConcurrentHashMap.newKeySet();

    Questions(Outbox outbox, HubApi hub, HubContact contact, Blocking blocking, SignalboxOptions options) {
        this.outbox = outbox;
        this.hub = hub;
        this.contact = contact;
        this.blocking = blocking;
        this.options = options;
    }

    /** Asks for a text. */
    public Question ask(String prompt) {
        return ask(prompt, question -> {});
    }

    /**
     * Asks. Returns at once, also offline, with the id by which to wait for the answer, in this run of the program or a
     * later one. What only the hub knows is not in it yet: {@code version} is 0 and {@code askedBy} empty; of one that
     * is asked {@link NewQuestion#once}, whether it was answered long ago, and in which words it was asked first.
     */
    public Question ask(String prompt, Consumer<NewQuestion> say) {
        AskQuestion ask = body(prompt, say);
        return asAsked(outbox.send(command(ask)).id(), ask);
    }

    /** A question to be asked by {@link dev.signalbox.client.local.Tx#send}; the command's id is the question's. */
    public static Command command(String prompt, Consumer<NewQuestion> say) {
        return command(body(prompt, say));
    }

    /**
     * Waits for the answer, through restarts of the hub and cuts of the network, as long as it takes. Fails with
     * {@link QuestionClosed} when there will be none, {@link dev.signalbox.client.http.HubRefused} when the hub refused
     * the question or knows none of this id, and {@link java.util.concurrent.CancellationException} when the client is
     * closed or the thread interrupted.
     */
    public Answer await(String id) {
        return blocking.get(awaitAsync(id));
    }

    /** The same for a limited time; empty when it is over. The question stays open. */
    public Optional<Answer> await(String id, Duration timeout) {
        CompletableFuture<Answer> answer = awaitAsync(id);
        try {
            return blocking.get(answer.thenApply(Optional::of)
                    .completeOnTimeout(Optional.empty(), timeout.toMillis(), TimeUnit.MILLISECONDS));
        } finally {
            answer.cancel(true);
        }
    }

    /** {@link #await(String)} without waiting. Cancelling the future ends the wait, not the question. */
    public CompletableFuture<Answer> awaitAsync(String id) {
        AnswerWait wait = new AnswerWait(id, outbox, hub, contact, options);
        waits.add(wait);
        return wait.start(() -> waits.remove(wait));
    }

    /** The question as the hub has it. */
    public Question get(String id) {
        return blocking.get(hub.question(id));
    }

    /** A page of questions, newest first; query: state, limit, cursor. */
    public Page<Question> list(Map<String, String> query) {
        return blocking.get(hub.questions(query));
    }

    /** Answers. The first valid answer wins; when another did, the receipt fails and the command is parked. */
    public OutboxReceipt answer(String id, String value) {
        return answer(id, value, answer -> {});
    }

    /** Answers with more than a value. */
    public OutboxReceipt answer(String id, String value, Consumer<NewAnswer> say) {
        return outbox.send(answering(id, value, say));
    }

    /** Takes a question back: its answer is no longer needed. */
    public OutboxReceipt cancel(String id, @Nullable String reason) {
        return outbox.send(cancelling(id, reason));
    }

    void close() {
        waits.forEach(AnswerWait::cancel);
    }

    private static AskQuestion body(String prompt, Consumer<NewQuestion> say) {
        NewQuestion question = new NewQuestion();
        say.accept(question);
        return question.toCommand(Ids.next(), prompt);
    }

    private static Command command(AskQuestion ask) {
        return new Command(String.valueOf(ask.questionId()), "question.ask", null, null, null, Json.tree(ask));
    }

    private static Command answering(String id, String value, Consumer<NewAnswer> say) {
        NewAnswer answer = new NewAnswer();
        say.accept(answer);
        return new Command(Ids.next(), "question.answer", id, null, null, Json.tree(answer.toCommand(value)));
    }

    private static Command cancelling(String id, @Nullable String reason) {
        return new Command(Ids.next(), "question.cancel", id, null, null, Json.tree(new CancelQuestion(reason)));
    }

    private Question asAsked(String id, AskQuestion ask) {
        TraceParent trace = TraceParent.parse(ask.traceparent());
        Instant now = options.clock.instant();
        List<QuestionOption> offered = ask.kind() == Question.Kind.APPROVAL
                ? Question.APPROVAL_OPTIONS
                : Objects.requireNonNullElse(ask.options(), List.of());
        return new Question(
                id,
                Question.State.PENDING,
                ask.kind(),
                ask.prompt(),
                ask.body(),
                offered,
                Objects.requireNonNullElse(ask.priority(), Limits.PRIORITY_DEFAULT),
                Objects.requireNonNullElse(ask.tags(), List.of()),
                "",
                now,
                ask.expiry().from(now),
                ask.onExpiry(),
                ask.defaultValue(),
                Boolean.TRUE.equals(ask.excludeAsker()),
                null,
                ask.data(),
                trace == null ? null : trace.traceId(),
                0,
                null);
    }
}
