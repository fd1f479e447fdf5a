package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.trace.query.Conditions;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Scores as Langfuse lists them: of the first two generations with the user of their trace, of the third as {@link ScoresV3} says. */
final class ScoreLists {
    static final List<String> PARAMETERS = List.of(
            "page",
            "limit",
            "filter",
            "userId",
            "name",
            "source",
            "dataType",
            "scoreIds",
            "traceId",
            "observationId",
            "sessionId",
            "environment",
            "traceTags",
            "fromTimestamp",
            "toTimestamp",
            "operator",
            "value");

    private static final String FROM = " FROM trace_scores s LEFT JOIN traces t ON t.id = s.trace_id";

    private final Database database;
    private final Pages pages;
    private final LangfuseJson shapes;

    ScoreLists(Database database, LangfuseJson shapes) {
        this.database = database;
        this.pages = new Pages(database);
        this.shapes = shapes;
    }

    Future<Answer> list(Query query) {
        Conditions conditions = conditions(query);
        return pages.counted(
                query,
                conditions,
                FROM + conditions.where(),
                "s.*, t.user_id, t.tags AS trace_tags, t.environment AS trace_environment",
                "s.at DESC, s.position DESC",
                Pages.SMALL,
                (row, transaction) -> Future.succeededFuture(withTrace(row)));
    }

    Future<Answer> listV3(Query query) {
        Set<String> groups = ScoresV3.groups(query.text("fields"));
        return pages.cursored(
                query,
                ScoresV3.conditions(query),
                "s.*" + FROM,
                "s.at",
                "s.position",
                Pages.SMALL,
                (row, transaction) -> Future.succeededFuture(ScoresV3.shape(shapes.score(row), groups)));
    }

    Future<Optional<ObjectNode>> byId(String id) {
        return database.read(transaction -> transaction.query("SELECT * FROM trace_scores WHERE id = $1", id))
                .map(rows -> rows.stream().findFirst().map(shapes::score));
    }

    /** The trace of a score; the empty text when it has none; empty when there is no such score. */
    Future<Optional<String>> traceOf(String id) {
        return database.read(transaction -> transaction.query("SELECT trace_id FROM trace_scores WHERE id = $1", id))
                .map(rows -> rows.stream().findFirst().map(row -> {
                    String trace = row.textOrNull("trace_id");
                    return trace == null ? "" : trace;
                }));
    }

    private static Conditions conditions(Query query) {
        Conditions conditions = new Conditions();
        Filters.equal(conditions, query, "userId", "t.user_id");
        Filters.equal(conditions, query, "name", "s.name");
        Filters.equal(conditions, query, "source", "s.source");
        Filters.equal(conditions, query, "dataType", "s.data_type");
        Filters.equal(conditions, query, "traceId", "s.trace_id");
        Filters.equal(conditions, query, "observationId", "s.observation_id");
        Filters.equal(conditions, query, "sessionId", "s.session_id");
        Filters.equal(conditions, query, "environment", "s.environment");
        Filters.tags(conditions, query, "traceTags", "t.tags");
        Filters.time(conditions, query, "fromTimestamp", "s.at >= ?");
        Filters.time(conditions, query, "toTimestamp", "s.at < ?");
        String ids = query.text("scoreIds");
        if (ids != null) {
            String[] wanted = ids.split(",", -1);
            conditions.and(
                    "s.id IN (" + String.join(", ", Collections.nCopies(wanted.length, "?")) + ")", (Object[]) wanted);
        }
        Filters.scoreValue(conditions, query.text("operator"), query.text("value"));
        Filters.json(conditions, query, Filters.SCORES);
        return conditions;
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
