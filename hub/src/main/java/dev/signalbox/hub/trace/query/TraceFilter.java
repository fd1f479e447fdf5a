package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.wire.Times;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The filter of traces and sessions: by what is said of traces, and by what is in them. */
public final class TraceFilter {
    private static final String HAS_MODEL =
            "EXISTS (SELECT 1 FROM observations o WHERE o.trace_id = t.id AND o.model = ?)";
    private static final String HAS_LEVEL =
            "EXISTS (SELECT 1 FROM observations o WHERE o.trace_id = t.id AND o.level = ?)";
    private static final String[] TEXTS = {
        "t.id",
        "t.name",
        "t.user_id",
        "t.session_id",
        "t.tags",
        "EXISTS (SELECT 1 FROM trace_details d WHERE d.id = t.id"
                + " AND lower(COALESCE(d.input, '') || COALESCE(d.output, '')) LIKE ? ESCAPE '\\')",
        "EXISTS (SELECT 1 FROM observations o WHERE o.trace_id = t.id"
                + " AND lower(COALESCE(o.name, '') || ' ' || COALESCE(o.status, '')) LIKE ? ESCAPE '\\')",
        "EXISTS (SELECT 1 FROM observation_details d WHERE d.trace_id = t.id"
                + " AND lower(COALESCE(d.input, '') || COALESCE(d.output, '')) LIKE ? ESCAPE '\\')"
    };
    private static final Set<String> LEVELS = Set.of("DEBUG", "DEFAULT", "WARNING", "ERROR");
    private static final Pattern DOLLARS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

    /**
     * Its parameters. Times are RFC 3339, costs US dollars, durations as {@link Times#parseDuration} reads them; a
     * model or a level is that of at least one observation; {@code text} stands somewhere in names, ids, tags, inputs,
     * outputs or status messages; {@code idPrefix} is how an id begins.
     */
    public static final Filter PARAMETERS = Filter.on(View.TRACES)
            .times("from", "to", "timestamp")
            .equal("name", "userId", "sessionId", "environment")
            .value("tag", Conditions.hasTag("t.tags"), (name, tag) -> Columns.lineOf(tag))
            .value("model", HAS_MODEL, (name, model) -> model)
            .line("level", TraceFilter::level)
            .line("idPrefix", (conditions, query) -> {
                String prefix = query.text("idPrefix");
                if (prefix == null) return;
                conditions.and("substr(t.id, 1, " + prefix.codePointCount(0, prefix.length()) + ") = ?", prefix);
            })
            .equal("release", "version")
            .value("minCost", "t.cost >= ?", TraceFilter::nanos)
            .value("maxCost", "t.cost <= ?", TraceFilter::nanos)
            .value("minDuration", "t.ended_at - t.started_at >= ?", TraceFilter::micros)
            .value("maxDuration", "t.ended_at - t.started_at <= ?", TraceFilter::micros)
            .line("text", (conditions, query) -> {
                String text = query.text("text");
                if (text != null) conditions.containing(text, TEXTS);
            });

    private TraceFilter() {}

    private static void level(Conditions conditions, Query query) {
        String text = query.text("level");
        if (text == null) return;
        String level = text.toUpperCase(Locale.ROOT);
        if (!LEVELS.contains(level)) throw Query.invalid("level", "must be one of DEBUG, DEFAULT, WARNING, ERROR");
        if (level.equals("ERROR")) conditions.and("t.errors > 0");
        else if (level.equals("WARNING")) conditions.and("t.warnings > 0");
        else conditions.and(HAS_LEVEL, level);
    }

    private static Long nanos(String name, String text) {
        if (DOLLARS.matcher(text).matches())
            return new BigDecimal(text).movePointRight(9).longValueExact();
        throw Query.invalid(name, "must be US dollars such as 0.05, at most nine digits before and behind the point");
    }

    private static Long micros(String name, String text) {
        try {
            return Times.parseDuration(text).toNanos() / 1_000;
        } catch (IllegalArgumentException | ArithmeticException noDuration) {
            throw Query.invalid(name, "must be a duration such as 30s or PT1.5S");
        }
    }
}
