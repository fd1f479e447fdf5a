package dev.signalbox.hub.log;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * An {@link EventFilter} as conditions of a {@code WHERE}, the same on both engines.
 *
 * @param conditions text to put behind another condition, beginning with {@code AND}; empty when everything matches
 * @param parameters its parameters, in the order of their placeholders
 */
record FilterSql(String conditions, List<String> parameters) {
    /** @param first number of the first placeholder to use */
    static FilterSql of(EventFilter filter, int first) {
        List<String> parameters = new ArrayList<>();
        StringBuilder sql = new StringBuilder();
        if (filter.stream() != null) {
            sql.append(" AND stream = $").append(first + parameters.size());
            parameters.add(filter.stream());
        }
        if (!filter.types().isEmpty()) sql.append(anyOf(filter.types(), first, parameters));
        if (filter.families() != null) {
            List<String> patterns = new TreeSet<>(filter.families())
                    .stream().map(family -> family + ".*").toList();
            sql.append(patterns.isEmpty() ? " AND 1 = 0" : anyOf(patterns, first, parameters));
        }
        return new FilterSql(sql.toString(), List.copyOf(parameters));
    }

    /**
     * A family {@code question.*} is the range from {@code question.} up to, but without, {@code question/}: '/'
     * follows '.'. A verb {@code *.put} is compared from the end, by its characters: {@code LIKE} knows wildcards, and
     * SQLite's not even case.
     */
    private static String anyOf(List<String> patterns, int first, List<String> parameters) {
        List<String> alternatives = new ArrayList<>();
        for (String pattern : patterns) {
            int number = first + parameters.size();
            if (pattern.equals("*")) {
                alternatives.add("1 = 1");
            } else if (pattern.startsWith("*.")) {
                String end = pattern.substring(1);
                alternatives.add("substr(type, length(type) - " + (end.length() - 1) + ") = $" + number);
                parameters.add(end);
            } else if (pattern.endsWith(".*")) {
                String family = pattern.substring(0, pattern.length() - 2);
                alternatives.add("(type >= $" + number + " AND type < $" + (number + 1) + ")");
                parameters.add(family + ".");
                parameters.add(family + "/");
            } else {
                alternatives.add("type = $" + number);
                parameters.add(pattern);
            }
        }
        return " AND " + either(alternatives);
    }

    /** As a tree of two halves: of a chain of a thousand SQLite says that it is too deep. */
    private static String either(List<String> alternatives) {
        int many = alternatives.size();
        if (many == 1) return "(" + alternatives.get(0) + ")";
        return "(" + either(alternatives.subList(0, many / 2)) + " OR " + either(alternatives.subList(many / 2, many))
                + ")";
    }
}
