package dev.signalbox.hub.question;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.command.CommandType;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.command.Invocation;
import dev.signalbox.hub.command.NoFields;
import dev.signalbox.hub.command.Outcome;
import dev.signalbox.wire.command.AnswerQuestion;
import dev.signalbox.wire.command.AskQuestion;
import dev.signalbox.wire.command.CancelQuestion;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/** {@code question.ask}, {@code .answer}, {@code .cancel}, and the timers' {@code question.expire}. */
public final class QuestionCommands {
    static final Fold<QuestionState, QuestionEvent> QUESTIONS =
            new Fold<>("question", QuestionEvent.CODEC, QuestionState.NONE, QuestionState::after);

    private QuestionCommands() {}

    public static void register(CommandHandler commands) {
        commands.register(new CommandType<>("question.ask", AskQuestion.class, QuestionCommands::ask));
        commands.register(new CommandType<>("question.answer", AnswerQuestion.class, QuestionCommands::answer));
        commands.register(new CommandType<>("question.cancel", CancelQuestion.class, QuestionCommands::cancel));
        commands.register(new CommandType<>("question.expire", NoFields.class, QuestionCommands::expire));
    }

    private static Future<Outcome> ask(AskQuestion wish, Invocation invocation) {
        String id = invocation.idToCreate(wish.id());
        return invocation.create(QUESTIONS, id, none -> QuestionState.ask(wish), QuestionState::present);
    }

    private static Future<Outcome> answer(AnswerQuestion wish, Invocation invocation) {
        return change(
                invocation,
                question -> question.answer(wish, invocation.principal(), invocation.via(), invocation.now()));
    }

    private static Future<Outcome> cancel(CancelQuestion wish, Invocation invocation) {
        return change(invocation, question -> question.cancel(wish, invocation.principal(), invocation.now()));
    }

    private static Future<Outcome> expire(NoFields body, Invocation invocation) {
        return change(invocation, question -> question.expire(invocation.via(), invocation.now()));
    }

    private static Future<Outcome> change(
            Invocation invocation, Function<QuestionState, List<QuestionEvent>> decision) {
        return invocation.change(QUESTIONS, invocation.targetId(QUESTIONS), decision, QuestionState::present);
    }
}
