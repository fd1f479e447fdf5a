package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.trace.query.Conditions;
import dev.signalbox.hub.trace.query.Filter;
import dev.signalbox.hub.trace.query.PageOrder;
import dev.signalbox.hub.trace.query.View;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lists of scores as Langfuse's clients read them: of the first two generations with the user of their trace, of the
 * third as {@link ScoresV3} says.
 */
final class ScoreLists {
    private static final Filter FILTER = Filter.on(View.SCORES)
            .equal("userId", "name", "source", "dataType", "traceId", "observationId", "sessionId", "environment")
            .tags("traceTags")
            .times("fromTimestamp", "toTimestamp", "timestamp")
            .line("scoreIds", ScoreLists::ids)
            .line(
                    "value",
                    (conditions, query) ->
                            FilterList.scoreValue(conditions, query.text("operator"), query.text("value")))
            .line("filter", FilterList.on(View.SCORES));

    static final List<String> PARAMETERS = FILTER.names("operator", "page", "limit");

    private static final String WITH_TRACE = "s.*, t.user_id, t.tags AS trace_tags, t.environment AS trace_environment";

    private final Database database;
    private final Pages pages;
    private final LangfuseJson shapes;

    ScoreLists(Database database, LangfuseJson shapes) {
        this.database = database;
        this.pages = new Pages(database);
        this.shapes = shapes;
    }

    Future<Answer> list(Query query) {
        Conditions conditions = FILTER.conditions(query);
        return pages.counted(
                query,
                conditions,
                WITH_TRACE,
                View.SCORES.from(WITH_TRACE) + conditions.where(),
                "s.at DESC, s.position DESC",
                Pages.Shaping.alone(this::withTrace));
    }

    Future<Answer> listV3(Query query) {
        Set<String> groups = ScoresV3.groups(query.text("fields"));
        Conditions conditions = ScoresV3.FILTER.conditions(query);
        return pages.cursored(
                query,
                conditions,
                "SELECT s.*" + View.SCORES.from(conditions.where()),
                PageOrder.newestNumbered("s.at", "s.position"),
                Pages.Shaping.alone(row -> ScoresV3.shape(shapes.score(row), groups)));
    }

    Future<Optional<ObjectNode>> byId(String id) {
        return database.read(transaction -> transaction.query("SELECT * FROM trace_scores WHERE id = $1", id))
                .map(rows -> rows.stream().findFirst().map(shapes::score));
    }

    /** The trace of a score; the empty text when it has none; empty when there is no such score. */
    Future<Optional<String>> traceOf(String id) {
        return byId(id).map(found -> found.map(score -> score.path("traceId").asText("")));
    }

    private static void ids(Conditions conditions, Query query) {
        String ids = query.text("scoreIds");
        if (ids != null) conditions.any("s.id", List.of(ids.split(",", -1)));
    }

    private ObjectNode withTrace(Row row) {
        ObjectNode shape = shapes.score(row);
        if (row.textOrNull("trace_tags") == null) return shape;
        ObjectNode trace = shape.putObject("trace").put("userId", row.textOrNull("user_id"));
        trace.set("tags", Json.tree(Columns.tags(row, "trace_tags")));
        trace.put("environment", row.text("trace_environment"));
        return shape;
    }
}
