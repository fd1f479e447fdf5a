package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.wire.resource.Observation;
import dev.signalbox.wire.resource.Page;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query of the observations of one trace. Any thread. */
public final class Observations {
    /** As a parent: whatever stands at the top, also those whose parent has not come. */
    public static final String ROOT = "root";

    private static final String IS_ROOT =
            "CASE WHEN o.parent_id IS NULL OR NOT EXISTS (SELECT 1 FROM observations p WHERE p.trace_id = o.trace_id AND"
                    + " p.id = o.parent_id) THEN 1 ELSE 0 END";

    private static final PageOrder ORDER = new PageOrder("o.started_at", "o.position", true, "ASC");

    private final Database database;

    public Observations(Database database) {
        this.database = database;
    }

    /**
     * A page of a trace's observations, in the order in which they began, and of those that began together in the order
     * of their arrival; without inputs and outputs.
     *
     * @param parent only the children of this one; {@link #ROOT} for the top; null for all
     */
    public Future<Page<Observation>> page(String traceId, @Nullable String parent, int limit, @Nullable String cursor) {
        Conditions conditions = new Conditions();
        String counted = conditions.value(traceId);
        conditions.and("o.trace_id = ?", traceId);
        if (ROOT.equals(parent)) conditions.and(IS_ROOT + " = 1");
        else conditions.and("o.parent_id = ?", parent);
        String select = "SELECT o.*, " + IS_ROOT + " AS is_root, COALESCE(c.n, 0) AS children FROM observations o"
                + " LEFT JOIN (SELECT parent_id, count(*) AS n FROM observations WHERE trace_id = " + counted
                + " GROUP BY parent_id) c ON c.parent_id = o.id";
        return ORDER.page(
                database,
                select,
                conditions,
                limit,
                cursor,
                row -> TraceResources.observation(row, row.bigint("children"), null));
    }

    /** One observation with all that is known of it, or empty. */
    public Future<Optional<Observation>> byId(String traceId, String id) {
        return database.read(transaction -> {
            Future<List<Row>> found = transaction.query(
                    "SELECT o.*, " + IS_ROOT + " AS is_root FROM observations o WHERE o.trace_id = $1 AND o.id = $2",
                    traceId,
                    id);
            Future<@Nullable Row> details = Details.OF_OBSERVATIONS.find(transaction, traceId, id);
            return Future.all(found, details).map(read -> found.result().stream()
                    .findFirst()
                    .map(row -> TraceResources.observation(row, null, details.result())));
        });
    }

    /** The whole input or output as JSON text, or empty. */
    public Future<Optional<String>> text(String traceId, String id, boolean output) {
        return Details.OF_OBSERVATIONS.text(database, output, traceId, id);
    }
}
