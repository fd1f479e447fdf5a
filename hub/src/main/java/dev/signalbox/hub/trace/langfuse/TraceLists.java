package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.trace.query.Conditions;
import io.vertx.core.Future;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Traces as Langfuse lists them, and the sessions that they make. */
final class TraceLists {
    static final List<String> PARAMETERS = List.of(
            "page",
            "limit",
            "filter",
            "userId",
            "name",
            "sessionId",
            "tags",
            "environment",
            "version",
            "release",
            "fromTimestamp",
            "toTimestamp",
            "orderBy",
            "fields");
    static final List<String> SESSION_PARAMETERS =
            List.of("page", "limit", "fromTimestamp", "toTimestamp", "environment");

    /** Ids of observations and scores that one trace names. */
    private static final int IDS_MAX = 10_000;
    /** Traces that one session names. */
    private static final int SESSION_TRACES_MAX = 1_000;

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
        Conditions conditions = new Conditions();
        Filters.equal(conditions, query, "userId", "t.user_id");
        Filters.equal(conditions, query, "name", "t.name");
        Filters.equal(conditions, query, "sessionId", "t.session_id");
        Filters.equal(conditions, query, "environment", "t.environment");
        Filters.equal(conditions, query, "version", "t.version");
        Filters.equal(conditions, query, "release", "t.release");
        Filters.tags(conditions, query, "tags", "t.tags");
        Filters.time(conditions, query, "fromTimestamp", "t.at >= ?");
        Filters.time(conditions, query, "toTimestamp", "t.at < ?");
        Filters.json(conditions, query, Filters.TRACES);
        Set<String> fields = Pages.fields(query, "core,io,scores,observations,metrics");
        return pages.counted(
                query,
                conditions,
                " FROM traces t" + conditions.where(),
                "t.*",
                orderOf(query),
                fields.contains("io") ? TraceLists::bytes : Pages.SMALL,
                (row, transaction) -> shape(row, fields, transaction));
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
        Conditions conditions = new Conditions().and("t.session_id IS NOT NULL");
        Filters.equal(conditions, query, "environment", "t.environment");
        Filters.time(conditions, query, "fromTimestamp", "t.at >= ?");
        Filters.time(conditions, query, "toTimestamp", "t.at < ?");
        String grouped =
                " FROM (SELECT t.session_id AS id, min(t.at) AS at, min(t.environment) AS environment FROM traces t"
                        + conditions.where() + " GROUP BY t.session_id) sessions";
        return pages.counted(
                query,
                conditions,
                grouped,
                "*",
                "at DESC, id",
                Pages.SMALL,
                (row, transaction) -> Future.succeededFuture(
                        shapes.session(row.text("id"), row.bigint("at"), row.text("environment"))));
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
        String wayOut = "read the traces of the session by page: GET /api/public/traces?sessionId=";
        return Pages.all(rows, TraceLists::bytes, transaction, wayOut)
                .compose(all -> Pages.shaped(all, (row, reading) -> shape(row, Set.of("io"), reading), transaction))
                .map(traces -> {
                    session.putArray("traces").addAll(traces);
                    return session;
                });
    }

    private static Future<Long> bytes(Row row, Transaction transaction) {
        return Pages.bytes(transaction, "trace_details WHERE id = $1", row.text("id"));
    }

    private Future<ObjectNode> shape(Row row, Set<String> fields, Transaction transaction) {
        String id = row.text("id");
        Future<List<Row>> details = fields.contains("io")
                ? transaction.query("SELECT * FROM trace_details WHERE id = $1", id)
                : Future.succeededFuture(List.of());
        Future<List<Row>> steps = fields.contains("observations")
                ? transaction.query(
                        "SELECT id FROM observations WHERE trace_id = $1 ORDER BY started_at, position LIMIT $2",
                        id,
                        IDS_MAX)
                : Future.succeededFuture(List.of());
        Future<List<Row>> scores = fields.contains("scores")
                ? transaction.query(
                        "SELECT id FROM trace_scores WHERE trace_id = $1 ORDER BY position LIMIT $2", id, IDS_MAX)
                : Future.succeededFuture(List.of());
        return Future.all(details, steps, scores).map(read -> {
            ObjectNode shape = shapes.trace(row, Pages.first(details.result()));
            ArrayNode ids = shape.putArray("observations");
            steps.result().forEach(each -> ids.add(each.text("id")));
            ArrayNode scored = shape.putArray("scores");
            scores.result().forEach(each -> scored.add(each.text("id")));
            return shape;
        });
    }

    private Future<ObjectNode> whole(Row row, Transaction transaction) {
        String id = row.text("id");
        Future<List<Row>> scores = transaction.query(
                "SELECT * FROM trace_scores WHERE trace_id = $1 ORDER BY position LIMIT $2", id, IDS_MAX);
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
        Filters.Column column = Filters.TRACES.get(dot < 0 ? text : text.substring(0, dot));
        String direction = dot < 0 ? "desc" : text.substring(dot + 1).toLowerCase(Locale.ROOT);
        if (column == null || !Set.of("asc", "desc").contains(direction)) {
            throw Query.invalid("orderBy", "must be a field and a direction, such as timestamp.desc");
        }
        return column.sql() + " " + direction.toUpperCase(Locale.ROOT) + ", t.id DESC";
    }
}
