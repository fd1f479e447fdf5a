package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A list that was written as many attributes: {@code gen_ai.prompt.0.role}, {@code gen_ai.prompt.0.content} and so on.
 */
final class IndexedAttributes {
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,6}");
    private static final int DEPTH_MAX = 16;

    private IndexedAttributes() {}

    /** The attribute of that name itself, else the list or object of those under it; silent when there is neither. */
    static Source under(String prefix) {
        String within = prefix + ".";
        return Source.of(
                span -> {
                    JsonNode own = span.attribute(prefix);
                    return own == null ? gathered(span.attributes(), within) : own;
                },
                within);
    }

    private static @Nullable JsonNode gathered(JsonNode attributes, String prefix) {
        ObjectNode root = Json.object();
        for (Map.Entry<String, JsonNode> field : attributes.properties()) {
            if (field.getKey().startsWith(prefix) && !notContent(prefix, field.getKey()))
                put(root, field.getKey().substring(prefix.length()), field.getValue());
        }
        return root.isEmpty() ? null : listed(root);
    }

    /** The name and version of a prompt stand under the same name as its messages did once. */
    private static boolean notContent(String prefix, String name) {
        return prefix.equals("gen_ai.prompt.")
                && (name.equals("gen_ai.prompt.name") || name.equals("gen_ai.prompt.version"));
    }

    private static void put(ObjectNode root, String path, JsonNode value) {
        String[] names = path.split("\\.", DEPTH_MAX);
        ObjectNode at = root;
        for (int i = 0; i < names.length - 1; i++) {
            at = at.get(names[i]) instanceof ObjectNode inner ? inner : at.putObject(names[i]);
        }
        at.set(names[names.length - 1], value);
    }

    /** Objects whose names are all numbers are lists, in the order of the numbers. */
    private static JsonNode listed(ObjectNode object) {
        TreeMap<Integer, JsonNode> numbered = new TreeMap<>();
        boolean list = true;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (field.getValue() instanceof ObjectNode inner) field.setValue(listed(inner));
            if (!NUMBER.matcher(field.getKey()).matches()) list = false;
            else numbered.put(Integer.parseInt(field.getKey()), field.getValue());
        }
        if (!list || numbered.size() < object.size()) return object;
        ArrayNode items = Json.object().arrayNode(numbered.size());
        numbered.values().forEach(items::add);
        return items;
    }
}
