package dev.signalbox.hub.projection;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.database.Row;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Times;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The forms that values have in the columns of tables, there and back. */
public final class Columns {
    private Columns() {}

    /** A time as microseconds. */
    public static @Nullable Long time(@Nullable Instant time) {
        return time == null ? null : (Long) Times.toMicros(time);
    }

    public static Instant time(Row row, String column) {
        return Times.ofMicros(row.bigint(column));
    }

    /** A value as JSON text. */
    public static @Nullable String json(@Nullable Object value) {
        return value == null ? null : Json.writeText(value);
    }

    public static <T> @Nullable T json(Row row, String column, Class<T> type) {
        String text = row.textOrNull(column);
        return text == null ? null : Json.readLenient(text.getBytes(StandardCharsets.UTF_8), type);
    }

    /** The names that the components of a record have in its JSON, in their order. */
    public static List<String> fieldsOf(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }

    /**
     * Tags as a JSON list with each on a line of its own. No JSON text has a raw line break, so the line of a tag is
     * found by plain text search, exactly and alike on both engines.
     */
    public static String tags(List<String> tags) {
        if (tags.isEmpty()) return "[]";
        StringBuilder lines = new StringBuilder("[");
        for (String tag : tags) lines.append(lines.length() == 1 ? "" : ",").append(lineOf(tag));
        return lines.append(']').toString();
    }

    public static List<String> tags(Row row, String column) {
        JsonNode list = json(row, column, JsonNode.class);
        if (list == null) return List.of();
        List<String> tags = new ArrayList<>(list.size());
        for (JsonNode tag : list) tags.add(tag.textValue());
        return tags;
    }

    /** The line of one tag in {@link #tags(List)}. */
    public static String lineOf(String tag) {
        return "\n\"" + new String(JsonStringEncoder.getInstance().quoteAsString(tag)) + "\"\n";
    }
}
