package dev.signalbox.hub.question;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.question.QuestionEvent.QuestionAsked;
import dev.signalbox.hub.schedule.Deadlines;
import dev.signalbox.wire.EventTypes;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When pending questions end. */
public final class QuestionDeadlines implements Deadlines.Source {
    private final Database database;

    public QuestionDeadlines(Database database) {
        this.database = database;
    }

    @Override
    public String projection() {
        return QuestionsProjection.NAME;
    }

    @Override
    public String category() {
        return QuestionCommands.QUESTIONS.category();
    }

    @Override
    public String command() {
        return "question.expire";
    }

    @Override
    public EventFilter events() {
        return EventFilter.types(List.of(EventTypes.QUESTION_ASKED));
    }

    @Override
    public @Nullable Instant deadlineOf(RecordedEvent event) {
        return QuestionEvent.CODEC.decode(event) instanceof QuestionAsked asked
                ? asked.deadline(event.recordedAt())
                : null;
    }

    @Override
    public Future<List<Deadlines.Due>> soonest(int limit) {
        return database.read(transaction -> transaction.query(
                        "SELECT id, expires_at FROM questions WHERE state = 'pending' AND expires_at IS NOT NULL"
                                + " ORDER BY expires_at LIMIT $1",
                        limit))
                .map(rows -> rows.stream()
                        .map(row -> new Deadlines.Due(row.text("id"), Columns.time(row, "expires_at")))
                        .toList());
    }
}
