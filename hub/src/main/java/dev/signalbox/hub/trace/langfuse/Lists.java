package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.http.Answer;
import dev.signalbox.hub.http.Query;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.trace.Conditions;
import dev.signalbox.hub.trace.Keyset;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The lists of Langfuse: of the first generation with counted pages, of the later ones with cursors. */
final class Lists {
    private static final List<String> PAGE = List.of("page", "limit", "filter");

    static final List<String> TRACE_PARAMETERS = with(
            PAGE,
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
    private static final List<String> OF_OBSERVATIONS = List.of(
            "name",
            "userId",
            "type",
            "traceId",
            "level",
            "parentObservationId",
            "environment",
            "version",
            "fromStartTime",
            "toStartTime");
    static final List<String> OBSERVATION_PARAMETERS = with(PAGE, OF_OBSERVATIONS.toArray(String[]::new));
    static final List<String> OBSERVATION_V2_PARAMETERS = with(
            with(List.of("cursor", "limit", "filter"), OF_OBSERVATIONS.toArray(String[]::new)),
            "fields",
            "isRootObservation");
    static final List<String> SESSION_PARAMETERS =
            List.of("page", "limit", "fromTimestamp", "toTimestamp", "environment");
    private static final List<String> OF_SCORES = List.of(
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
            "toTimestamp");
    static final List<String> SCORE_PARAMETERS =
            with(with(PAGE, OF_SCORES.toArray(String[]::new)), "operator", "value");

    /** Rows of one page of the later generations at most. */
    private static final int CURSOR_PAGE_MAX = 1_000;
    /** Ids of observations that a trace in a list names. */
    private static final int IDS_MAX = 10_000;

    private static final int LIMIT_DEFAULT = 50;

    /** Fields of an observation by the groups that clients ask for; {@code core} is always there. */
    private static final Map<String, List<String>> GROUPS = Map.of(
            "core",
            List.of("id", "traceId", "startTime", "endTime", "projectId", "parentObservationId", "type"),
            "basic",
            List.of(
                    "name",
                    "level",
                    "statusMessage",
                    "version",
                    "environment",
                    "bookmarked",
                    "public",
                    "userId",
                    "sessionId"),
            "time",
            List.of("completionStartTime", "createdAt", "updatedAt"),
            "io",
            List.of("input", "output"),
            "metadata",
            List.of("metadata"),
            "model",
            List.of("providedModelName", "internalModelId", "modelParameters", "model"),
            "usage",
            List.of("usageDetails", "costDetails", "totalCost", "usage"),
            "prompt",
            List.of("promptId", "promptName", "promptVersion"),
            "metrics",
            List.of("latency", "timeToFirstToken"),
            "trace_context",
            List.of("tags", "release", "traceName"));

    private static final String OBSERVATIONS = " FROM observations o JOIN traces t ON t.id = o.trace_id";
    private static final String SCORES = " FROM trace_scores s LEFT JOIN traces t ON t.id = s.trace_id";

    private final Database database;
    private final Shapes shapes;

    Lists(Database database, Shapes shapes) {
        this.database = database;
        this.shapes = shapes;
    }

    Future<Answer> traces(Query query) {
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
        String order = orderOf(query);
        Set<String> fields = fields(query, "core,io,scores,observations,metrics");
        return paged(
                query,
                conditions,
                " FROM traces t",
                "t.*",
                order,
                (row, transaction) -> trace(row, fields, transaction));
    }

    Future<Optional<ObjectNode>> trace(String id) {
        return database.read(transaction -> transaction
                .query("SELECT t.* FROM traces t WHERE t.id = $1", id)
                .compose(rows -> rows.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : wholeTrace(rows.get(0), transaction).map(Optional::of)));
    }

    Future<Answer> observations(Query query) {
        return paged(
                query,
                observationConditions(query),
                OBSERVATIONS,
                "o.*",
                "o.started_at DESC, o.position DESC",
                this::observation);
    }

    Future<Optional<ObjectNode>> observation(String id) {
        return database.read(transaction -> transaction
                .query("SELECT o.* FROM observations o WHERE o.id = $1 ORDER BY o.position LIMIT 1", id)
                .compose(rows -> rows.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : observation(rows.get(0), transaction).map(Optional::of)));
    }

    /** Only the groups of fields that are asked for; inputs and outputs are read only then. */
    Future<Answer> observationsV2(Query query) {
        Conditions conditions = observationConditions(query);
        String root = query.text("isRootObservation");
        if (root != null)
            conditions.and(Boolean.parseBoolean(root) ? "o.parent_id IS NULL" : "o.parent_id IS NOT NULL");
        Set<String> groups = fields(query, "core,basic");
        List<String> wanted = new ArrayList<>(GROUPS.get("core"));
        groups.forEach(group -> wanted.addAll(GROUPS.getOrDefault(group, List.of())));
        boolean details = groups.contains("io") || groups.contains("metadata") || groups.contains("model");
        return cursored(
                query,
                conditions,
                "o.*, t.user_id, t.session_id, t.tags, t.release AS trace_release, t.name AS trace_name" + OBSERVATIONS,
                "o.started_at",
                "o.position",
                (row, transaction) -> (details
                                ? details(row, transaction)
                                : Future.<@Nullable Row>succeededFuture(null))
                        .map(found -> Shapes.only(withTrace(row, shapes.observation(row, found)), wanted)));
    }

    Future<Answer> sessions(Query query) {
        Conditions conditions = new Conditions().and("t.session_id IS NOT NULL");
        Filters.equal(conditions, query, "environment", "t.environment");
        Filters.time(conditions, query, "fromTimestamp", "t.at >= ?");
        Filters.time(conditions, query, "toTimestamp", "t.at < ?");
        String grouped =
                " FROM (SELECT t.session_id AS id, min(t.at) AS at, min(t.environment) AS environment FROM traces t"
                        + conditions.where() + " GROUP BY t.session_id) sessions";
        return pagedBelow(
                query,
                conditions,
                grouped,
                "*",
                "at DESC, id",
                (row, transaction) -> Future.succeededFuture(
                        shapes.session(row.text("id"), row.bigint("at"), row.text("environment"))));
    }

    Future<Optional<ObjectNode>> session(String id) {
        return database.read(transaction -> transaction
                .query("SELECT t.* FROM traces t WHERE t.session_id = $1 ORDER BY t.at LIMIT 1000", id)
                .compose(rows -> {
                    if (rows.isEmpty()) return Future.succeededFuture(Optional.empty());
                    List<Future<ObjectNode>> traces = new ArrayList<>();
                    for (Row row : rows) traces.add(trace(row, Set.of("io"), transaction));
                    ObjectNode session = shapes.session(
                            id, rows.get(0).bigint("at"), rows.get(0).text("environment"));
                    return Future.all(traces).map(read -> {
                        ArrayNode list = session.putArray("traces");
                        traces.forEach(trace -> list.add(trace.result()));
                        return Optional.of(session);
                    });
                }));
    }

    Future<Answer> scores(Query query) {
        return paged(
                query,
                scoreConditions(query),
                SCORES,
                "s.*, t.user_id, t.tags AS trace_tags, t.environment AS trace_environment",
                "s.at DESC, s.position DESC",
                (row, transaction) -> Future.succeededFuture(scoreWithTrace(row)));
    }

    Future<Answer> scoresV3(Query query) {
        Set<String> groups = ScoresV3.groups(query.text("fields"));
        return cursored(
                query,
                ScoresV3.conditions(query),
                "s.*" + SCORES,
                "s.at",
                "s.position",
                (row, transaction) -> Future.succeededFuture(ScoresV3.shape(shapes.score(row), groups)));
    }

    Future<Optional<ObjectNode>> score(String id) {
        return database.read(transaction -> transaction.query("SELECT * FROM trace_scores WHERE id = $1", id))
                .map(rows -> rows.stream().findFirst().map(shapes::score));
    }

    /** The trace of a score; the empty text when it has none; empty when there is no such score. */
    Future<Optional<String>> traceOfScore(String id) {
        return database.read(transaction -> transaction.query("SELECT trace_id FROM trace_scores WHERE id = $1", id))
                .map(rows -> rows.stream().findFirst().map(row -> {
                    String trace = row.textOrNull("trace_id");
                    return trace == null ? "" : trace;
                }));
    }

    private Conditions observationConditions(Query query) {
        Conditions conditions = new Conditions();
        Filters.equal(conditions, query, "name", "o.name");
        Filters.equal(conditions, query, "userId", "t.user_id");
        Filters.equal(conditions, query, "type", "o.type");
        Filters.equal(conditions, query, "traceId", "o.trace_id");
        Filters.equal(conditions, query, "level", "o.level");
        Filters.equal(conditions, query, "parentObservationId", "o.parent_id");
        Filters.equal(conditions, query, "environment", "o.environment");
        Filters.equal(conditions, query, "version", "o.version");
        Filters.time(conditions, query, "fromStartTime", "o.started_at >= ?");
        Filters.time(conditions, query, "toStartTime", "o.started_at < ?");
        Filters.json(conditions, query, Filters.OBSERVATIONS);
        return conditions;
    }

    private Conditions scoreConditions(Query query) {
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
                    "s.id IN (" + String.join(", ", java.util.Collections.nCopies(wanted.length, "?")) + ")",
                    (Object[]) wanted);
        }
        Filters.scoreValue(conditions, query.text("operator"), query.text("value"));
        Filters.json(conditions, query, Filters.SCORES);
        return conditions;
    }

    /** How a row becomes a shape, with more of its transaction where it needs it. */
    private interface Shaping {
        Future<ObjectNode> of(Row row, Transaction transaction);
    }

    private Future<Answer> paged(
            Query query, Conditions conditions, String from, String columns, String order, Shaping shaping) {
        return pagedBelow(query, conditions, from + conditions.where(), columns, order, shaping);
    }

    private Future<Answer> pagedBelow(
            Query query, Conditions conditions, String fromWhere, String columns, String order, Shaping shaping) {
        int page = LangfuseReads.number(query, "page", 1, 1_000_000);
        int limit = LangfuseReads.number(query, "limit", LIMIT_DEFAULT, LangfuseReads.PAGE_MAX);
        return database.read(transaction -> conditions
                .query(transaction, "SELECT count(*) AS n" + fromWhere)
                .compose(counted -> {
                    String sql = "SELECT " + columns + fromWhere + " ORDER BY " + order + " LIMIT "
                            + conditions.value((long) limit) + " OFFSET " + conditions.value((page - 1L) * limit);
                    return conditions
                            .query(transaction, sql)
                            .compose(rows -> shaped(rows, shaping, transaction))
                            .map(data -> Answer.ok(Shapes.page(
                                    data, page, limit, counted.get(0).bigint("n"))));
                }));
    }

    /** Newest first by a time, and by the position for a draw. */
    private Future<Answer> cursored(
            Query query, Conditions conditions, String columnsFrom, String time, String position, Shaping shaping) {
        int limit = LangfuseReads.number(query, "limit", LIMIT_DEFAULT, CURSOR_PAGE_MAX);
        Keyset behind = Keyset.of(query.text("cursor"));
        if (behind != null) {
            conditions.and("(" + time + ", " + position + ") < (?, ?)", behind.at(), behind.number());
        }
        String sql = "SELECT " + columnsFrom + conditions.where() + " ORDER BY " + time + " DESC, " + position
                + " DESC LIMIT " + conditions.value(limit + 1L);
        String timeColumn = time.substring(2);
        return database.read(transaction -> conditions.query(transaction, sql).compose(rows -> {
            List<Row> shown = rows.size() > limit ? rows.subList(0, limit) : rows;
            Row last = rows.size() > limit ? shown.get(limit - 1) : null;
            return shaped(shown, shaping, transaction)
                    .map(data -> Answer.ok(Shapes.page(
                            data,
                            limit,
                            last == null
                                    ? null
                                    : new Keyset(last.bigint(timeColumn), Long.toString(last.bigint("position")))
                                            .cursor())));
        }));
    }

    private static Future<List<ObjectNode>> shaped(List<Row> rows, Shaping shaping, Transaction transaction) {
        List<Future<ObjectNode>> shapes = new ArrayList<>();
        for (Row row : rows) shapes.add(shaping.of(row, transaction));
        return Future.all(shapes)
                .map(read -> shapes.stream().map(Future::result).toList());
    }

    private Future<ObjectNode> trace(Row row, Set<String> fields, Transaction transaction) {
        String id = row.text("id");
        Future<List<Row>> details = fields.contains("io")
                ? transaction.query("SELECT * FROM trace_details WHERE id = $1", id)
                : Future.succeededFuture(List.of());
        Future<List<Row>> observations = fields.contains("observations")
                ? transaction.query(
                        "SELECT id FROM observations WHERE trace_id = $1 ORDER BY started_at, position LIMIT $2",
                        id,
                        IDS_MAX)
                : Future.succeededFuture(List.of());
        Future<List<Row>> scores = fields.contains("scores")
                ? transaction.query(
                        "SELECT id FROM trace_scores WHERE trace_id = $1 ORDER BY position LIMIT $2", id, IDS_MAX)
                : Future.succeededFuture(List.of());
        return Future.all(details, observations, scores).map(read -> {
            ObjectNode shape = shapes.trace(row, first(details.result()));
            ArrayNode ids = shape.putArray("observations");
            observations.result().forEach(each -> ids.add(each.text("id")));
            ArrayNode scored = shape.putArray("scores");
            scores.result().forEach(each -> scored.add(each.text("id")));
            return shape;
        });
    }

    private Future<ObjectNode> wholeTrace(Row row, Transaction transaction) {
        String id = row.text("id");
        Future<List<Row>> scores = transaction.query(
                "SELECT * FROM trace_scores WHERE trace_id = $1 ORDER BY position LIMIT $2", id, IDS_MAX);
        Future<List<ObjectNode>> observations = transaction
                .query(
                        "SELECT o.* FROM observations o WHERE o.trace_id = $1 ORDER BY o.started_at, o.position LIMIT $2",
                        id,
                        IDS_MAX)
                .compose(rows -> shaped(rows, this::observation, transaction));
        return Future.all(trace(row, Set.of("io"), transaction), scores, observations)
                .map(read -> {
                    ObjectNode shape = read.resultAt(0);
                    ArrayNode whole = shape.putArray("observations");
                    observations.result().forEach(whole::add);
                    ArrayNode scored = shape.putArray("scores");
                    scores.result().forEach(each -> scored.add(shapes.score(each)));
                    return shape;
                });
    }

    private Future<ObjectNode> observation(Row row, Transaction transaction) {
        return details(row, transaction).map(found -> shapes.observation(row, found));
    }

    private static Future<@Nullable Row> details(Row row, Transaction transaction) {
        return transaction
                .query(
                        "SELECT * FROM observation_details WHERE trace_id = $1 AND id = $2",
                        row.text("trace_id"),
                        row.text("id"))
                .map(Lists::first);
    }

    private static ObjectNode withTrace(Row row, ObjectNode shape) {
        shape.put("userId", row.textOrNull("user_id")).put("sessionId", row.textOrNull("session_id"));
        shape.put("release", row.textOrNull("trace_release")).put("traceName", row.textOrNull("trace_name"));
        shape.set("tags", Json.tree(Columns.tags(row, "tags")));
        shape.put("providedModelName", row.textOrNull("model"));
        shape.set("totalCost", shape.path("calculatedTotalCost"));
        return shape;
    }

    private ObjectNode scoreWithTrace(Row row) {
        ObjectNode shape = shapes.score(row);
        if (row.textOrNull("trace_tags") == null) return shape;
        ObjectNode trace = shape.putObject("trace").put("userId", row.textOrNull("user_id"));
        trace.set("tags", Json.tree(Columns.tags(row, "trace_tags")));
        trace.put("environment", row.text("trace_environment"));
        return shape;
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

    private static Set<String> fields(Query query, String standard) {
        String text = query.text("fields");
        return new TreeSet<>(List.of((text == null ? standard : text).split(",", -1)));
    }

    private static @Nullable Row first(List<Row> rows) {
        return rows.isEmpty() ? null : rows.get(0);
    }

    private static List<String> with(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }
}
