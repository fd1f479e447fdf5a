package dev.signalbox.hub.projection;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tables of one projection under the names that they have just now: their own, or names with a suffix while a
 * rebuild fills new ones beside the old. In a template {@code {questions}} stands for the table.
 */
public final class Tables {
    private final List<String> names;
    private final String suffix;
    private final Map<String, String> resolved = new ConcurrentHashMap<>();

    /** The tables under their own names: for queries. */
    public static Tables of(List<String> names) {
        return new Tables(names, "");
    }

    Tables(List<String> names, String suffix) {
        this.names = List.copyOf(names);
        this.suffix = suffix;
    }

    /** The SQL of a template. */
    public String sql(String template) {
        return resolved.computeIfAbsent(template, this::resolve);
    }

    /** The name that the table has just now. */
    public String physical(String name) {
        return name + suffix;
    }

    private String resolve(String template) {
        String sql = template;
        for (String name : names) sql = sql.replace("{" + name + "}", physical(name));
        return sql;
    }
}
