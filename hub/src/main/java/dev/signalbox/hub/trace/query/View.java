package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.database.Row;
import dev.signalbox.wire.InvalidInput;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A view is the rows of one table of traces with the columns by which they are listed, filtered and counted, under the
 * names that clients call them. Columns of the trace that a row belongs to are among them. Immutable.
 */
public final class View {
    /** How long an observation took; null while it runs, and where its times are impossible. */
    public static final String DURATION = "(CASE WHEN o.ended_at >= o.started_at THEN o.ended_at - o.started_at END)";
    /** The same to its first token, which is not after its end. */
    public static final String TO_FIRST_TOKEN =
            "(CASE WHEN o.first_token_at >= o.started_at AND (o.ended_at IS NULL OR o.first_token_at <= o.ended_at)"
                    + " THEN o.first_token_at - o.started_at END)";

    /** Rows of {@code traces}, called {@code t}. */
    public static final View TRACES = new View("traces t", "")
            .texts("t", "id", "name", "userId", "sessionId", "environment", "version", "release")
            .column("tags", "t.tags", Kind.TAGS)
            .column("timestamp", "t.at", Kind.TIME)
            .column("latency", "t.ended_at - t.started_at", Kind.SECONDS)
            .column("totalCost", "t.cost", Kind.DOLLARS)
            .column("totalTokens", "t.total_tokens", Kind.NUMBER);

    /** Rows of {@code observations}, called {@code o}. */
    public static final View OBSERVATIONS = new View("observations o", " JOIN traces t ON t.id = o.trace_id")
            .texts("o", "id", "traceId", "name", "type", "level", "model", "promptName", "version", "environment")
            .texts("t", "userId", "sessionId", "release")
            .column("statusMessage", "o.status", Kind.TEXT)
            .column("parentObservationId", "o.parent_id", Kind.TEXT)
            .column("providedModelName", "o.model", Kind.TEXT)
            .column("traceName", "t.name", Kind.TEXT)
            .column("traceRelease", "t.release", Kind.TEXT)
            .column("tags", "t.tags", Kind.TAGS)
            .column("traceTags", "t.tags", Kind.TAGS)
            .column("startTime", "o.started_at", Kind.TIME)
            .column("endTime", "o.ended_at", Kind.TIME)
            .column("latency", DURATION, Kind.SECONDS)
            .column("totalCost", "o.cost", Kind.DOLLARS)
            .column("totalTokens", "o.total_tokens", Kind.NUMBER);

    /** Rows of {@code trace_scores}, called {@code s}. */
    public static final View SCORES = new View("trace_scores s", " LEFT JOIN traces t ON t.id = s.trace_id")
            .texts("s", "id", "name", "source", "dataType", "traceId", "observationId", "sessionId", "environment")
            .column("userId", "t.user_id", Kind.TEXT)
            .column("traceName", "t.name", Kind.TEXT)
            .column("tags", "t.tags", Kind.TAGS)
            .column("timestamp", "s.at", Kind.TIME);

    private static final Pattern OF_TRACES = Pattern.compile("\\bt\\.");

    private final String table;
    private final String join;
    private final Map<String, Column> columns = new LinkedHashMap<>();

    /** How a column is compared, and what it counts: microseconds, billionths of a US dollar, or the number itself. */
    public enum Kind {
        TEXT,
        TAGS,
        TIME,
        SECONDS,
        DOLLARS,
        NUMBER
    }

    /** A column is an SQL expression of one kind. */
    public record Column(String sql, Kind kind) {}

    private View(String table, String join) {
        this.table = table;
        this.join = join;
    }

    /**
     * {@link #TO_FIRST_TOKEN} of one row: microseconds; null where the first token came before the start or after the
     * end.
     */
    public static @Nullable Long toFirstToken(Row observation) {
        Long start = observation.bigintOrNull("started_at");
        Long first = observation.bigintOrNull("first_token_at");
        if (start == null || first == null || first < start) return null;
        Long end = observation.bigintOrNull("ended_at");
        return end != null && first > end ? null : (Long) (first - start);
    }

    /** The same view with one text more. */
    public View with(String name, String sql) {
        View view = new View(table, join);
        view.columns.putAll(columns);
        return view.column(name, sql, Kind.TEXT);
    }

    /** The column of that name. Fails with {@link InvalidInput}, which names those that there are. */
    public Column column(String name) {
        Column column = columnOrNull(name);
        if (column != null) return column;
        throw new InvalidInput(
                "",
                "the filter on \"" + name + "\" is not supported; columns are "
                        + String.join(", ", columns.keySet().stream().sorted().toList()));
    }

    /** The same; null when there is none. */
    public @Nullable Column columnOrNull(String name) {
        return columns.get(name);
    }

    /** {@code FROM …} for a query, with the traces only where one of its texts speaks of them. */
    public String from(String... texts) {
        String sql = String.join(" ", texts);
        return " FROM " + table + (OF_TRACES.matcher(sql).find() ? join : "");
    }

    private View column(String name, String sql, Kind kind) {
        columns.put(name, new Column(sql, kind));
        return this;
    }

    private View texts(String row, String... names) {
        for (String name : names) {
            String column = name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            column(name, row + "." + column, Kind.TEXT);
        }
        return this;
    }
}
