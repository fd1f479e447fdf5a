package dev.signalbox.wire.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table that the asking role may read.
 *
 * @param key the field of the row that is its key
 * @param change how its rows change: {@code append}, {@code replace}, {@code merge}, or {@code commands} of a built-in
 *     table
 * @param writable whether the asking role may write its rows by {@code table.*} commands
 * @param fields JSON Schema of each field, by its name; of a built-in table the fields without their types
 * @param required fields that each row has
 * @param retention how long a row is kept after its last change, ISO-8601; absent for ever
 * @param rows how many there are now
 * @param events the families of its events, {@code question.*}: to follow it is to ask for these; none from a hub that
 *     does not say
 * @param why the reason for these rights, for people
 */
public record SharedTable(
        String name,
        String key,
        String change,
        boolean writable,
        JsonNode fields,
        List<String> required,
        @Nullable String retention,
        long rows,
        List<String> events,
        String why) {
    public SharedTable {
        required = required == null ? List.of() : List.copyOf(required);
        events = events == null ? List.of() : List.copyOf(events);
    }
}
