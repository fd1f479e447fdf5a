package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The leaves of usage, whatever its shape: fields of objects inside of it by their path with dots, and of lists by
 * modality, as Gemini answers, each count by the path of the list and the modality. Bounded.
 */
final class UsageLeaves {
    private static final int LEAVES_MAX = 200;
    private static final int DEPTH_MAX = 5;

    private final BiConsumer<String, JsonNode> visitor;
    private int left = LEAVES_MAX;

    private UsageLeaves(BiConsumer<String, JsonNode> visitor) {
        this.visitor = visitor;
    }

    /** Shows the visitor each leaf that is not null; a value that holds none is a leaf itself. */
    static void walk(String path, JsonNode value, BiConsumer<String, JsonNode> visitor) {
        new UsageLeaves(visitor).walk(path, value, 0);
    }

    private void walk(String path, JsonNode value, int depth) {
        if (value.isNull() || left <= 0) return;
        if (value.isObject() && depth < DEPTH_MAX) {
            for (Map.Entry<String, JsonNode> field : value.properties())
                walk(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), depth + 1);
        } else if (value.isArray() && isByModality(value)) {
            for (JsonNode item : value) walk(path + "." + item.path("modality").asText(), count(item), depth + 1);
        } else {
            left--;
            visitor.accept(path, value);
        }
    }

    private static boolean isByModality(JsonNode list) {
        for (JsonNode item : list) if (!item.path("modality").isTextual()) return false;
        return true;
    }

    private static JsonNode count(JsonNode item) {
        JsonNode camel = item.path("tokenCount");
        @Nullable JsonNode snake = item.get("token_count");
        return snake == null ? camel : snake;
    }
}
