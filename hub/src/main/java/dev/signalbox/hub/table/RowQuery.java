package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.projection.PageEnd;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.JsonValues;
import dev.signalbox.wire.resource.TableRow;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a list shows, and in which order.
 *
 * @param equal fields and what they must be
 * @param order a field, {@code key}, {@code position} (of the last change); with a minus the other way round
 * @param asOf a position or time; null for now
 * @param behind where the page before ended; null for the first
 */
record RowQuery(
        Map<String, String> equal,
        int minVersion,
        String order,
        int limit,
        @Nullable String asOf,
        @Nullable PageEnd behind) {
    static final List<String> PARAMETERS = List.of("asOf", "cursor", Query.FIELDS, "limit", "minVersion", "order");

    static final String KEY = "key";
    private static final String POSITION = "position";

    /** Fails with an InvalidInput that names the parameter; for an unknown field it names the known ones. */
    static RowQuery of(Query query, TableSource<?> table) {
        Map<String, String> equal = query.others();
        for (String field : equal.keySet()) refuseUnknown(field, field, table.fields());
        Integer minVersion = query.integer("minVersion", 0, 999_999_999);
        String given = query.text("order");
        String order = given == null ? KEY : given;
        String field = order.startsWith("-") ? order.substring(1) : order;
        if (!field.equals(KEY) && !field.equals(POSITION)) refuseUnknown("order", field, table.fields());
        return new RowQuery(
                equal,
                minVersion == null ? 0 : minVersion,
                order,
                query.limit(),
                query.text("asOf"),
                PageEnd.of(query.text("cursor"), order));
    }

    /** Whether pages can follow the keys, so that a page need not look at rows behind it. */
    boolean followsKeys() {
        return order.equals(KEY);
    }

    boolean chooses(TableRow row) {
        if (row.version() < minVersion) return false;
        for (Map.Entry<String, String> field : equal.entrySet()) {
            if (!JsonValues.isNamed(row.row().get(field.getKey()), field.getValue())) return false;
        }
        return behind == null || places().compare(placeOf(row), behind) > 0;
    }

    /** The place of a row in the order: its value there, then its key. */
    PageEnd placeOf(TableRow row) {
        String field = order.startsWith("-") ? order.substring(1) : order;
        JsonNode value =
                switch (field) {
                    case KEY -> MissingNode.getInstance();
                    case POSITION -> Json.tree(row.position());
                    default -> row.row().path(field);
                };
        return new PageEnd(value, row.key());
    }

    /** Rows with one value follow their keys. */
    Comparator<PageEnd> places() {
        Comparator<PageEnd> order = Comparator.comparing(PageEnd::value, JsonValues.ORDER)
                .thenComparing(PageEnd::key, JsonValues::compareTexts);
        return this.order.startsWith("-") ? order.reversed() : order;
    }

    private static void refuseUnknown(String parameter, String field, Set<String> known) {
        if (known.contains(field)) return;
        String shown = field.length() <= 40 ? field : field.substring(0, 40) + "…";
        String fields = "no field of the table; its fields are " + String.join(", ", known);
        if (parameter.equals("order"))
            throw Query.invalid("order", "names \"" + shown + "\", " + fields + ", and key and position work too");
        throw Query.invalid(
                "\"" + shown + "\"", "names " + fields + ". Other parameters are " + String.join(", ", others()));
    }

    private static List<String> others() {
        return PARAMETERS.stream().filter(name -> !name.equals(Query.FIELDS)).toList();
    }
}
