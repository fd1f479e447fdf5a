package dev.signalbox.hub.search;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Limits;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an event says, as far as its words are sought. Immutable.
 *
 * @param change what becomes of what the events of the same stream said before
 * @param texts by the name of a field, in their order; of a {@link Change#PART} an empty text says that the field has
 *     none any more
 * @param id of the thing that the stream is of; null where the name of the stream has it
 * @param part what it is about within that, such as an observation; null for the whole
 */
public record Saying(
        Change change,
        Map<String, String> texts,
        @Nullable String id,
        @Nullable String part) {
    /** A part of a text that was left out. */
    private static final String GAP = " … ";

    /** What a saying does to what was said before. */
    public enum Change {
        /** It stands for itself beside everything else. */
        BESIDE,
        /** It is all that is said from now on. */
        WHOLE,
        /** Its fields are so from now on, and the others as they were. */
        PART,
        /** Nothing is said any more; what was said stays known as of then. */
        GONE,
        /** Nothing that was said may be known. */
        ERASED
    }

    public Saying {
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    /** A saying of no text. */
    public static Saying without(Change change) {
        return new Saying(change, Map.of(), null, null);
    }

    /** The texts of the fields of an object, but for some. */
    public static Saying of(Change change, JsonNode object, String... but) {
        Map<String, String> texts = new LinkedHashMap<>();
        Set<String> left = Set.of(but);
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!left.contains(field.getKey())) texts.put(field.getKey(), text(field.getValue()));
        }
        return new Saying(change, texts, null, null);
    }

    /** Texts and numbers of a value, each on a line; empty when it has none. */
    public static String text(JsonNode value) {
        StringBuilder text = new StringBuilder();
        gather(value, text);
        return text.toString();
    }

    private static void gather(JsonNode value, StringBuilder into) {
        if (into.length() > 2 * Limits.RECALL_TEXT_CHARS_MAX) return;
        if (value.isTextual() || value.isNumber()) {
            if (into.length() > 0) into.append('\n');
            into.append(value.asText());
        } else {
            for (JsonNode each : value) gather(each, into);
        }
    }

    /** The beginning and the end of a text that is longer than so many characters. */
    public static String within(String text, int charsMax) {
        if (text.length() <= charsMax) return text;
        if (charsMax < 2 * GAP.length()) return "";
        int half = (charsMax - GAP.length()) / 2;
        return cut(text, half) + GAP + tail(text, half);
    }

    private static String cut(String text, int chars) {
        boolean broken = chars > 0 && Character.isHighSurrogate(text.charAt(chars - 1));
        return text.substring(0, broken ? chars - 1 : chars);
    }

    private static String tail(String text, int chars) {
        int from = text.length() - chars;
        boolean broken = chars > 0 && Character.isLowSurrogate(text.charAt(from));
        return text.substring(broken ? from + 1 : from);
    }

    /** What a thing says behind this, when it said that before; bounded by {@link Limits#RECALL_TEXT_CHARS_MAX}. */
    Map<String, String> after(Map<String, String> before) {
        Map<String, String> next = new LinkedHashMap<>(change == Change.PART ? before : Map.of());
        next.putAll(texts);
        int left = Limits.RECALL_TEXT_CHARS_MAX;
        for (Iterator<Map.Entry<String, String>> all = next.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, String> field = all.next();
            field.setValue(within(field.getValue(), left));
            left -= field.getValue().length();
            if (field.getValue().isBlank()) all.remove();
        }
        return next;
    }
}
