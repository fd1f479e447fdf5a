package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.trace.query.Conditions;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the queries of Langfuse's clients narrow a list by. A filter that is not understood is refused: it must not answer with everything. */
final class Filters {
    /** Of the rows of traces, called {@code t}. */
    static final Map<String, Column> TRACES = Map.ofEntries(
            Map.entry("id", Column.text("t.id")),
            Map.entry("name", Column.text("t.name")),
            Map.entry("userId", Column.text("t.user_id")),
            Map.entry("sessionId", Column.text("t.session_id")),
            Map.entry("environment", Column.text("t.environment")),
            Map.entry("version", Column.text("t.version")),
            Map.entry("release", Column.text("t.release")),
            Map.entry("tags", new Column("t.tags", Kind.TAGS)),
            Map.entry("timestamp", new Column("t.at", Kind.TIME)),
            Map.entry("latency", new Column("t.ended_at - t.started_at", Kind.SECONDS)),
            Map.entry("totalCost", new Column("t.cost", Kind.DOLLARS)),
            Map.entry("totalTokens", new Column("t.total_tokens", Kind.NUMBER)));

    /** Of the rows of observations, called {@code o}; their traces are {@code t}. */
    static final Map<String, Column> OBSERVATIONS = Map.ofEntries(
            Map.entry("id", Column.text("o.id")),
            Map.entry("traceId", Column.text("o.trace_id")),
            Map.entry("name", Column.text("o.name")),
            Map.entry("type", Column.text("o.type")),
            Map.entry("level", Column.text("o.level")),
            Map.entry("statusMessage", Column.text("o.status")),
            Map.entry("parentObservationId", Column.text("o.parent_id")),
            Map.entry("model", Column.text("o.model")),
            Map.entry("providedModelName", Column.text("o.model")),
            Map.entry("promptName", Column.text("o.prompt_name")),
            Map.entry("version", Column.text("o.version")),
            Map.entry("environment", Column.text("o.environment")),
            Map.entry("traceName", Column.text("t.name")),
            Map.entry("userId", Column.text("t.user_id")),
            Map.entry("sessionId", Column.text("t.session_id")),
            Map.entry("release", Column.text("t.release")),
            Map.entry("traceRelease", Column.text("t.release")),
            Map.entry("tags", new Column("t.tags", Kind.TAGS)),
            Map.entry("traceTags", new Column("t.tags", Kind.TAGS)),
            Map.entry("startTime", new Column("o.started_at", Kind.TIME)),
            Map.entry("endTime", new Column("o.ended_at", Kind.TIME)),
            Map.entry("latency", new Column("o.ended_at - o.started_at", Kind.SECONDS)),
            Map.entry("totalCost", new Column("o.cost", Kind.DOLLARS)),
            Map.entry("totalTokens", new Column("o.total_tokens", Kind.NUMBER)));

    /** Of the rows of scores, called {@code s}; their traces are {@code t}. */
    static final Map<String, Column> SCORES = Map.ofEntries(
            Map.entry("id", Column.text("s.id")),
            Map.entry("name", Column.text("s.name")),
            Map.entry("source", Column.text("s.source")),
            Map.entry("dataType", Column.text("s.data_type")),
            Map.entry("traceId", Column.text("s.trace_id")),
            Map.entry("observationId", Column.text("s.observation_id")),
            Map.entry("sessionId", Column.text("s.session_id")),
            Map.entry("environment", Column.text("s.environment")),
            Map.entry("userId", Column.text("t.user_id")),
            Map.entry("traceName", Column.text("t.name")),
            Map.entry("tags", new Column("t.tags", Kind.TAGS)),
            Map.entry("timestamp", new Column("s.at", Kind.TIME)));

    /** Tables know whole numbers only, and a score is kept by its digits: it is compared in millionths. */
    private static final String SCORE_MICROS = "CAST(round(CAST(s.value AS double precision) * 1000000) AS bigint)";

    private static final List<String> COMPARISONS = List.of("=", "<>", ">", "<", ">=", "<=");

    /** How a column is compared. */
    enum Kind {
        TEXT,
        TAGS,
        TIME,
        SECONDS,
        DOLLARS,
        NUMBER
    }

    /** A column by the name that clients call it. */
    record Column(String sql, Kind kind) {
        static Column text(String sql) {
            return new Column(sql, Kind.TEXT);
        }
    }

    private Filters() {}

    /** One parameter that must be equal; of several of them any. */
    static void equal(Conditions conditions, Query query, String parameter, String sql) {
        List<String> given =
                query.texts(parameter).stream().filter(text -> !text.isEmpty()).toList();
        if (!given.isEmpty()) any(conditions, sql, given);
    }

    /** A list with commas, of which any must be equal. */
    static void listed(Conditions conditions, Query query, String parameter, String sql) {
        List<String> given = query.texts(parameter).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .filter(text -> !text.isEmpty())
                .toList();
        if (!given.isEmpty()) any(conditions, sql, given);
    }

    /** Tags that a trace must all have; repeated, or with commas between them. */
    static void tags(Conditions conditions, Query query, String parameter, String sql) {
        for (String given : query.texts(parameter)) {
            for (String tag : given.split(",", -1)) {
                if (!tag.isBlank())
                    conditions.and("replace(" + sql + ", ?, '') <> " + sql, Columns.lineOf(tag.strip()));
            }
        }
    }

