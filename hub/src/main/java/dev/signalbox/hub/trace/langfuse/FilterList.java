package dev.signalbox.hub.trace.langfuse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.trace.query.Conditions;
import dev.signalbox.hub.trace.query.Filter;
import dev.signalbox.hub.trace.query.View;
import dev.signalbox.hub.trace.query.View.Kind;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The filter list of Langfuse's clients: JSON conditions {@code {"column", "operator", "value"}} on a view. One that is
 * not understood is refused: it must not answer with everything.
 */
final class FilterList {
    /** Tables know whole numbers only, and a score is kept by its digits: it is compared in millionths. */
    private static final String SCORE_MICROS = MetricView.SCORE_MICROS;

    private static final List<String> COMPARISONS = List.of("=", "<>", ">", "<", ">=", "<=");

    private static final List<String> NEED_NO_VALUE = List.of("is null", "is not null");

    private FilterList() {}

    /** The list in the parameter {@code filter}. */
    static Filter.Line on(View view) {
        return (conditions, query) -> {
            String text = query.text("filter");
            if (text == null) return;
            JsonNode list = json("filter", text);
            if (!list.isArray()) throw Query.invalid("filter", "must be a list of conditions");
            add(conditions, list, view);
        };
    }

    /** Conditions as {@code filter} and the metrics have them. */
    static void add(Conditions conditions, JsonNode list, View view) {
        for (JsonNode one : list) {
            View.Column column = view.column(one.path("column").asText());
            String operator = one.path("operator").asText("=");
            JsonNode value = one.path("value");
            List<String> values = new ArrayList<>();
            if (value.isArray()) value.forEach(item -> values.add(item.asText()));
            else values.add(value.asText());
            if (values.isEmpty() && !NEED_NO_VALUE.contains(operator)) {
                throw new InvalidInput("", "the filter \"" + operator + "\" has an empty list; give it a value");
            }
            if (column.kind() == Kind.TAGS) {
                tags(conditions, column.sql(), operator, values);
            } else if (column.kind() != Kind.TEXT && COMPARISONS.contains(operator)) {
                conditions.and(column.sql() + " " + operator + " ?", number(column.kind(), value.asText()));
            } else {
                text(conditions, column.sql(), operator, values);
            }
        }
    }

    /** A number that the value of a score is compared with; nothing without one. Scores without a number never fit. */
    static void scoreValue(Conditions conditions, @Nullable String operator, @Nullable String value) {
        if (value == null) return;
        String comparison = operator == null ? "=" : operator.equals("!=") ? "<>" : operator;
        if (!COMPARISONS.contains(comparison))
            throw Query.invalid("operator", "must be one of " + String.join(" ", COMPARISONS));
        conditions.and(SCORE_MICROS + " " + comparison + " ?", number(Kind.SECONDS, value));
    }

    /** The JSON of a parameter. */
    static JsonNode json(String parameter, String text) {
        try {
            return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        } catch (IllegalArgumentException notJson) {
            throw Query.invalid(parameter, "is not JSON");
        }
    }

    private static void text(Conditions conditions, String sql, String operator, List<String> values) {
        switch (operator) {
            case "=", "any of" -> conditions.any(sql, values);
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

    private static void tags(Conditions conditions, String sql, String operator, List<String> tags) {
        String has = Conditions.hasTag(sql);
        Object[] lines = tags.stream().map(Columns::lineOf).toArray();
        switch (operator) {
            case "all of" -> Arrays.stream(lines).forEach(line -> conditions.and(has, line));
            case "=", "any of" ->
                conditions.and("(" + String.join(" OR ", Collections.nCopies(lines.length, has)) + ")", lines);
            case "none of" -> Arrays.stream(lines).forEach(line -> conditions.and("NOT (" + has + ")", line));
            default -> throw unknown(operator);
        }
    }

    private static long number(Kind kind, String text) {
        if (kind == Kind.TIME) return Filter.micros("value", text);
        try {
            BigDecimal number = new BigDecimal(text.length() > 40 ? "x" : text);
            BigDecimal shifted = number.movePointRight(kind == Kind.SECONDS ? 6 : kind == Kind.DOLLARS ? 9 : 0);
            if (Math.abs((long) shifted.precision() - shifted.scale()) > 18) throw new NumberFormatException(text);
            return shifted.longValue();
        } catch (NumberFormatException notANumber) {
            throw new InvalidInput("", "a filter compares a number with \"" + text + "\"; give a number");
        }
    }

    private static InvalidInput unknown(String operator) {
        return new InvalidInput("", "the operator \"" + operator + "\" is not supported here");
    }
}
