package dev.signalbox.hub.question;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.Listing;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Question;
import dev.signalbox.wire.resource.Question.Kind;
import dev.signalbox.wire.resource.Question.OnExpiry;
import dev.signalbox.wire.resource.Question.State;
import dev.signalbox.wire.resource.QuestionOption;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the table of questions. */
public final class Questions {
    private final Database database;

    public Questions(Database database) {
        this.database = database;
    }

    /** Which questions a page shows; null stands for all. */
    public record Filter(
            @Nullable State state,
            @Nullable Integer priority,
            @Nullable Integer minPriority,
            @Nullable String tag,
            @Nullable String askedBy) {}

    /** A page of questions, newest first. */
    public Future<Page<Question>> page(Filter filter, int limit, @Nullable String cursor) {
        return new Listing(QuestionsProjection.NAME, limit, cursor)
                .where(
                        "state = ",
                        filter.state() == null ? null : filter.state().word())
                .where("priority = ", filter.priority())
                .where("priority >= ", filter.minPriority())
                .where("asked_by = ", filter.askedBy())
                .tagged(filter.tag())
                .read(database, Questions::questionOf);
    }

    /** One question, or empty. */
    public Future<Optional<Question>> byId(String id) {
        return database.read(transaction -> transaction.query("SELECT * FROM questions WHERE id = $1", id))
                .map(rows -> rows.stream().findFirst().map(Questions::questionOf));
    }

    /** Questions behind an id, in the order of ids. */
    Future<List<Question>> behind(String id, int limit) {
        return database.read(transaction ->
                        transaction.query("SELECT * FROM questions WHERE id > $1 ORDER BY id LIMIT $2", id, limit))
                .map(rows -> rows.stream().map(Questions::questionOf).toList());
    }

    /** How many there are, in whatever state. */
    Future<Long> count() {
        return database.read(transaction -> transaction.query("SELECT count(*) AS n FROM questions"))
                .map(rows -> rows.get(0).bigint("n"));
    }

    private static Question questionOf(Row row) {
        QuestionOption[] options = Columns.json(row, "options", QuestionOption[].class);
        return new Question(
                row.text("id"),
                Columns.word(row, "state", State.class),
                Columns.word(row, "kind", Kind.class),
                row.text("prompt"),
                row.textOrNull("body"),
                options == null ? List.of() : List.of(options),
                (int) row.bigint("priority"),
                Columns.tags(row, "tags"),
                row.text("asked_by"),
                Columns.time(row, "asked_at"),
                Columns.timeOrNull(row, "expires_at"),
                Columns.word(row, "on_expiry", OnExpiry.class),
                row.textOrNull("default_value"),
                row.bigint("exclude_asker") != 0,
                Columns.json(row, "answer", Answer.class),
                Columns.json(row, "data", JsonNode.class),
                row.bigint("version"));
    }
}
