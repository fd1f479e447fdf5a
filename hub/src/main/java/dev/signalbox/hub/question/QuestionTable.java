package dev.signalbox.hub.question;

import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.hub.question.QuestionEvent.QuestionAsked;
import dev.signalbox.hub.search.Saying.Change;
import dev.signalbox.hub.search.Sayings;
import dev.signalbox.hub.search.TypedSayings;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.resource.Question;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table {@code questions}: one row a question. */
public final class QuestionTable {
    public static final FoldedTable<QuestionState> QUESTIONS = FoldedTable.of("questions", QuestionCommands.QUESTIONS)
            .resource(Question.class, QuestionState::resource, QuestionState::new)
            .text("state", question -> question.present().state().word())
            .number("priority", question -> question.present().priority())
            .tags("tags", question -> question.present().tags())
            .index("by_state, created_position")
            .due(QuestionState::due, List.of(EventTypes.QUESTION_ASKED), QuestionTable::deadline)
            .declared();

    /** What is found of questions. */
    public static final Sayings SAYINGS = new TypedSayings(
            "question",
            Map.of(
                    EventTypes.QUESTION_ASKED, Change.WHOLE,
                    EventTypes.QUESTION_ANSWERED, Change.PART,
                    EventTypes.QUESTION_CANCELLED, Change.PART),
            List.of("kind", "priority", "expiresIn", "expiresAt", "onExpiry", "excludeAsker", "source", "via"));

    private QuestionTable() {}

    private static @Nullable Instant deadline(RecordedEvent event) {
        return QuestionEvent.CODEC.decode(event) instanceof QuestionAsked asked
                ? asked.deadline(event.recordedAt())
                : null;
    }
}
