package dev.signalbox.hub.question;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.projection.BuiltInTable;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Question;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** {@code questions} as rows. */
public final class QuestionTable implements BuiltInTable<QuestionState> {
    private final Questions questions;

    public QuestionTable(Questions questions) {
        this.questions = questions;
    }

    @Override
    public String name() {
        return "questions";
    }

    @Override
    public String projection() {
        return QuestionsProjection.NAME;
    }

    @Override
    public Fold<QuestionState, ?> fold() {
        return QuestionCommands.QUESTIONS;
    }

    @Override
    public Optional<JsonNode> resource(QuestionState state) {
        return Optional.ofNullable(state.resource()).map(Json::tree);
    }

    @Override
    public List<String> fields() {
        return Columns.fieldsOf(Question.class);
    }

    @Override
    public Future<List<Thing>> behind(String id, int limit) {
        return questions
                .behind(id, limit)
                .map(found -> found.stream().map(QuestionTable::thing).toList());
    }

    @Override
    public Future<Optional<Thing>> thing(String id) {
        return questions.byId(id).map(found -> found.map(QuestionTable::thing));
    }

    @Override
    public Future<Long> count() {
        return questions.count();
    }

    private static Thing thing(Question found) {
        return new Thing(found.id(), found.version(), Json.tree(found));
    }
}
