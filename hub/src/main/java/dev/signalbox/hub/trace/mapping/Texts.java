package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Texts of clients as they can be stored anywhere, and JSON that came as text. */
final class Texts {
    /** Bytes of UTF-8: two such texts fit into one row of an index of PostgreSQL, which takes 2,704. */
    static final int INDEXED_BYTES_MAX = 1_200;

    private static final char REPLACEMENT = '\uFFFD';

    private Texts() {}

    /** The value as text: numbers and flags as written, lists and objects as JSON. Null when there is none, or a blank one. */
    static @Nullable String of(@Nullable JsonNode value) {
        if (value == null || value.isNull() || value.isMissingNode()) return null;
        String text = value.isValueNode() ? value.asText() : Json.writeText(value);
        return text.isBlank() ? null : text;
    }

    /** At most so many characters, never half of one. */
    static String cut(String text, int charsMax) {
        if (text.length() <= charsMax) return text;
        return text.substring(0, Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax);
    }

    /** The same, and at most {@link #INDEXED_BYTES_MAX} bytes: for what tables are searched by. */
    static String cutForIndex(String text, int charsMax) {
        String cut = cut(text, charsMax);
        // A character of Java has at most three bytes, so what is short enough need not be counted.
        while (cut.length() * 3 > INDEXED_BYTES_MAX
                && cut.getBytes(StandardCharsets.UTF_8).length > INDEXED_BYTES_MAX) {
            cut = cut(cut, cut.length() - 1 - (cut.getBytes(StandardCharsets.UTF_8).length - INDEXED_BYTES_MAX) / 4);
        }
        return cut;
    }

    /** The object or list that stands in a text; every other value as it is. */
    static JsonNode unfolded(JsonNode value) {
        if (!value.isTextual()) return value;
        String text = value.textValue().strip();
        boolean looksLikeJson =
                (text.startsWith("{") && text.endsWith("}")) || (text.startsWith("[") && text.endsWith("]"));
        if (!looksLikeJson) return value;
        try {
            return clean(Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class));
        } catch (InvalidInput notJson) {
            return value;
        }
    }

    /** The same, for each field of an object too, at any depth. */
    static JsonNode unfoldedWithin(JsonNode value) {
        if (!(value instanceof ObjectNode object)) return unfolded(value);
        ObjectNode all = Json.object();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            all.set(field.getKey(), unfoldedWithin(field.getValue()));
        }
        return all;
    }

    /** The tree without what PostgreSQL and UTF-8 have no place for: NUL and halves of characters become U+FFFD. */
    static JsonNode clean(JsonNode value) {
        if (value.isMissingNode()) return NullNode.getInstance();
        if (value.isTextual()) {
            String text = value.textValue();
            String clean = clean(text);
            return clean.equals(text) ? value : TextNode.valueOf(clean);
        }
        if (value instanceof ArrayNode list) {
            ArrayNode all = Json.object().arrayNode(list.size());
            list.forEach(item -> all.add(clean(item)));
            return all;
        }
        if (value instanceof ObjectNode object) {
            ObjectNode all = Json.object();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                all.set(clean(field.getKey()), clean(field.getValue()));
            }
            return all;
        }
        return value;
    }

    private static String clean(String text) {
        int fault = firstFault(text);
        if (fault < 0) return text;
        StringBuilder clean = new StringBuilder(text.length()).append(text, 0, fault);
        for (int i = fault; i < text.length(); i++) {
            char c = text.charAt(i);
            clean.append(faulty(text, i) ? REPLACEMENT : c);
        }
        return clean.toString();
    }

    private static int firstFault(String text) {
        for (int i = 0; i < text.length(); i++) if (faulty(text, i)) return i;
        return -1;
    }

    private static boolean faulty(String text, int i) {
        char c = text.charAt(i);
        if (c == 0) return true;
        if (!Character.isSurrogate(c)) return false;
        if (Character.isHighSurrogate(c))
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        return i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
    }
}
