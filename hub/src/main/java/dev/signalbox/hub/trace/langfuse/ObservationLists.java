package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.trace.query.Conditions;
import dev.signalbox.hub.trace.query.Details;
import dev.signalbox.hub.trace.query.Filter;
import dev.signalbox.hub.trace.query.PageOrder;
import dev.signalbox.hub.trace.query.View;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists of observations as Langfuse's clients read them: of the first generation whole, of the second by groups of
 * fields.
 */
final class ObservationLists {
    private static final Filter FILTER = Filter.on(View.OBSERVATIONS)
            .equal("name", "userId", "type", "traceId", "level", "parentObservationId", "environment", "version")
            .times("fromStartTime", "toStartTime", "startTime")
            .line("filter", FilterList.on(View.OBSERVATIONS));

    static final List<String> PARAMETERS = FILTER.names("page", "limit");
    static final List<String> V2_PARAMETERS = FILTER.names("cursor", "limit", "fields", "isRootObservation");

    /** Fields of an observation by the groups that clients ask for; {@code core} is always there. */
    private static final Map<String, String> GROUPS = Map.of(
            "core", "id traceId startTime endTime projectId parentObservationId type",
            "basic", "name level statusMessage version environment bookmarked public userId sessionId",
            "time", "completionStartTime createdAt updatedAt",
            "io", "input output",
            "metadata", "metadata",
            "model", "providedModelName internalModelId modelParameters model",
            "usage", "usageDetails costDetails totalCost usage",
            "prompt", "promptId promptName promptVersion",
            "metrics", "latency timeToFirstToken",
            "trace_context", "tags release traceName");

    private static final String WITH_TRACE =
            "o.*, t.user_id, t.session_id, t.tags, t.release AS trace_release, t.name AS trace_name";
    private static final String OF_TRACE =
            "SELECT o.* FROM observations o WHERE o.trace_id = $1 ORDER BY o.started_at, o.position LIMIT $2";
    private static final PageOrder ORDER = PageOrder.newestNumbered("o.started_at", "o.position");

    private final Database database;
    private final Pages pages;
    private final LangfuseJson shapes;

    ObservationLists(Database database, LangfuseJson shapes) {
        this.database = database;
        this.pages = new Pages(database);
        this.shapes = shapes;
    }

    Future<Answer> list(Query query) {
        Conditions conditions = FILTER.conditions(query);
        String where = conditions.where();
        return pages.counted(
                query,
                conditions,
                "o.*",
                View.OBSERVATIONS.from(where) + where,
                "o.started_at DESC, o.position DESC",
                whole());
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
        Conditions conditions = FILTER.conditions(query);
        String root = query.text("isRootObservation");
        if (root != null)
            conditions.and(Boolean.parseBoolean(root) ? "o.parent_id IS NULL" : "o.parent_id IS NOT NULL");
        Set<String> groups = Pages.fields(query, "core,basic");
        List<String> wanted = Pages.words("core", groups, GROUPS);
        boolean details = groups.contains("io") || groups.contains("metadata") || groups.contains("model");
        return pages.cursored(
                query,
                conditions,
                "SELECT " + WITH_TRACE + View.OBSERVATIONS.from(WITH_TRACE),
                ORDER,
                details
                        ? new Pages.Shaping(ObservationLists::bytes, (row, transaction) -> details(row, transaction)
                                .map(found -> part(row, found, wanted)))
                        : Pages.Shaping.alone(row -> part(row, null, wanted)));
    }

    /**
     * Those of one trace, in the order in which they began. Fails with {@code too_large} when they are more than an
     * answer may hold.
     */
    Future<List<ObjectNode>> ofTrace(String id, int limit, Transaction transaction) {
        return transaction.query(OF_TRACE, id, limit).compose(rows -> whole().all(
                        rows,
                        transaction,
                        "read the observations of the trace by page: GET"
                                + " /api/public/v2/observations?fields=core,basic,io&limit=100&traceId="));
    }

    private Pages.Shaping whole() {
        return new Pages.Shaping(ObservationLists::bytes, this::whole);
    }

    private Future<ObjectNode> whole(Row row, Transaction transaction) {
        return details(row, transaction).map(found -> shapes.observation(row, found));
    }

    private static Future<Long> bytes(Row row, Transaction transaction) {
        return Details.OF_OBSERVATIONS.bytes(transaction, row.text("trace_id"), row.text("id"));
    }

    private static Future<@Nullable Row> details(Row row, Transaction transaction) {
        return Details.OF_OBSERVATIONS.find(transaction, row.text("trace_id"), row.text("id"));
    }

    private ObjectNode part(Row row, @Nullable Row details, List<String> fields) {
        ObjectNode shape = shapes.observation(row, details);
        shape.put("userId", row.textOrNull("user_id")).put("sessionId", row.textOrNull("session_id"));
        shape.put("release", row.textOrNull("trace_release")).put("traceName", row.textOrNull("trace_name"));
        shape.set("tags", Json.tree(Columns.tags(row, "tags")));
        shape.put("providedModelName", row.textOrNull("model"));
        shape.set("totalCost", shape.path("calculatedTotalCost"));
        return shape.retain(fields);
    }
}
