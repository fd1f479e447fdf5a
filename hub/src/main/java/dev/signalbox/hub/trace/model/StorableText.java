package dev.signalbox.hub.trace.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Storable text is text that every store has a place for: without NUL characters and halves of surrogate pairs, in
 * place of which stands U+FFFD.
 */
public final class StorableText {
    /** Digits that any reader of the events can take as a number. */
    private static final int NUMBER_CHARS_MAX = 64;

    private static final char REPLACEMENT = '\uFFFD';

    private final boolean numbers;
    private final Set<String> found = new TreeSet<>();

    private StorableText(boolean numbers) {
        this.numbers = numbers;
    }

    /** The text without what cannot be stored. */
    public static String of(String text) {
        return new StorableText(false).text(text);
    }

    /** At most so many characters, never half of one. */
    public static String cut(String text, int charsMax) {
        if (text.length() <= charsMax) return text;
        return text.substring(0, Character.isHighSurrogate(text.charAt(charsMax - 1)) ? charsMax - 1 : charsMax);
    }

    /** A tree with storable texts and names: the same one, changed in place, but for a text. */
    public static JsonNode within(JsonNode tree) {
        JsonNode instead = new StorableText(false).cleaned(tree);
        return instead == null ? tree : instead;
    }

    /**
     * The same for an object as it came from outside; numbers that no double can hold become texts, too.
     *
     * @return what had to be changed, for people; empty when nothing had to be. The caller's own list
     */
    public static List<String> settle(ObjectNode object) {
        StorableText cleaning = new StorableText(true);
        cleaning.clean(object);
        return new ArrayList<>(cleaning.found);
    }

    private void clean(ObjectNode object) {
        List<String> renamed = null;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode instead = cleaned(field.getValue());
            if (instead != null) field.setValue(instead);
            if (isBroken(field.getKey())) {
                if (renamed == null) renamed = new ArrayList<>();
                renamed.add(field.getKey());
            }
        }
        if (renamed != null) rename(renamed, object);
    }

    /** Two names that differ in what cannot be stored alone stay two. */
    private void rename(List<String> names, ObjectNode object) {
        int next = 2;
        for (String name : names) {
            String clean = text(name);
            String free = clean;
            while (object.has(free)) free = clean + "#" + next++;
            object.set(free, object.remove(name));
        }
    }

    private String text(String text) {
        if (!isBroken(text)) return text;
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (point == 0) found.add("NUL characters were replaced by U+FFFD");
            else if (isHalf(point)) found.add("halves of surrogate pairs were replaced by U+FFFD");
            clean.appendCodePoint(point == 0 || isHalf(point) ? REPLACEMENT : point);
        });
        return clean.toString();
    }

    /** What to put in place of a value; null when it may stay. */
    private @Nullable JsonNode cleaned(JsonNode value) {
        if (value instanceof ObjectNode object) clean(object);
        else if (value.isTextual() && isBroken(value.textValue())) return TextNode.valueOf(text(value.textValue()));
        else if (numbers && value.isNumber() && !value.isInt() && !value.isLong()) return asTextIfHuge(value);
        else if (value instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode instead = cleaned(array.get(i));
                if (instead != null) array.set(i, instead);
            }
        }
        return null;
    }

    private @Nullable JsonNode asTextIfHuge(JsonNode number) {
        String digits = number.asText();
        if (digits.length() <= NUMBER_CHARS_MAX && Double.isFinite(number.doubleValue())) return null;
        // NaN and the infinities are doubles already, and texts by custom.
        if (!number.isDouble()) found.add("numbers that are too large became texts");
        return TextNode.valueOf(digits);
    }

    private static boolean isBroken(String text) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == 0) return true;
            if (!Character.isSurrogate(c)) continue;
            if (at == text.length() || !Character.isSurrogatePair(c, text.charAt(at++))) return true;
        }
        return false;
    }

    /** Of a surrogate pair: what stands alone. */
    private static boolean isHalf(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }
}
