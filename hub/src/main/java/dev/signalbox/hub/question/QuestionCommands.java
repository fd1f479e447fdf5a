package dev.signalbox.hub.question;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.NoFields;
import dev.signalbox.wire.command.AnswerQuestion;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.command.CancelQuestion;

/** {@code question.ask}, {@code .answer}, {@code .cancel}, and the timers' {@code question.expire}. */
public final class QuestionCommands {
    static final Fold<QuestionState, QuestionEvent> QUESTIONS =
            new Fold<>("question", QuestionEvent.CODEC, QuestionState.NONE, QuestionState::after);

    private QuestionCommands() {}

    public static void register(CommandHandler commands) {
        commands.on(QUESTIONS, QuestionState::present)
                .creates("question.ask", AskQuestion.class, AskQuestion::id, (wish, by) -> {
                    wish.expiry().checkReach(by.now());
                    return QuestionState.ask(wish);
                })
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
}
