package dev.signalbox.hub.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Check;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what senders say to what a notification may have: they cannot be asked to say less, and an alert that is refused
 * for its length is lost. What is cut says so.
 */
final class Cut {
    private static final String MORE = "…";
    private static final int TAG_CHARS_MAX = 60;
    /** Of data that is too long, its beginning is shown as a text. */
    private static final int BEGINNING_CHARS = 4_000;

    private Cut() {}

    /** One line of so many characters. */
    static String line(String text, int charsMax) {
        return chars(clean(text).replaceAll("\\s+", " ").strip(), charsMax);
    }

    /** The first line of a text that is not blank. */
    static String firstLine(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .findFirst()
                .orElse("")
                .strip();
    }

    /** A body. */
    static String text(String text) {
        String cut = chars(clean(text), Limits.TEXT_CHARS_MAX);
        while (Json.write(cut).length > Limits.INBOUND_TEXT_BYTES_MAX) {
            cut = chars(cut, Check.chars(cut) * 3 / 4);
        }
        return cut;
    }

    /** Those that say something, each once. */
    static List<String> tags(List<String> tags) {
        Set<String> all = new LinkedHashSet<>();
        for (String tag : tags) {
            String line = line(tag, TAG_CHARS_MAX);
            if (!line.isEmpty() && all.size() < Limits.TAGS_MAX) all.add(line);
        }
        return new ArrayList<>(all);
    }

    /** Null for what is no link: it stands in the data still. */
    static @Nullable String link(@Nullable String link) {
        if (link == null || link.isBlank()) return null;
        try {
            return Check.link(link.strip());
        } catch (InvalidInput noLink) {
            return null;
        }
    }

    /** What fits of free data. */
    static JsonNode data(JsonNode data) {
        byte[] json = Json.write(data);
        if (json.length <= Limits.INBOUND_DATA_BYTES_MAX) return data;
        ObjectNode cut = Json.object().put("cutOff", true).put("bytes", json.length);
        return cut.put("beginning", chars(new String(json, StandardCharsets.UTF_8), BEGINNING_CHARS));
    }

    private static String chars(String text, int charsMax) {
        if (Check.chars(text) <= charsMax) return text;
        return text.substring(0, text.offsetByCodePoints(0, charsMax - 1)) + MORE;
    }

    private static String clean(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', ' ');
    }
}
