package dev.signalbox.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Comparing and merging JSON values: a number is its value, however it is written. */
public final class JsonValues {
    /**
     * The order of lists: a missing value or null first, then false, true, numbers by value, texts by their UTF-8
     * bytes, and lists and objects by their JSON text.
     */
    public static final Comparator<JsonNode> ORDER = JsonValues::compare;

    private JsonValues() {}

    /** Whether two values say the same; a missing one (null) is only like another missing one. */
    public static boolean same(@Nullable JsonNode one, @Nullable JsonNode other) {
        if (one == null || other == null) return one == null && other == null;
        return one.equals((left, right) -> left.equals(right) || sameNumber(left, right) ? 0 : 1, other);
    }

    /** The target after a merge patch (RFC 7396); the target itself is not changed. */
    public static ObjectNode merged(ObjectNode target, JsonNode patch) {
        ObjectNode merged = target.deepCopy();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            String name = field.getKey();
            JsonNode wish = field.getValue();
            if (wish.isNull()) merged.remove(name);
            else if (!wish.isObject()) merged.set(name, wish);
            else merged.set(name, merged(merged.get(name) instanceof ObjectNode inner ? inner : Json.object(), wish));
        }
        return merged;
    }

    /** Whether the value is the one that a query parameter names: {@code null} stands also for a missing one. */
    public static boolean isNamed(@Nullable JsonNode value, String text) {
        if (value == null || value.isNull()) return text.equals("null");
        if (value.isNumber()) return isNumber(value, text);
        if (value.isValueNode()) return value.asText().equals(text);
        return value.toString().equals(text);
    }

    /** UTF-8 bytes, the order in which both stores keep keys. */
    public static int compareTexts(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static int compare(JsonNode one, JsonNode other) {
        int kind = Integer.compare(kindOf(one), kindOf(other));
        if (kind != 0) return kind;
        if (one.isNumber()) return one.decimalValue().compareTo(other.decimalValue());
        if (one.isTextual()) return compareTexts(one.textValue(), other.textValue());
        return one.isContainerNode() ? compareTexts(one.toString(), other.toString()) : 0;
    }

    private static int kindOf(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) return 0;
        if (value.isBoolean()) return value.booleanValue() ? 2 : 1;
        if (value.isNumber()) return 3;
        return value.isTextual() ? 4 : 5;
    }

    private static boolean sameNumber(JsonNode one, JsonNode other) {
        return one.isNumber() && other.isNumber() && one.decimalValue().compareTo(other.decimalValue()) == 0;
    }

    private static boolean isNumber(JsonNode value, String text) {
        // Longer exponents than a double has never pass the door.
        if (text.length() > 64 || !text.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d{1,3})?")) return false;
        return value.decimalValue().compareTo(new BigDecimal(text)) == 0;
    }
}
