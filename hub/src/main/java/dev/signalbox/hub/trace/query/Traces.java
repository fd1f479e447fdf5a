package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.Trace;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query of traces: lists, and single ones with all that is known of them. Any thread. */
public final class Traces {
    private static final PageOrder ORDER = PageOrder.newest("t.at", "t.id");

    private final Database database;

    public Traces(Database database) {
        this.database = database;
    }

    /** A page of traces without their inputs and outputs, newest first. */
    public Future<Page<Trace>> page(Conditions conditions, int limit, @Nullable String cursor) {
        return ORDER.page(database, "SELECT t.* FROM traces t", conditions, limit, cursor, TraceResources::trace);
    }

    /** The traces of one session. */
    public Future<Page<Trace>> ofSession(String id, int limit, @Nullable String cursor) {
        return page(new Conditions().and("t.session_id = ?", id), limit, cursor);
    }

    /** One trace with input, output, metadata and scores, or empty. */
    public Future<Optional<Trace>> byId(String id) {
        return database.read(transaction -> {
            Future<List<Row>> traces = transaction.query("SELECT * FROM traces WHERE id = $1", id);
            Future<@Nullable Row> details = Details.OF_TRACES.find(transaction, id);
            Future<List<Row>> scores =
                    transaction.query("SELECT * FROM trace_scores WHERE trace_id = $1 ORDER BY position LIMIT 500", id);
            return Future.all(traces, details, scores).map(read -> traces.result().stream()
                    .findFirst()
                    .map(row -> TraceResources.trace(
                            row,
                            details.result(),
                            scores.result().stream().map(TraceResources::score).toList())));
        });
    }

    /** The whole input or output of a trace as JSON text, or empty. */
    public Future<Optional<String>> text(String id, boolean output) {
        return Details.OF_TRACES.text(database, output, id);
    }

    /**
     * Traces of an environment that nothing has come for since a time, the oldest first: id to the time of the last
     * that came.
     *
     * @param environment null for all but {@code others}
     */
    public Future<Map<String, Long>> untouchedSince(
            long micros, @Nullable String environment, List<String> others, int limit) {
        Conditions conditions = of(environment, others).and("t.last_at < ?", micros);
        String sql = "SELECT t.id, t.last_at FROM traces t" + conditions.where() + " ORDER BY t.last_at LIMIT "
                + conditions.value(limit);
        return database.read(transaction -> conditions.query(transaction, sql)).map(rows -> {
            Map<String, Long> untouched = new LinkedHashMap<>();
            for (Row row : rows) untouched.put(row.text("id"), row.bigint("last_at"));
            return untouched;
        });
    }

    /** How many traces {@link #untouchedSince} would find. */
    public Future<Long> countUntouchedSince(long micros, @Nullable String environment, List<String> others) {
        return count(of(environment, others).and("t.last_at < ?", micros));
    }

    /** How many traces of an environment there are; as for {@link #untouchedSince}. */
    public Future<Long> count(@Nullable String environment, List<String> others) {
        return count(of(environment, others));
    }

    private Future<Long> count(Conditions conditions) {
        String sql = "SELECT count(*) AS n FROM traces t" + conditions.where();
        return database.read(transaction -> conditions.query(transaction, sql))
                .map(rows -> rows.get(0).bigint("n"));
    }

    private static Conditions of(@Nullable String environment, List<String> others) {
        Conditions conditions = new Conditions().and("t.environment = ?", environment);
        for (String other : others) conditions.and("t.environment <> ?", other);
        return conditions;
    }
}
