package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.hub.trace.model.StorableText;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The format in which the value of a field is stored, and what is made of a value that came otherwise. */
@FunctionalInterface
interface FieldFormat {
    int NAME_CHARS_MAX = 1000;
    int ENVIRONMENT_CHARS_MAX = 40;
    Pattern ENVIRONMENT = Pattern.compile("[a-z0-9_-]+");

    /** The value in this format; null when it says nothing. Absent and null values are not passed in. */
    @Nullable
    JsonNode read(JsonNode value, String field, Warnings warnings);

    /** A short text that lists are filtered by; at most {@link #NAME_CHARS_MAX} characters. */
    static @Nullable JsonNode name(JsonNode value, String field, Warnings warnings) {
        String text = Texts.of(value);
        if (text == null) return null;
        if (text.length() > NAME_CHARS_MAX) warnings.add(field + " was cut to " + NAME_CHARS_MAX + " characters");
        return TextNode.valueOf(Texts.cutForIndex(text, NAME_CHARS_MAX));
    }

    /** An id of a client. */
    static @Nullable JsonNode id(JsonNode value, String field, Warnings warnings) {
        String id = ClientIds.of(value);
        return id == null ? null : TextNode.valueOf(id);
    }

    static @Nullable JsonNode text(JsonNode value, String field, Warnings warnings) {
        String text = Texts.of(value);
        return text == null ? null : TextNode.valueOf(text);
    }

    /** Whatever it is; an object or list that came as text is one. */
    static JsonNode payload(JsonNode value, String field, Warnings warnings) {
        return Texts.unfolded(value);
    }

    /** An object, or text that holds one. */
    static @Nullable JsonNode object(JsonNode value, String field, Warnings warnings) {
        JsonNode object = Texts.unfolded(value);
        if (object.isObject()) return object;
        warnings.add(field + " is no object and was left out");
        return null;
    }

    static @Nullable JsonNode flag(JsonNode value, String field, Warnings warnings) {
        if (value.isBoolean()) return value;
        String text = value.asText().strip().toLowerCase(Locale.ROOT);
        if (text.equals("true") || text.equals("1")) return BooleanNode.TRUE;
        if (text.equals("false") || text.equals("0")) return BooleanNode.FALSE;
        warnings.add(field + " is neither true nor false and was left out");
        return null;
    }

    /** Microseconds since 1970. */
    static @Nullable JsonNode time(JsonNode value, String field, Warnings warnings) {
        Long micros = ClientTimes.of(value);
        if (micros != null) return LongNode.valueOf(micros);
        warnings.add(field + " is no time such as 2026-11-21T08:36:42Z and was left out");
        return null;
    }

    /** A whole number. */
    static @Nullable JsonNode number(JsonNode value, String field, Warnings warnings) {
        BigDecimal number = Numbers.decimal(value);
        if (number != null
                && number.stripTrailingZeros().scale() <= 0
                && number.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0) {
            return LongNode.valueOf(number.longValue());
        }
        warnings.add(field + " is no whole number and was left out");
        return null;
    }

    /** DEBUG, DEFAULT, WARNING or ERROR. */
    static @Nullable JsonNode level(JsonNode value, String field, Warnings warnings) {
        String text = Texts.of(value);
        if (text == null) return null;
        String said = text.strip().toUpperCase(Locale.ROOT);
        return TextNode.valueOf(
                switch (said) {
                    case "TRACE", "DEBUG" -> "DEBUG";
                    case "DEFAULT", "INFO", "NOTICE", "LOG" -> "DEFAULT";
                    case "WARN", "WARNING" -> "WARNING";
                    case "ERROR", "FATAL", "CRITICAL", "SEVERE", "ALERT", "EMERGENCY" -> "ERROR";
                    default -> {
                        warnings.add("level " + StorableText.cut(said, 40) + " is unknown and became DEFAULT");
                        yield "DEFAULT";
                    }
                });
    }

    /**
     * Lower case, at most 40 characters, without the word that the SDK's maker keeps for itself; {@code default} for
     * what is none.
     */
    static @Nullable JsonNode environment(JsonNode value, String field, Warnings warnings) {
        String text = Texts.of(value);
        if (text == null) return null;
        String lower = text.strip().toLowerCase(Locale.ROOT);
        String own = lower.startsWith("langfuse") ? lower.substring("langfuse".length()) : lower;
        String cut = StorableText.cut(own, ENVIRONMENT_CHARS_MAX);
        if (ENVIRONMENT.matcher(cut).matches()) return TextNode.valueOf(cut);
        warnings.add("environment is not of the form [a-z0-9-_]+ and became default");
        return TextNode.valueOf("default");
    }
}
