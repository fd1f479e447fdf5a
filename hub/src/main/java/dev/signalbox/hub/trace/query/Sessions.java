package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.TraceSession;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The query of sessions: they are what their traces say, and have no row of their own. Any thread. */
public final class Sessions {
    private static final String SELECT = """
            SELECT t.session_id AS id, min(t.environment) AS environment, max(t.user_id) AS user_id, count(*) AS traces,
                sum(t.observations) AS observations, sum(t.errors) AS errors, min(t.at) AS first_at, max(t.at) AS last_at,
                sum(t.input_tokens) AS input_tokens, sum(t.output_tokens) AS output_tokens,
                sum(t.total_tokens) AS total_tokens, sum(t.cost) AS cost, sum(t.unpriced) AS unpriced
            FROM traces t""";
    private static final PageOrder ORDER = PageOrder.newest("last_at", "id");

    private final Database database;

    public Sessions(Database database) {
        this.database = database;
    }

    /** A page of sessions with a trace that the conditions mean, the one with the newest such trace first. */
    public Future<Page<TraceSession>> page(Conditions conditions, int limit, @Nullable String cursor) {
        Conditions all = conditions.copy().and("t.session_id IS NOT NULL");
        String sessions = SELECT + all.whereWithin() + " GROUP BY t.session_id";
        return ORDER.page(database, "SELECT * FROM (" + sessions + ") s", all, limit, cursor, Sessions::sessionOf);
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
