package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.TraceProblem;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The query of what somebody should look at: what came damaged, what has no price, what hangs in the air. Any thread.
 */
public final class TraceProblems {
    private static final PageOrder ORDER = PageOrder.newestNumbered("position", "number");
    private static final String UNPRICED_MODELS = """
            SELECT model, count(*) AS n, max(started_at) AS newest, max(price_key) AS price, max(usage) AS usage
            FROM observations WHERE cost IS NULL AND model IS NOT NULL AND
                (total_tokens > 0 OR (price_key IS NOT NULL AND usage IS NOT NULL))
            GROUP BY model, price_key IS NULL ORDER BY n DESC LIMIT $1""";
    private static final String DANGLING =
            "o.parent_id IS NOT NULL AND o.app_root = 0 AND NOT EXISTS (SELECT 1 FROM observations p"
                    + " WHERE p.trace_id = o.trace_id AND p.id = o.parent_id)";
    private static final String RINGS = "o.parent_id IS NULL AND o.named_parent IS NOT NULL";
    private static final String IMPOSSIBLE_TIMES = "(o.ended_at < o.started_at OR o.first_token_at < o.started_at)";

    private final Database database;

    public TraceProblems(Database database) {
        this.database = database;
    }

    /** What came damaged or could not be kept, newest first. */
    public Future<Page<TraceProblem>> page(@Nullable String traceId, int limit, @Nullable String cursor) {
        Conditions conditions = new Conditions().and("trace_id = ?", traceId);
        return ORDER.page(
                database, "SELECT * FROM trace_problems", conditions, limit, cursor, TraceProblems::problemOf);
    }

    /**
     * Models with tokens but no price, the most used first; then, a line a trace, observations whose parent has not
     * come, whose parents lead back to themselves, and whose times cannot be.
     *
     * @param traceId null for all traces; of one trace the models are left out
     */
    public Future<List<TraceProblem>> standing(@Nullable String traceId, int limit) {
        return database.read(transaction -> {
            Future<List<Row>> models =
                    traceId == null ? transaction.query(UNPRICED_MODELS, limit) : Future.succeededFuture(List.of());
            Future<List<Row>> orphans = observations(DANGLING, traceId, limit, transaction);
            Future<List<Row>> rings = observations(RINGS, traceId, limit, transaction);
            Future<List<Row>> times = observations(IMPOSSIBLE_TIMES, traceId, limit, transaction);
            return Future.all(models, orphans, rings, times).map(read -> {
                List<TraceProblem> problems = new ArrayList<>();
                for (Row row : models.result()) problems.add(unknown(row));
                for (Row row : orphans.result())
                    problems.add(ofTrace(
                            "dangling_parent", row, "the parent has not come; such observations are shown at the top"));
                for (Row row : rings.result())
                    problems.add(ofTrace(
                            "parents_in_a_ring",
                            row,
                            "the parents lead back to the observation itself; such observations are shown at the top"));
                for (Row row : times.result())
                    problems.add(ofTrace(
                            "impossible_times",
                            row,
                            "the end or the first token is before the start; no duration is told"));
                return problems;
            });
        });
    }

    /** Observations of which something is true, a line a trace. */
    private static Future<List<Row>> observations(
            String condition, @Nullable String traceId, int limit, Transaction transaction) {
        Conditions conditions = new Conditions().and(condition).and("o.trace_id = ?", traceId);
        String sql = "SELECT o.trace_id, count(*) AS n, max(o.started_at) AS newest, min(o.id) AS first"
                + " FROM observations o" + conditions.where() + " GROUP BY o.trace_id ORDER BY newest DESC LIMIT "
                + conditions.value(limit);
        return conditions.query(transaction, sql);
    }

    private static TraceProblem problemOf(Row row) {
        String excerpt = row.textOrNull("excerpt");
        return new TraceProblem(
                excerpt == null ? "warning" : "refused",
                row.bigint("position"),
                Columns.time(row, "at"),
                row.textOrNull("trace_id"),
                row.textOrNull("observation_id"),
                null,
                1,
                row.text("detail"),
                excerpt);
    }

    /** There is no price; or there is one, and it says nothing of what was used: characters, say, or a mere total. */
    private static TraceProblem unknown(Row row) {
        String model = row.text("model");
        boolean priced = row.textOrNull("price") != null;
        return new TraceProblem(
                priced ? "unpriced_usage" : "unknown_model",
                null,
                Columns.time(row, "newest"),
                null,
                null,
                model,
                row.bigint("n"),
                priced
                        ? "the price of " + model + " says nothing of such usage: " + row.textOrNull("usage")
                                + "; tell tokens that went in and came out, or set a price for what was used"
                        : "no price is known for " + model + "; signalbox prices set " + model + " input=… output=…",
                null);
    }

    private static TraceProblem ofTrace(String kind, Row row, String detail) {
        return new TraceProblem(
                kind,
                null,
                Columns.time(row, "newest"),
                row.text("trace_id"),
                row.text("first"),
                null,
                row.bigint("n"),
                detail,
                null);
    }
}
