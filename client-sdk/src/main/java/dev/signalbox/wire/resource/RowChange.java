package dev.signalbox.wire.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One version of a row in its history: who changed what, and when.
 *
 * @param type of the event, {@code tasks.patched}
 * @param by name of the key that did it
 * @param changes the fields that differ from the version before, in the order of the row; none when only the event's
 *     data changed
 */
public record RowChange(long version, long position, String type, Instant at, String by, List<FieldChange> changes) {
    public RowChange {
        changes = changes == null ? List.of() : List.copyOf(changes);
    }

    /**
     * One field before and after.
     *
     * @param before absent when the field was not there
     * @param after absent when the field is gone
     */
    public record FieldChange(
            String field,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {}
}
