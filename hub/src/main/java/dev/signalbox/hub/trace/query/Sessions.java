package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.TraceSession;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads sessions: they are what their traces say, and have no row of their own. */
public final class Sessions {
    private static final String SELECT = """
            SELECT t.session_id AS id, min(t.environment) AS environment, max(t.user_id) AS user_id, count(*) AS traces,
                sum(t.observations) AS observations, sum(t.errors) AS errors, min(t.at) AS first_at, max(t.at) AS last_at,
                sum(t.input_tokens) AS input_tokens, sum(t.output_tokens) AS output_tokens,
                sum(t.total_tokens) AS total_tokens, sum(t.cost) AS cost, sum(t.unpriced) AS unpriced
            FROM traces t""";

    private final Database database;

    public Sessions(Database database) {
        this.database = database;
    }

    /** A page of sessions with a trace that the filter means, the one with the newest such trace first. */
    public Future<Page<TraceSession>> page(TraceFilter filter, int limit, @Nullable String cursor) {
        Conditions conditions = filter.conditions().and("t.session_id IS NOT NULL");
        String where = conditions.where();
        Keyset behind = Keyset.of(cursor);
        String having = behind == null
                ? ""
                : " HAVING (max(t.at), t.session_id) < (" + conditions.value(behind.at()) + ", "
                        + conditions.value(behind.id()) + ")";
        String sql = SELECT + where + " GROUP BY t.session_id" + having + " ORDER BY last_at DESC, id DESC LIMIT "
                + conditions.value(limit + 1);
        return database.read(transaction -> conditions.query(transaction, sql))
                .map(rows -> Keyset.page(
                        rows, limit, Sessions::sessionOf, row -> new Keyset(row.bigint("last_at"), row.text("id"))));
    }

    /** One session, or empty. */
    public Future<Optional<TraceSession>> byId(String id) {
        return database.read(
                        transaction -> transaction.query(SELECT + " WHERE t.session_id = $1 GROUP BY t.session_id", id))
                .map(rows -> rows.stream().findFirst().map(Sessions::sessionOf));
    }

    private static TraceSession sessionOf(Row row) {
        return new TraceSession(
                row.text("id"),
                row.text("environment"),
                row.textOrNull("user_id"),
                row.bigint("traces"),
                row.bigint("observations"),
                row.bigint("errors"),
                Columns.time(row, "first_at"),
                Columns.time(row, "last_at"),
                row.bigint("input_tokens"),
                row.bigint("output_tokens"),
                row.bigint("total_tokens"),
                Money.ofNanos(row.bigintOrNull("cost")),
                row.bigint("unpriced"));
    }
}
