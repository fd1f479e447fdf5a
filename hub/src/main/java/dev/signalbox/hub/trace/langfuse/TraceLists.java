package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.trace.query.Conditions;
import dev.signalbox.hub.trace.query.Details;
import dev.signalbox.hub.trace.query.Filter;
import dev.signalbox.hub.trace.query.View;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists of traces as Langfuse's clients read them, and of the sessions that they make. */
final class TraceLists {
    private static final Filter FILTER = Filter.on(View.TRACES)
            .equal("userId", "name", "sessionId", "environment", "version", "release")
            .tags("tags")
            .times("fromTimestamp", "toTimestamp", "timestamp")
            .line("filter", FilterList.on(View.TRACES));
    private static final Filter SESSIONS =
            Filter.on(View.TRACES).equal("environment").times("fromTimestamp", "toTimestamp", "timestamp");

    static final List<String> PARAMETERS = FILTER.names("page", "limit", "orderBy", "fields");
    static final List<String> SESSION_PARAMETERS = SESSIONS.names("page", "limit");

    /** Ids of observations and scores that one trace names. */
    private static final int IDS_MAX = 10_000;
    /** Traces that one session names. */
    private static final int SESSION_TRACES_MAX = 1_000;

    private static final String STEP_IDS =
            "SELECT id FROM observations WHERE trace_id = $1 ORDER BY started_at, position LIMIT $2";
    private static final String SCORE_IDS =
            "SELECT id FROM trace_scores WHERE trace_id = $1 ORDER BY position LIMIT $2";
    private static final String SCORES = "SELECT * FROM trace_scores WHERE trace_id = $1 ORDER BY position LIMIT $2";

    private final Database database;
    private final Pages pages;
    private final LangfuseJson shapes;
    private final ObservationLists observations;

    TraceLists(Database database, LangfuseJson shapes, ObservationLists observations) {
        this.database = database;
        this.pages = new Pages(database);
        this.shapes = shapes;
        this.observations = observations;
    }

    Future<Answer> list(Query query) {
        Conditions conditions = FILTER.conditions(query);
        Set<String> fields = Pages.fields(query, "core,io,scores,observations,metrics");
        return pages.counted(
                query, conditions, "t.*", " FROM traces t" + conditions.where(), orderOf(query), shaping(fields));
    }

    /** Fails with {@code too_large} when its observations come to more than an answer may hold. */
    Future<Optional<ObjectNode>> byId(String id) {
        return database.read(transaction -> transaction
                .query("SELECT t.* FROM traces t WHERE t.id = $1", id)
                .compose(rows -> rows.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : whole(rows.get(0), transaction).map(Optional::of)));
    }

    Future<Answer> sessions(Query query) {
        Conditions conditions = SESSIONS.conditions(query).and("t.session_id IS NOT NULL");
        return pages.counted(
                query,
                conditions,
                "*",
                " FROM (SELECT t.session_id AS id, min(t.at) AS at, min(t.environment) AS environment FROM traces t"
                        + conditions.where() + " GROUP BY t.session_id) sessions",
                "at DESC, id",
                Pages.Shaping.alone(row -> shapes.session(row.text("id"), row.bigint("at"), row.text("environment"))));
    }

    Future<Optional<ObjectNode>> session(String id) {
        return database.read(transaction -> transaction
                .query(
                        "SELECT t.* FROM traces t WHERE t.session_id = $1 ORDER BY t.at LIMIT $2",
                        id,
                        SESSION_TRACES_MAX)
                .compose(rows -> rows.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : session(id, rows, transaction).map(Optional::of)));
    }

    private Future<ObjectNode> session(String id, List<Row> rows, Transaction transaction) {
        ObjectNode session =
                shapes.session(id, rows.get(0).bigint("at"), rows.get(0).text("environment"));
        return shaping(Set.of("io"))
                .all(rows, transaction, "read the traces of the session by page: GET /api/public/traces?sessionId=")
                .map(traces -> {
                    session.putArray("traces").addAll(traces);
                    return session;
                });
    }

    /** @param fields the groups of fields that are asked for */
    private Pages.Shaping shaping(Set<String> fields) {
        Pages.Reading<ObjectNode> shape = (row, transaction) -> shape(row, fields, transaction);
        return fields.contains("io")
                ? new Pages.Shaping((row, transaction) -> Details.OF_TRACES.bytes(transaction, row.text("id")), shape)
                : Pages.Shaping.small(shape);
    }

    private Future<ObjectNode> shape(Row row, Set<String> fields, Transaction transaction) {
        String id = row.text("id");
        Future<@Nullable Row> details =
                fields.contains("io") ? Details.OF_TRACES.find(transaction, id) : Future.succeededFuture(null);
        Future<List<String>> steps = ids(STEP_IDS, fields.contains("observations"), id, transaction);
        Future<List<String>> scores = ids(SCORE_IDS, fields.contains("scores"), id, transaction);
        return Future.all(details, steps, scores).map(read -> {
            ObjectNode shape = shapes.trace(row, details.result());
            steps.result().forEach(shape.putArray("observations")::add);
            scores.result().forEach(shape.putArray("scores")::add);
            return shape;
        });
    }

    private static Future<List<String>> ids(String sql, boolean wanted, String traceId, Transaction transaction) {
        if (!wanted) return Future.succeededFuture(List.of());
        return transaction
                .query(sql, traceId, IDS_MAX)
                .map(rows -> rows.stream().map(row -> row.text("id")).toList());
    }

    private Future<ObjectNode> whole(Row row, Transaction transaction) {
        String id = row.text("id");
        Future<List<Row>> scores = transaction.query(SCORES, id, IDS_MAX);
        Future<List<ObjectNode>> steps = observations.ofTrace(id, IDS_MAX, transaction);
        return Future.all(shape(row, Set.of("io"), transaction), scores, steps).map(read -> {
            ObjectNode shape = read.resultAt(0);
            shape.putArray("observations").addAll(steps.result());
            ArrayNode scored = shape.putArray("scores");
            scores.result().forEach(each -> scored.add(shapes.score(each)));
            return shape;
        });
    }

    private static String orderOf(Query query) {
        String text = query.text("orderBy");
        if (text == null) return "t.at DESC, t.id DESC";
        int dot = text.lastIndexOf('.');
        View.Column column = View.TRACES.columnOrNull(dot < 0 ? text : text.substring(0, dot));
        String direction = dot < 0 ? "desc" : text.substring(dot + 1).toLowerCase(Locale.ROOT);
        if (column == null || !Set.of("asc", "desc").contains(direction)) {
            throw Query.invalid("orderBy", "must be a field and a direction, such as timestamp.desc");
        }
        return column.sql() + " " + direction.toUpperCase(Locale.ROOT) + ", t.id DESC";
    }
}
