package dev.signalbox.hub.trace.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes a tree storable in place: NUL characters and halves of surrogate pairs become U+FFFD, numbers that no double can hold become
 * texts. One instance for one tree.
 */
final class StorableText {
    /** Digits that any reader of the events can take as a number. */
    private static final int NUMBER_CHARS_MAX = 64;

    private static final char REPLACEMENT = '\uFFFD';

    private final Set<String> found = new TreeSet<>();

    /** What had to be changed, for people; empty when nothing had to be. */
    List<String> warnings() {
        return List.copyOf(found);
    }

    /** Cleans what is inside of an object. */
    void clean(ObjectNode object) {
        List<String> renamed = null;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode instead = cleaned(field.getValue());
            if (instead != null) field.setValue(instead);
            if (isBroken(field.getKey())) {
                if (renamed == null) renamed = new ArrayList<>();
                renamed.add(field.getKey());
            }
        }
        if (renamed != null) for (String name : renamed) object.set(text(name), object.remove(name));
    }

    /** The text without what cannot be stored. */
    String text(String text) {
        if (!isBroken(text)) return text;
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (point == 0) found.add("NUL characters were replaced by U+FFFD");
            else if (isHalf(point)) found.add("halves of surrogate pairs were replaced by U+FFFD");
            clean.appendCodePoint(point == 0 || isHalf(point) ? REPLACEMENT : point);
        });
        return clean.toString();
    }

    private void clean(ArrayNode array) {
        for (int i = 0; i < array.size(); i++) {
            JsonNode instead = cleaned(array.get(i));
            if (instead != null) array.set(i, instead);
        }
    }

    /** What to put in place of a value; null when it may stay. */
    private @Nullable JsonNode cleaned(JsonNode value) {
        if (value instanceof ObjectNode object) clean(object);
        else if (value instanceof ArrayNode array) clean(array);
        else if (value.isTextual() && isBroken(value.textValue())) return TextNode.valueOf(text(value.textValue()));
        else if (value.isNumber() && !value.isInt() && !value.isLong()) return asTextIfHuge(value);
        return null;
    }

    private @Nullable JsonNode asTextIfHuge(JsonNode number) {
        String digits = number.asText();
        if (digits.length() <= NUMBER_CHARS_MAX && Double.isFinite(number.doubleValue())) return null;
        // NaN and the infinities are doubles already, and texts by custom.
        if (!number.isDouble()) found.add("numbers that are too large became texts");
        return JsonNodeFactory.instance.textNode(digits);
    }

    private static boolean isBroken(String text) {
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (point == 0 || isHalf(point)) return true;
            at += Character.charCount(point);
        }
        return false;
    }

    /** Of a surrogate pair: what stands alone. */
    private static boolean isHalf(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
