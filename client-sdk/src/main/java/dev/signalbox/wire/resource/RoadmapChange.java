package dev.signalbox.wire.resource;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step in the history of the roadmap: what an event changed, and who wrote it.
 *
 * @param id of the item
 * @param key the item's key after the step
 * @param title the item's title after the step
 * @param version of the item after the step
 * @param position of the event in the log
 * @param type of the event, {@code roadmap.status_set}
 * @param by name of the key that wrote it
 * @param comment that came with it: of a new status, or the reason of a removal
 * @param changes field by field; none of a removal
 */
public record RoadmapChange(
        String id,
        String key,
        String title,
        long version,
        long position,
        String type,
        Instant at,
        String by,
        @Nullable String comment,
        List<RowChange.FieldChange> changes) {
    public RoadmapChange {
        changes = changes == null ? List.of() : List.copyOf(changes);
    }
}
