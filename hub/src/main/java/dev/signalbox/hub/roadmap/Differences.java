package dev.signalbox.hub.roadmap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RowChange.FieldChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What differs between two states of an item. */
final class Differences {
    /** What people say of an item; who and when stand beside each step. */
    private static final List<String> FIELDS =
            List.of("key", "title", "status", "comment", "order", "estimate", "links", "description");

    private Differences() {}

    /** @param before null of an item that was not there */
    static List<FieldChange> between(@Nullable RoadmapItem before, RoadmapItem after) {
        JsonNode old = before == null ? Json.object() : Json.tree(before);
        JsonNode now = Json.tree(after);
        List<FieldChange> differences = new ArrayList<>();
        for (String field : FIELDS) {
            JsonNode was = valueOf(old, field);
            JsonNode is = valueOf(now, field);
            if (!Objects.equals(was, is)) differences.add(new FieldChange(field, was, is));
        }
        return differences;
    }

    private static @Nullable JsonNode valueOf(JsonNode item, String field) {
        JsonNode value = item.get(field);
        boolean none = value == null || value.isNull() || (value.isArray() && value.isEmpty());
        return none ? null : value;
    }
}
