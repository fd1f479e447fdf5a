package dev.signalbox.hub.question;

import dev.signalbox.hub.command.CommandExecution;
import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Decision;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.NoFields;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.wire.command.AnswerQuestion;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.command.CancelQuestion;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Supplier;

/** {@code question.ask}, {@code .answer}, {@code .cancel}, and the timers' {@code question.expire}. */
public final class QuestionCommands {
    static final Fold<QuestionState, QuestionEvent> QUESTIONS =
            new Fold<>("question", QuestionEvent.CODEC, QuestionState.NONE, QuestionState::after);

    private QuestionCommands() {}

    public static void register(CommandHandler commands) {
        commands.takes("question.ask", AskQuestion.class, QuestionCommands::ask);
        commands.on(QUESTIONS, QuestionState::present)
                .changes(
                        "question.answer",
                        AnswerQuestion.class,
                        (question, wish, by) -> question.answer(wish, by.principal(), by.via(), by.now()))
                .changes(
                        "question.cancel",
                        CancelQuestion.class,
                        (question, wish, by) -> question.cancel(wish, by.principal(), by.now()))
                .changes(
                        "question.expire",
                        NoFields.class,
                        (question, nothing, by) -> question.expire(by.via(), by.now()));
    }

    private static Future<Outcome> ask(AskQuestion wish, CommandExecution by) {
        Decision<QuestionState, QuestionEvent> decision = by.decide(QUESTIONS, state -> state.presentTo(wish));
        String id = by.idToCreate(wish.questionId());
        Supplier<List<QuestionEvent>> asked = () -> {
            wish.expiry().checkReach(by.now());
            return QuestionState.ask(wish, by.trace());
        };
        return wish.once() == null ? decision.create(id, asked) : decision.createOnce(id, asked);
    }
}
