package dev.signalbox.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.SharedTable;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rows of a file, one after the other. One thread. */
interface GivenRows extends Closeable {
    /** Characters of a row in JSON: none that the hub takes has more. */
    int ROW_CHARS_MAX = 1_000_000;

    /** What a file can be. */
    enum Format {
        /** One JSON object a line, or over several lines. */
        LINES,
        /** One JSON array of objects. */
        JSON,
        /** A line with the names of the fields, then a line for each row. */
        CSV;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One row, or why there is none.
     *
     * @param place where it begins, for people: {@code line 7}, or {@code line 1, row 201} where several rows stand in
     *     one line
     * @param row null after a fault
     * @param fault what is wrong; null with a row
     */
    record Given(
            String place, @Nullable JsonNode row, @Nullable String fault) {
        private static final Pattern LINE_OF_FAULT = Pattern.compile("\\(line (\\d+), column");

        static Given row(String place, JsonNode row) {
            return new Given(place, row, null);
        }

        static Given fault(String place, String fault) {
            return new Given(place, null, fault);
        }

        static Given tooLong(String place) {
            return fault(place, "has more than " + ROW_CHARS_MAX + " characters");
        }

        /**
         * The row that a text by itself is.
         *
         * @param line that in which it begins, from 1
         */
        static Given read(String json, String place, long line) {
            try {
                JsonNode row = Json.read(json.getBytes(StandardCharsets.UTF_8), JsonNode.class);
                return row.isObject() ? row(place, row) : fault(place, "is not a JSON object");
            } catch (InvalidInput invalid) {
                return fault(place, "is not JSON: " + placed(invalid.detail(), line));
            }
        }

        /** With the line of the file in which the fault is, where it is not the first. */
        private static String placed(String words, long first) {
            return LINE_OF_FAULT.matcher(words).replaceAll(found -> {
                long behind = Long.parseLong(found.group(1)) - 1;
                return Matcher.quoteReplacement(behind == 0 ? "(column" : "(line " + (first + behind) + ", column");
            });
        }
    }

    /**
     * The next one; null at the end, and behind a fault after which nothing can be read. Fails with
     * {@link dev.signalbox.wire.InvalidInput} for what is no UTF-8.
     */
    @Nullable
    Given next() throws IOException;

    /** Where a row stands that has a line for itself. */
    static String line(long number) {
        return "line " + number;
    }

    /**
     * The rows of a text.
     *
     * @param table says what the cells of a CSV file are
     */
    static GivenRows of(Reader text, Format format, SharedTable table) throws IOException {
        return switch (format) {
            case LINES -> new LineRows(text);
            case JSON -> new ArrayRows(text);
            case CSV -> new CsvRows(text, table);
        };
    }
}
