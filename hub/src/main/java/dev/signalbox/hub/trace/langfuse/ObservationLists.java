package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.trace.query.Conditions;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Observations as Langfuse lists them: of the first generation whole, of the second by groups of fields. */
final class ObservationLists {
    private static final List<String> FILTERS = List.of(
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
    static final List<String> PARAMETERS = Pages.with(FILTERS, "page", "limit", "filter");
    static final List<String> V2_PARAMETERS =
            Pages.with(FILTERS, "cursor", "limit", "filter", "fields", "isRootObservation");

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

    private static final String FROM = " FROM observations o JOIN traces t ON t.id = o.trace_id";

    private final Database database;
    private final Pages pages;
    private final LangfuseJson shapes;

    ObservationLists(Database database, LangfuseJson shapes) {
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
                "o.*",
                "o.started_at DESC, o.position DESC",
                ObservationLists::bytes,
                this::whole);
    }

    Future<Optional<ObjectNode>> byId(String id) {
        return database.read(transaction -> transaction
                .query("SELECT o.* FROM observations o WHERE o.id = $1 ORDER BY o.position LIMIT 1", id)
                .compose(rows -> rows.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : whole(rows.get(0), transaction).map(Optional::of)));
    }

    /** Only the groups of fields that are asked for; inputs and outputs are read only then. */
    Future<Answer> listV2(Query query) {
        Conditions conditions = conditions(query);
        String root = query.text("isRootObservation");
        if (root != null)
            conditions.and(Boolean.parseBoolean(root) ? "o.parent_id IS NULL" : "o.parent_id IS NOT NULL");
        Set<String> groups = Pages.fields(query, "core,basic");
        List<String> wanted = new ArrayList<>(GROUPS.get("core"));
        groups.forEach(group -> wanted.addAll(GROUPS.getOrDefault(group, List.of())));
        boolean details = groups.contains("io") || groups.contains("metadata") || groups.contains("model");
        return pages.cursored(
                query,
                conditions,
                "o.*, t.user_id, t.session_id, t.tags, t.release AS trace_release, t.name AS trace_name" + FROM,
                "o.started_at",
                "o.position",
                details ? ObservationLists::bytes : Pages.SMALL,
                (row, transaction) -> (details
                                ? details(row, transaction)
                                : Future.<@Nullable Row>succeededFuture(null))
                        .map(found -> LangfuseJson.only(withTrace(row, shapes.observation(row, found)), wanted)));
    }

    /** Those of one trace, in the order in which they began. Fails with {@code too_large} when they are more than an answer may hold. */
    Future<List<ObjectNode>> ofTrace(String id, int limit, Transaction transaction) {
        return transaction
                .query(
                        "SELECT o.* FROM observations o WHERE o.trace_id = $1 ORDER BY o.started_at, o.position LIMIT $2",
                        id,
                        limit)
                .compose(rows -> Pages.all(
                        rows,
                        ObservationLists::bytes,
                        transaction,
                        "read the observations of the trace by page: GET"
                                + " /api/public/v2/observations?fields=core,basic,io&limit=100&traceId="))
                .compose(rows -> Pages.shaped(rows, this::whole, transaction));
    }

    private static Conditions conditions(Query query) {
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

    private Future<ObjectNode> whole(Row row, Transaction transaction) {
        return details(row, transaction).map(found -> shapes.observation(row, found));
    }

    private static Future<Long> bytes(Row row, Transaction transaction) {
        return Pages.bytes(
                transaction,
                "observation_details WHERE trace_id = $1 AND id = $2",
                row.text("trace_id"),
                row.text("id"));
    }

    private static Future<@Nullable Row> details(Row row, Transaction transaction) {
        return transaction
                .query(
                        "SELECT * FROM observation_details WHERE trace_id = $1 AND id = $2",
                        row.text("trace_id"),
                        row.text("id"))
                .map(Pages::first);
    }

    private static ObjectNode withTrace(Row row, ObjectNode shape) {
        shape.put("userId", row.textOrNull("user_id")).put("sessionId", row.textOrNull("session_id"));
        shape.put("release", row.textOrNull("trace_release")).put("traceName", row.textOrNull("trace_name"));
        shape.set("tags", Json.tree(Columns.tags(row, "tags")));
        shape.put("providedModelName", row.textOrNull("model"));
        shape.set("totalCost", shape.path("calculatedTotalCost"));
        return shape;
    }
}