    /** A time that must not be before, or must be before. */
    static void time(Conditions conditions, Query query, String parameter, String condition) {
        String text = query.text(parameter);
        if (text != null) conditions.and(condition, micros(parameter, text));
    }

    /** A number that the value of a score is compared with; nothing without one. Scores without a number never fit. */
    static void scoreValue(Conditions conditions, @Nullable String operator, @Nullable String value) {
        if (value == null) return;
        String comparison = operator == null ? "=" : operator;
        if (comparison.equals("!=")) comparison = "<>";
        if (!COMPARISONS.contains(comparison))
            throw Query.invalid("operator", "must be one of " + String.join(" ", COMPARISONS));
        conditions.and(SCORE_MICROS + " " + comparison + " ?", number(Kind.SECONDS, value));
    }

    /** The JSON list of conditions in the parameter {@code filter}. */
    static void json(Conditions conditions, Query query, Map<String, Column> columns) {
        String text = query.text("filter");
        if (text == null) return;
        JsonNode list;
        try {
            list = Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        } catch (IllegalArgumentException notJson) {
            throw Query.invalid("filter", "is not JSON");
        }
        if (!list.isArray()) throw Query.invalid("filter", "must be a list of conditions");
        all(conditions, list, columns);
    }

    /** Conditions as {@code filter} and the metrics have them. */
    static void all(Conditions conditions, JsonNode list, Map<String, Column> columns) {
        for (JsonNode one : list) {
            String name = one.path("column").asText();
            Column column = columns.get(name);
            if (column == null) {
                throw new InvalidInput(
                        "",
                        "the filter on \"" + name + "\" is not supported; columns are "
                                + String.join(
                                        ", ", columns.keySet().stream().sorted().toList()));
            }
            one(conditions, column, one.path("operator").asText("="), one.path("value"));
        }
    }

    private static void one(Conditions conditions, Column column, String operator, JsonNode value) {
        List<String> values = new ArrayList<>();
        if (value.isArray()) value.forEach(item -> values.add(item.asText()));
        else values.add(value.asText());
        if (column.kind() == Kind.TAGS) {
            tags(conditions, column, operator, values);
        } else if (column.kind() != Kind.TEXT && COMPARISONS.contains(operator)) {
            conditions.and(column.sql() + " " + operator + " ?", number(column.kind(), value.asText()));
        } else {
            text(conditions, column.sql(), operator, values);
        }
    }

    private static void text(Conditions conditions, String sql, String operator, List<String> values) {
        switch (operator) {
            case "=", "any of" -> any(conditions, sql, values);
            case "<>", "none of" ->
                values.forEach(value -> conditions.and("(" + sql + " IS NULL OR " + sql + " <> ?)", value));
            case "contains" -> conditions.containing(values.get(0), sql);
            case "does not contain" ->
                conditions.and("(" + sql + " IS NULL OR replace(" + sql + ", ?, '') = " + sql + ")", values.get(0));
            case "starts with" -> conditions.and("substr(" + sql + ", 1, length(?)) = ?", values.get(0), values.get(0));
            case "is null" -> conditions.and(sql + " IS NULL");
            case "is not null" -> conditions.and(sql + " IS NOT NULL");
            default -> throw unknown(operator);
        }
    }

    private static void tags(Conditions conditions, Column column, String operator, List<String> tags) {
        String has = "replace(" + column.sql() + ", ?, '') <> " + column.sql();
        Object[] lines = tags.stream().map(Columns::lineOf).toArray();
        switch (operator) {
            case "all of" -> Arrays.stream(lines).forEach(line -> conditions.and(has, line));
            case "=", "any of" ->
                conditions.and(
                        "(" + String.join(" OR ", java.util.Collections.nCopies(lines.length, has)) + ")", lines);
            case "none of" -> Arrays.stream(lines).forEach(line -> conditions.and("NOT (" + has + ")", line));
            default -> throw unknown(operator);
        }
    }

    private static void any(Conditions conditions, String sql, List<String> values) {
        if (values.isEmpty()) conditions.and("1 = 0");
        else {
            String places = String.join(", ", java.util.Collections.nCopies(values.size(), "?"));
            conditions.and(sql + " IN (" + places + ")", values.toArray());
        }
    }

    private static long number(Kind kind, String text) {
        if (kind == Kind.TIME) return micros("value", text);
        try {
            BigDecimal number = new BigDecimal(text.length() > 40 ? "x" : text);
            int digits = kind == Kind.SECONDS ? 6 : kind == Kind.DOLLARS ? 9 : 0;
            BigDecimal shifted = number.movePointRight(digits);
            if (Math.abs((long) shifted.precision() - shifted.scale()) > 18) throw new NumberFormatException(text);
            return shifted.longValue();
        } catch (NumberFormatException notANumber) {
            throw new InvalidInput("", "a filter compares a number with \"" + text + "\"; give a number");
        }
    }

    private static long micros(String parameter, @Nullable String text) {
        try {
            return Times.toMicros(Times.parse(String.valueOf(text)));
        } catch (IllegalArgumentException noTime) {
            throw Query.invalid(parameter, "must be a time such as 2026-11-21T08:00:00Z");
        }
    }

    private static InvalidInput unknown(String operator) {
        return new InvalidInput("", "the operator \"" + operator + "\" is not supported here");
    }
}
