package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How the value of a field is stored, and what is made of a value that came otherwise. */
enum FieldFormat {
    /** A short text that lists are filtered by; at most {@link #NAME_CHARS_MAX} characters. */
    NAME {
        @Override
        @Nullable
        JsonNode read(JsonNode value, String field, Warnings warnings) {
            String text = Texts.of(value);
            if (text == null) return null;
            if (text.length() > NAME_CHARS_MAX) warnings.add(field + " was cut to " + NAME_CHARS_MAX + " characters");
            return TextNode.valueOf(Texts.cutForIndex(text, NAME_CHARS_MAX));
        }
    },
    /** An id of a client. */
    ID {
        @Override
        @Nullable
        JsonNode read(JsonNode value, String field, Warnings warnings) {
            String id = ClientIds.of(value);
            return id == null ? null : TextNode.valueOf(id);
        }
    },
    TEXT {
        @Override
        @Nullable
        JsonNode read(JsonNode value, String field, Warnings warnings) {
            String text = Texts.of(value);
            return text == null ? null : TextNode.valueOf(text);
        }
    },
    /** Whatever it is; an object or list that came as text is one. */
    PAYLOAD {
        @Override
        JsonNode read(JsonNode value, String field, Warnings warnings) {
            return Texts.unfolded(value);
        }
    },
    /** An object, or text that holds one. */
    OBJECT {
        @Override
        @Nullable
        JsonNode read(JsonNode value, String field, Warnings warnings) {
            JsonNode object = Texts.unfolded(value);
            if (object.isObject()) return object;
            warnings.add(field + " is no object and was left out");
            return null;
        }
    },
    FLAG {
        @Override
        @Nullable
        JsonNode read(JsonNode value, String field, Warnings warnings) {
            if (value.isBoolean()) return value;
            String text = value.asText().strip().toLowerCase(Locale.ROOT);
            if (text.equals("true") || text.equals("1")) return BooleanNode.TRUE;
            if (text.equals("false") || text.equals("0")) return BooleanNode.FALSE;
            warnings.add(field + " is neither true nor false and was left out");
            return null;
        }
    },
    /** Microseconds since 1970. */
    TIME {
        @Override
        @Nullable
        JsonNode read(JsonNode value, String field, Warnings warnings) {
            Long micros = ClientTimes.of(value);
            if (micros != null) return LongNode.valueOf(micros);
            warnings.add(field + " is no time such as 2026-11-21T08:36:42Z and was left out");
            return null;
        }
    },
    /** A whole number. */
    NUMBER {
        @Override
        @Nullable
        JsonNode read(JsonNode value, String field, Warnings warnings) {
            BigDecimal number = Numbers.decimal(value);
            if (number != null
                    && number.stripTrailingZeros().scale() <= 0
                    && number.abs().compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) <= 0) {
                return LongNode.valueOf(number.longValue());
            }
            warnings.add(field + " is no whole number and was left out");
            return null;
        }
    },
    /** DEBUG, DEFAULT, WARNING or ERROR. */
    LEVEL {
        @Override
        @Nullable
        JsonNode read(JsonNode value, String field, Warnings warnings) {
            String text = Texts.of(value);
            return text == null ? null : TextNode.valueOf(level(text.strip().toUpperCase(Locale.ROOT), warnings));
        }

        private String level(String said, Warnings warnings) {
            return switch (said) {
                case "TRACE", "DEBUG" -> "DEBUG";
                case "DEFAULT", "INFO", "NOTICE", "LOG" -> "DEFAULT";
                case "WARN", "WARNING" -> "WARNING";
                case "ERROR", "FATAL", "CRITICAL", "SEVERE", "ALERT", "EMERGENCY" -> "ERROR";
                default -> {
                    warnings.add("level " + Texts.cut(said, 40) + " is unknown and became DEFAULT");
                    yield "DEFAULT";
                }
            };
        }
    },
    /** Lower case, at most 40 characters, without the word that the SDK's maker keeps for itself; {@code default} for what is none. */
    ENVIRONMENT {
        @Override
        @Nullable
        JsonNode read(JsonNode value, String field, Warnings warnings) {
            String text = Texts.of(value);
            if (text == null) return null;
            String lower = text.strip().toLowerCase(Locale.ROOT);
            String own = lower.startsWith("langfuse") ? lower.substring("langfuse".length()) : lower;
            String cut = Texts.cut(own, ENVIRONMENT_CHARS_MAX);
            if (ENVIRONMENT_FORM.matcher(cut).matches()) return TextNode.valueOf(cut);
            warnings.add("environment is not of the form [a-z0-9-_]+ and became default");
            return TextNode.valueOf("default");
        }
    };

    static final int NAME_CHARS_MAX = 1000;
    private static final int ENVIRONMENT_CHARS_MAX = 40;
    private static final Pattern ENVIRONMENT_FORM = Pattern.compile("[a-z0-9_-]+");

    /** The value in this form; null when it says nothing. Absent and null values are not passed in. */
    abstract @Nullable JsonNode read(JsonNode value, String field, Warnings warnings);
}
