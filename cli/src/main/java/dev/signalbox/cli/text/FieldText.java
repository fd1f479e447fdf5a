package dev.signalbox.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values of fields for people. */
public final class FieldText {
    private static final int CHARS_MAX = 40;

    private FieldText() {}

    /** A text as it is, all else as JSON; empty for none. */
    public static String value(JsonNode value) {
        if (value.isMissingNode()) return "";
        return value.isTextual() ? value.textValue() : value.toString();
    }

    /** Cut where a cell of a table would be too wide. */
    public static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= CHARS_MAX
                ? text
                : text.substring(0, text.offsetByCodePoints(0, CHARS_MAX - 1)) + "…";
    }

    /** {@code state=done points=3}. */
    static String pairs(JsonNode fields) {
        return fields.properties().stream()
                .map(field -> field.getKey() + "=" + shortened(value(field.getValue())))
                .collect(Collectors.joining(" "));
    }

    /** A value in one line: a status in words, a long text by its first line. */
    public static String shown(String field, @Nullable JsonNode value) {
        if (value == null || value.isNull()) return "-";
        if (value.isArray()) {
            List<String> items = new ArrayList<>();
            value.forEach(item -> items.add(item.asText()));
            return items.isEmpty() ? "-" : String.join(" ", items);
        }
        String text = value.asText();
        if (text.isEmpty()) return "-";
        if (field.equals("status")) return text.replace('_', ' ');
        List<String> lines = text.lines().toList();
        return lines.size() == 1 ? lines.get(0) : lines.get(0) + " … (" + lines.size() + " lines)";
    }
}
