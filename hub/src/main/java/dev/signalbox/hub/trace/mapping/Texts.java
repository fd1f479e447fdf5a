package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.model.StorableText;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts of clients as tables take them, and JSON that came as text. */
final class Texts {
    /** Bytes of UTF-8: two such texts fit into one row of an index of PostgreSQL, which takes 2,704. */
    static final int INDEXED_BYTES_MAX = 1_200;

    /** What may be a value of JSON that is neither object nor list. */
    private static final Pattern SCALAR =
            Pattern.compile("true|false|null|-?[0-9][0-9.eE+-]{0,99}|\".*\"", Pattern.DOTALL);

    private Texts() {}

    /**
     * The value as text: numbers and flags as written, lists and objects as JSON. Null when there is none, or a blank
     * one.
     */
    static @Nullable String of(@Nullable JsonNode value) {
        if (value == null || value.isNull() || value.isMissingNode()) return null;
        String text = value.isValueNode() ? value.asText() : Json.writeText(value);
        return text.isBlank() ? null : text;
    }

    /** At most so many characters, and at most {@link #INDEXED_BYTES_MAX} bytes: for what tables are searched by. */
    static String cutForIndex(String text, int charsMax) {
        String cut = StorableText.cut(text, charsMax);
        // A character of Java has at most three bytes, so what is short enough need not be counted.
        while (cut.length() * 3 > INDEXED_BYTES_MAX
                && cut.getBytes(StandardCharsets.UTF_8).length > INDEXED_BYTES_MAX) {
            cut = StorableText.cut(
                    cut, cut.length() - 1 - (cut.getBytes(StandardCharsets.UTF_8).length - INDEXED_BYTES_MAX) / 4);
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
            return StorableText.within(Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class));
        } catch (InvalidInput notJson) {
            return value;
        }
    }

    /**
     * The value that a text holds as JSON, of whatever kind; every other value, and a text that is none, as it is. Null
     * for the text {@code null}.
     */
    static @Nullable JsonNode parsed(JsonNode value) {
        if (!value.isTextual()) return value;
        String text = value.textValue().strip();
        if (!SCALAR.matcher(text).matches()) return unfolded(value);
        try {
            JsonNode read = Json.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
            if (read.isNull()) return null;
            boolean absurd = read.isNumber() && Numbers.decimal(read) == null;
            return absurd ? value : StorableText.within(read);
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
}
