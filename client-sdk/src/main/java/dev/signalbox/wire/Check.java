package dev.signalbox.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The checks that command records make of their own fields; each names the field in the {@link InvalidInput} that it
 * throws.
 */
public final class Check {
    private static final Set<String> LINK_SCHEMES = Set.of("http", "https", "mailto", "slack");

    private Check() {}

    public static String required(String field, @Nullable String text, int charsMax) {
        if (text == null || text.isBlank()) throw new InvalidInput("/" + field, field + " is required; give it a text");
        return text(field, text, charsMax);
    }

    /** Characters of a text as JSON Schema counts them: code points, so that an emoji is one. */
    public static int chars(String text) {
        return text.codePointCount(0, text.length());
    }

    public static String text(String field, String text, int charsMax) {
        if (chars(text) > charsMax) {
            throw new InvalidInput(
                    "/" + field, field + " has " + chars(text) + " characters; at most " + charsMax + " are allowed");
        }
        if (text.indexOf('\0') >= 0) {
            throw new InvalidInput("/" + field, field + " contains a NUL character; remove it");
        }
        return text;
    }

    public static @Nullable String optional(String field, @Nullable String text, int charsMax) {
        return text == null ? null : text(field, text, charsMax);
    }

    public static @Nullable String uuid(String field, @Nullable String text) {
        if (text != null && !Ids.isUuid(text)) {
            throw new InvalidInput("/" + field, field + " must be a UUID in lower case (version 7 is best)");
        }
        return text;
    }

    public static int priority(@Nullable Integer priority) {
        if (priority == null) return Limits.PRIORITY_DEFAULT;
        if (priority < Limits.PRIORITY_MIN || priority > Limits.PRIORITY_MAX) {
            throw new InvalidInput("/priority", "priority must be 1 (least urgent) to 5 (most urgent)");
        }
        return priority;
    }

    public static List<String> tags(@Nullable List<@Nullable String> tags) {
        if (tags == null) return List.of();
        if (tags.size() > Limits.TAGS_MAX) {
            throw new InvalidInput("/tags", "tags has " + tags.size() + " entries; at most " + Limits.TAGS_MAX);
        }
        for (int i = 0; i < tags.size(); i++) required("tags/" + i, tags.get(i), Limits.NAME_CHARS_MAX);
        return List.copyOf(tags);
    }

    public static @Nullable String link(@Nullable String link) {
        if (link == null) return null;
        text("link", link, Limits.LINK_CHARS_MAX);
        try {
            String scheme = new URI(link).getScheme();
            if (scheme != null && LINK_SCHEMES.contains(scheme.toLowerCase(Locale.ROOT))) return link;
        } catch (URISyntaxException e) {
            throw new InvalidInput("/link", "link is not a URL: " + e.getReason());
        }
        throw new InvalidInput("/link", "link must be an absolute http, https, mailto or slack URL");
    }

    /** An object whose names can be read back where it is stored. */
    public static @Nullable JsonNode object(String field, @Nullable JsonNode node) {
        if (node == null || node.isNull()) return null;
        if (!node.isObject()) throw new InvalidInput("/" + field, field + " must be a JSON object");
        names("/" + field, node);
        return node;
    }

    private static void names(String pointer, JsonNode node) {
        for (int i = 0; node.isArray() && i < node.size(); i++) names(pointer + "/" + i, node.get(i));
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            withoutHalves(pointer, entry.getKey());
            names(pointer + "/" + PointerStep.of(entry.getKey()), entry.getValue());
        }
    }

    /**
     * An object whose texts every store can keep, without NUL characters and halves of surrogate pairs; and so flat
     * that it can be read again where it stands inside of answers.
     */
    public static JsonNode row(String field, @Nullable JsonNode node) {
        if (node == null || !node.isObject()) {
            throw new InvalidInput("/" + field, field + " is required and must be a JSON object");
        }
        storable("/" + field, node, 1);
        return node;
    }

    /** Whether a text can name a space: lower-case letters, digits and hyphens, a letter first, 40 at most. */
    public static boolean isSpaceName(String text) {
        return text.matches("[a-z][a-z0-9-]{0,39}");
    }

    /** The name of a space, also {@code default}. Fails with {@link IllegalArgumentException} that says what is one. */
    public static String spaceName(String text) {
        if (isSpaceName(text)) return text;
        throw new IllegalArgumentException(
                "no space has this name; one has lower-case letters, digits and hyphens, a letter first, 40 at most");
    }

    /** Whether a secret can stand in a header: ASCII that shows, without blanks, and not nothing. */
    public static boolean fitsHeader(String secret) {
        return !secret.isEmpty() && secret.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }

    private static void storable(String pointer, JsonNode node, int depth) {
        if (depth > Limits.ROW_DEPTH_MAX && node.isContainerNode()) {
            throw new InvalidInput(pointer, "is nested deeper than " + Limits.ROW_DEPTH_MAX + " levels");
        }
        if (node.isTextual()) storable(pointer, node.textValue());
        for (int i = 0; node.isArray() && i < node.size(); i++) storable(pointer + "/" + i, node.get(i), depth + 1);
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            storable(pointer, entry.getKey());
            storable(pointer + "/" + PointerStep.of(entry.getKey()), entry.getValue(), depth + 1);
        }
    }

    /** Fails when a text cannot be written as UTF-8. */
    public static void characters(String field, String text) {
        storable("/" + field, text);
    }

    private static void storable(String pointer, String text) {
        if (text.indexOf('\0') >= 0) throw new InvalidInput(pointer, "contains a NUL character; remove it");
        withoutHalves(pointer, text);
    }

    private static void withoutHalves(String pointer, String text) {
        if (HalfPairs.isIn(text))
            throw new InvalidInput(pointer, "contains half of a surrogate pair, which is no character; remove it");
    }
}
