package dev.signalbox.hub.question;

import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Changed;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.EventHandlers;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.question.QuestionEvent.QuestionAnswered;
import dev.signalbox.hub.question.QuestionEvent.QuestionAsked;
import dev.signalbox.hub.question.QuestionEvent.QuestionCancelled;
import dev.signalbox.hub.question.QuestionEvent.QuestionExpired;
import dev.signalbox.wire.resource.Question.State;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table {@code questions}: one row a question. */
public final class QuestionsProjection implements Projection {
    static final String NAME = "questions";

    private final EventHandlers<QuestionEvent> handlers = new EventHandlers<>(QuestionEvent.CODEC)
            .on(QuestionAsked.class, QuestionsProjection::add)
            .on(QuestionAnswered.class, QuestionsProjection::answer)
            .on(QuestionExpired.class, QuestionsProjection::expire)
            .on(QuestionCancelled.class, QuestionsProjection::cancel)
            .covering();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of(NAME);
    }

    @Override
    public List<String> definition() {
        return List.of(
                """
                CREATE TABLE {questions} (
                    id            text PRIMARY KEY,
                    position      bigint NOT NULL,
                    version       bigint NOT NULL,
                    state         text NOT NULL,
                    kind          text NOT NULL,
                    prompt        text NOT NULL,
                    body          text,
                    options       text NOT NULL,
                    priority      bigint NOT NULL,
                    tags          text NOT NULL,
                    asked_by      text NOT NULL,
                    asked_at      bigint NOT NULL,
                    expires_at    bigint,
                    on_expiry     text NOT NULL,
                    default_value text,
                    exclude_asker bigint NOT NULL,
                    answer        text,
                    cancel_reason text,
                    data          text)""",
                "CREATE INDEX {questions}_position ON {questions} (position)",
                "CREATE INDEX {questions}_state ON {questions} (state, position)",
                "CREATE INDEX {questions}_due ON {questions} (expires_at) WHERE state = 'pending'");
    }

    @Override
    public List<String> eventTypes() {
        return handlers.types();
    }

    @Override
    public Future<?> apply(RecordedEvent event, Tables tables, Transaction transaction) {
        return handlers.apply(event, tables, transaction);
    }

    private static Future<?> add(QuestionAsked asked, RecordedEvent recorded, Tables tables, Transaction transaction) {
        return transaction.update(
                tables.sql("""
                        INSERT INTO {questions} (id, position, version, state, kind, prompt, body, options, priority, tags,
                            asked_by, asked_at, expires_at, on_expiry, default_value, exclude_asker, data)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"""),
                recorded.subjectId(),
                recorded.position(),
                recorded.version(),
                State.PENDING.word(),
                asked.kind().word(),
                asked.prompt(),
                asked.body(),
                Columns.json(asked.options()),
                (long) asked.priority(),
                Columns.tags(asked.tags()),
                recorded.actor(),
                Columns.time(recorded.recordedAt()),
                Columns.time(asked.deadline(recorded.recordedAt())),
                asked.onExpiry().word(),
                asked.defaultValue(),
                asked.excludeAsker() ? 1L : 0L,
                Columns.json(asked.data()));
    }

    private static Future<?> answer(
            QuestionAnswered answered, RecordedEvent recorded, Tables tables, Transaction transaction) {
        String answer = Columns.json(QuestionState.answerOf(answered, recorded));
        return end(State.ANSWERED, answer, null, recorded, tables, transaction);
    }

    private static Future<?> expire(
            QuestionExpired expired, RecordedEvent recorded, Tables tables, Transaction transaction) {
        return end(State.EXPIRED, null, null, recorded, tables, transaction);
    }

    private static Future<?> cancel(
            QuestionCancelled cancelled, RecordedEvent recorded, Tables tables, Transaction transaction) {
        return end(State.CANCELLED, null, cancelled.reason(), recorded, tables, transaction);
    }

    private static Future<?> end(
            State state,
            @Nullable String answer,
            @Nullable String reason,
            RecordedEvent recorded,
            Tables tables,
            Transaction transaction) {
        Future<Integer> rows = transaction.update(
                tables.sql(
                        "UPDATE {questions} SET state = $1, answer = $2, cancel_reason = $3, version = $4 WHERE id = $5"),
                state.word(),
                answer,
                reason,
                recorded.version(),
                recorded.subjectId());
        return Changed.oneRow(rows, recorded);
    }
}
