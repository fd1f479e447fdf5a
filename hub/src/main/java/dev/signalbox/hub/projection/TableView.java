package dev.signalbox.hub.projection;

import dev.signalbox.hub.database.Dialect;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A view over a folded table, for people who ask the store with SQL: a column a field of the resource. Texts and times
 * are as the API shows them, flags 0 and 1, lists and objects JSON.
 *
 * @param shape the fields of the resource, also those within; a table of another shape is folded anew
 * @param select the query behind it, of a table in the words of an engine
 */
public record TableView(String name, String shape, BiFunction<String, Dialect, String> select) {

    /** Of things whose resource is a record, without the fields that no event tells. */
    static TableView of(String name, Class<? extends Record> resource, Set<String> untold) {
        return new TableView(name, shapeOf(resource, untold), (table, dialect) -> {
            List<String> columns = new ArrayList<>();
            for (RecordComponent field : resource.getRecordComponents()) {
                if (!untold.contains(field.getName())) columns.add(columnOf(field, dialect));
            }
            return "SELECT " + String.join(", ", columns) + ", created_position AS position FROM " + table
                    + " WHERE deleted = 0";
        });
    }

    private static String columnOf(RecordComponent field, Dialect dialect) {
        // That an event of it could not be read stands beside the resource, which is as it was before.
        if (field.getName().equals("incomplete")) return "incomplete";
        String value = dialect.jsonField("resource", field.getName());
        Class<?> type = field.getType();
        if (type == boolean.class) value = "CASE WHEN CAST(" + value + " AS text) IN ('true', '1') THEN 1 ELSE 0 END";
        else if (type.isPrimitive()) value = "CAST(" + value + " AS bigint)";
        String column = field.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        return value + " AS \"" + column + "\"";
    }

    private static String shapeOf(Class<?> record, Set<String> untold) {
        List<String> fields = new ArrayList<>();
        for (RecordComponent field : record.getRecordComponents()) {
            if (untold.contains(field.getName())) continue;
            Type type = field.getGenericType();
            Type inner = type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type;
            boolean nested = inner instanceof Class<?> each && each.isRecord();
            fields.add(field.getName() + (nested ? shapeOf((Class<?>) inner, Set.of()) : ""));
        }
        return "(" + String.join(" ", fields) + ")";
    }
}
