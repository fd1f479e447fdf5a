package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The leaves of usage, whatever its shape: fields of objects inside of it by their path with dots, and of lists by
 * modality or by how long a cache keeps, as Gemini and Bedrock answer, each count by the path of the list and that
 * word. Bounded.
 */
final class UsageLeaves {
    private static final int LEAVES_MAX = 200;
    private static final int DEPTH_MAX = 5;
    private static final List<String> NAMES = List.of("modality", "ttl");
    private static final List<String> COUNTS = List.of("tokenCount", "token_count", "inputTokens", "tokens");

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
        String word = value.isArray() ? named(value) : null;
        if (value.isObject() && depth < DEPTH_MAX) {
            for (Map.Entry<String, JsonNode> field : value.properties())
                walk(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), depth + 1);
        } else if (word != null) {
            for (JsonNode item : value) walk(path + "." + item.path(word).asText(), count(item), depth + 1);
        } else {
            left--;
            visitor.accept(path, value);
        }
    }

    /** The field by which all items of a list are called; null when there is none. */
    private static @Nullable String named(JsonNode list) {
        for (String word : NAMES) {
            boolean all = true;
            for (JsonNode item : list) all &= item.path(word).isTextual();
            if (all) return word;
        }
        return null;
    }

    private static JsonNode count(JsonNode item) {
        for (String name : COUNTS) if (item.has(name)) return item.path(name);
        return item.path("");
    }
}
