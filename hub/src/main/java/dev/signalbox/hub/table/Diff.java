package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.JsonValues;
import dev.signalbox.wire.resource.RowChange.FieldChange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between two versions of a row. */
final class Diff {
    private Diff() {}

    /** The fields that differ, in the order of the rows; null stands for no row. */
    static List<FieldChange> of(@Nullable JsonNode before, @Nullable JsonNode after) {
        Set<String> names = new LinkedHashSet<>();
        if (before != null) before.fieldNames().forEachRemaining(names::add);
        if (after != null) after.fieldNames().forEachRemaining(names::add);
        List<FieldChange> changes = new ArrayList<>();
        for (String name : names) {
            JsonNode was = before == null ? null : before.get(name);
            JsonNode is = after == null ? null : after.get(name);
            if (!JsonValues.same(was, is)) changes.add(new FieldChange(name, was, is));
        }
        return changes;
    }
}
