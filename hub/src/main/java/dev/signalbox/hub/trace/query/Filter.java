package dev.signalbox.hub.trace.query;

import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.wire.Times;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A filter is the query parameters that narrow a list of a {@link View}, each with the condition that it makes. It is
 * put together once, in a constant, and does not change then; any thread.
 */
public final class Filter {
    private final View view;
    private final Map<String, Line> lines = new LinkedHashMap<>();

    /** What a parameter asks for; asked also when it is absent. */
    public interface Line {
        void add(Conditions conditions, Query query);
    }

    private Filter(View view) {
        this.view = view;
    }

    /** A filter of all rows. */
    public static Filter on(View view) {
        return new Filter(view);
    }

    /** Parameters that are called like the column that must be equal; of several values any. */
    public Filter equal(String... columns) {
        for (String name : columns) {
            String column = view.column(name).sql();
            line(name, (conditions, query) -> {
                List<String> given = query.texts(name);
                if (!given.isEmpty()) conditions.any(column, given);
            });
        }
        return this;
    }

    /** The same with commas between the values. */
    public Filter listed(String... columns) {
        for (String name : columns) {
            String column = view.column(name).sql();
            line(name, (conditions, query) -> {
                List<String> given = items(query, name);
                if (!given.isEmpty()) conditions.any(column, given);
            });
        }
        return this;
    }

    /** Tags that must all be there; repeated, or with commas between them. */
    public Filter tags(String parameter) {
        String column = view.column("tags").sql();
        return line(parameter, (conditions, query) -> items(query, parameter).stream()
                .filter(tag -> !tag.isBlank())
                .forEach(tag -> conditions.and(Conditions.hasTag(column), Columns.lineOf(tag.strip()))));
    }

    /** The earliest and the latest time of a column, of which the latest is not included. */
    public Filter times(String from, String to, String column) {
        String sql = view.column(column).sql();
        return value(from, sql + " >= ?", Filter::micros).value(to, sql + " < ?", Filter::micros);
    }

    /** A condition with one question mark, for what is read of the name and the text of a parameter. */
    public Filter value(String parameter, String condition, BiFunction<String, String, Object> reader) {
        return line(parameter, (conditions, query) -> {
            String text = query.text(parameter);
            if (text != null) conditions.and(condition, reader.apply(parameter, text));
        });
    }

    /** Whatever a parameter asks for. */
    public Filter line(String parameter, Line line) {
        lines.put(parameter, line);
        return this;
    }

    /** The names of the parameters, and more. */
    public List<String> names(String... more) {
        return Stream.concat(lines.keySet().stream(), Arrays.stream(more)).toList();
    }

    /** What a query asks for. Fails with {@link dev.signalbox.wire.InvalidInput} that names the parameter. */
    public Conditions conditions(Query query) {
        Conditions conditions = new Conditions();
        lines.values().forEach(line -> line.add(conditions, query));
        return conditions;
    }

    /** A time as a person or a program writes it, RFC 3339, in microseconds. */
    public static Long micros(String parameter, String text) {
        try {
            return Times.toMicros(Times.parse(text));
        } catch (IllegalArgumentException noTime) {
            throw Query.invalid(parameter, "must be a time such as 2026-11-21T08:00:00Z");
        }
    }

    /** The texts between the commas of a parameter, which may be repeated; without empty ones. */
    public static List<String> items(Query query, String parameter) {
        return query.texts(parameter).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .filter(text -> !text.isEmpty())
                .toList();
    }
}
