package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.wire.Times;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which traces are meant: by what is said of them, and by what is in them. Null stands for all.
 *
 * @param from earliest timestamp, microseconds
 * @param to latest timestamp, not included
 * @param level at least one observation has it
 * @param minCost billionths of a US dollar
 * @param minDuration microseconds
 * @param text somewhere in names, ids, tags, inputs, outputs or status messages
 */
public record TraceFilter(
        @Nullable Long from,
        @Nullable Long to,
        @Nullable String name,
        @Nullable String userId,
        @Nullable String sessionId,
        @Nullable String environment,
        @Nullable String tag,
        @Nullable String model,
        @Nullable String level,
        @Nullable String release,
        @Nullable String version,
        @Nullable Long minCost,
        @Nullable Long maxCost,
        @Nullable Long minDuration,
        @Nullable Long maxDuration,
        @Nullable String text) {

    /** The query parameters that {@link #of} reads. */
    public static final List<String> PARAMETERS = List.of(
            "from",
            "to",
            "name",
            "userId",
            "sessionId",
            "environment",
            "tag",
            "model",
            "level",
            "release",
            "version",
            "minCost",
            "maxCost",
            "minDuration",
            "maxDuration",
            "text");

    /** All traces. */
    public static final TraceFilter NONE = new TraceFilter(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    static final Set<String> LEVELS = Set.of("DEBUG", "DEFAULT", "WARNING", "ERROR");
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);
    private static final Pattern DOLLARS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

    /** Reads a query. Fails with {@link dev.signalbox.wire.InvalidInput} that names the parameter. */
    public static TraceFilter of(Query query) {
        return new TraceFilter(
                time(query, "from"),
                time(query, "to"),
                query.text("name"),
                query.text("userId"),
                query.text("sessionId"),
                query.text("environment"),
                query.text("tag"),
                query.text("model"),
                level(query),
                query.text("release"),
                query.text("version"),
                cost(query, "minCost"),
                cost(query, "maxCost"),
                duration(query, "minDuration"),
                duration(query, "maxDuration"),
                query.text("text"));
    }

    /** All traces of one session. */
    public static TraceFilter ofSession(String id) {
        return new TraceFilter(
                null, null, null, null, id, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** The conditions on rows of {@code traces}, which the query calls {@code t}. */
    Conditions conditions() {
        Conditions conditions = new Conditions()
                .and("t.at >= ?", from)
                .and("t.at < ?", to)
                .and("t.name = ?", name)
                .and("t.user_id = ?", userId)
                .and("t.session_id = ?", sessionId)
                .and("t.environment = ?", environment)
                .and("replace(t.tags, ?, '') <> t.tags", tag == null ? null : Columns.lineOf(tag))
                .and("t.release = ?", release)
                .and("t.version = ?", version)
                .and("t.cost >= ?", minCost)
                .and("t.cost <= ?", maxCost)
                .and("t.ended_at - t.started_at >= ?", minDuration)
                .and("t.ended_at - t.started_at <= ?", maxDuration)
                .and("EXISTS (SELECT 1 FROM observations o WHERE o.trace_id = t.id AND o.model = ?)", model);
        if ("ERROR".equals(level)) conditions.and("t.errors > 0");
        else if ("WARNING".equals(level)) conditions.and("t.warnings > 0");
        else conditions.and("EXISTS (SELECT 1 FROM observations o WHERE o.trace_id = t.id AND o.level = ?)", level);
        if (text != null) {
            conditions.containing(
                    text,
                    "t.id",
                    "t.name",
                    "t.user_id",
                    "t.session_id",
                    "t.tags",
                    "EXISTS (SELECT 1 FROM trace_details d WHERE d.id = t.id AND lower(COALESCE(d.input, '') || COALESCE(d.output, '')) LIKE ? ESCAPE '\\')",
                    "EXISTS (SELECT 1 FROM observations o WHERE o.trace_id = t.id AND lower(COALESCE(o.name, '') || ' ' || COALESCE(o.status, '')) LIKE ? ESCAPE '\\')",
                    "EXISTS (SELECT 1 FROM observation_details d WHERE d.trace_id = t.id AND lower(COALESCE(d.input, '') || COALESCE(d.output, '')) LIKE ? ESCAPE '\\')");
        }
        return conditions;
    }

    /** A time as a person or a program writes it: RFC 3339. */
    public static @Nullable Long time(Query query, String name) {
        String text = query.text(name);
        if (text == null) return null;
        try {
            return Times.toMicros(Times.parse(text));
        } catch (IllegalArgumentException noTime) {
            throw Query.invalid(name, "must be a time such as 2026-11-21T08:00:00Z");
        }
    }

    private static @Nullable String level(Query query) {
        String text = query.text("level");
        if (text == null) return null;
        String level = text.toUpperCase(Locale.ROOT);
        if (LEVELS.contains(level)) return level;
        throw Query.invalid("level", "must be one of DEBUG, DEFAULT, WARNING, ERROR");
    }

    private static @Nullable Long cost(Query query, String name) {
        String text = query.text(name);
        if (text == null) return null;
        if (DOLLARS.matcher(text).matches())
            return new BigDecimal(text).multiply(NANOS).longValueExact();
        throw Query.invalid(name, "must be US dollars such as 0.05, at most nine digits before and behind the point");
    }

    private static @Nullable Long duration(Query query, String name) {
        String text = query.text(name);
        if (text == null) return null;
        try {
            return Times.parseDuration(text).toNanos() / 1_000;
        } catch (IllegalArgumentException | ArithmeticException noDuration) {
            throw Query.invalid(name, "must be a duration such as 30s or PT1.5S");
        }
    }
}
