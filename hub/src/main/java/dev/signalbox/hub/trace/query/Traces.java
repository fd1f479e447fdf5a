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

/** Reads traces. */
public final class Traces {
    private final Database database;

    public Traces(Database database) {
        this.database = database;
    }

    /** A page of traces without their inputs and outputs, newest first. */
    public Future<Page<Trace>> page(TraceFilter filter, int limit, @Nullable String cursor) {
        Conditions conditions = filter.conditions();
        Keyset behind = Keyset.of(cursor);
        if (behind != null) conditions.and("(t.at, t.id) < (?, ?)", behind.at(), behind.id());
        String sql = "SELECT t.* FROM traces t" + conditions.where() + " ORDER BY t.at DESC, t.id DESC LIMIT "
                + conditions.value(limit + 1);
        return database.read(transaction -> conditions.query(transaction, sql))
                .map(rows -> Keyset.page(
                        rows, limit, TraceResources::trace, row -> new Keyset(row.bigint("at"), row.text("id"))));
    }

    /** One trace with input, output, metadata and scores, or empty. */
    public Future<Optional<Trace>> byId(String id) {
        return database.read(transaction -> {
            Future<List<Row>> traces = transaction.query("SELECT * FROM traces WHERE id = $1", id);
            Future<List<Row>> details = transaction.query("SELECT * FROM trace_details WHERE id = $1", id);
            Future<List<Row>> scores =
                    transaction.query("SELECT * FROM trace_scores WHERE trace_id = $1 ORDER BY position LIMIT 500", id);
            return Future.all(traces, details, scores).map(read -> traces.result().stream()
                    .findFirst()
                    .map(row -> TraceResources.trace(
                            row,
                            details.result().isEmpty() ? null : details.result().get(0),
                            scores.result().stream().map(TraceResources::score).toList())));
        });
    }

    /** The whole input or output of a trace as JSON text, or empty. */
    public Future<Optional<String>> text(String id, boolean output) {
        String column = output ? "output" : "input";
        return database.read(
                        transaction -> transaction.query("SELECT " + column + " FROM trace_details WHERE id = $1", id))
                .map(rows -> rows.stream().findFirst().map(row -> row.textOrNull(column)));
    }

    /**
     * Traces of an environment that nothing has come for since a time, the oldest first: id to the time of the last that came.
     *
     * @param environment null for all but {@code others}
     */
    public Future<Map<String, Long>> untouchedSince(
            long micros, @Nullable String environment, List<String> others, int limit) {
        Conditions conditions = new Conditions().and("t.last_at < ?", micros).and("t.environment = ?", environment);
        for (String other : others) conditions.and("t.environment <> ?", other);
        String sql = "SELECT t.id, t.last_at FROM traces t" + conditions.where() + " ORDER BY t.last_at LIMIT "
                + conditions.value(limit);
        return database.read(transaction -> conditions.query(transaction, sql)).map(rows -> {
            Map<String, Long> untouched = new LinkedHashMap<>();
            for (Row row : rows) untouched.put(row.text("id"), row.bigint("last_at"));
            return untouched;
        });
    }
}
