package dev.signalbox.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.resource.SharedTable;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The rows of a file, one after the other. One thread. */
interface GivenRows extends Closeable {
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
     * @param line where it begins, from 1
     * @param row null after a fault
     * @param fault what is wrong; null with a row
     */
    record Given(
            long line, @Nullable JsonNode row, @Nullable String fault) {
        static Given row(long line, JsonNode row) {
            return new Given(line, row, null);
        }

        static Given fault(long line, String fault) {
            return new Given(line, null, fault);
        }
    }

    /**
     * The next one; null at the end, and behind a fault after which nothing can be read. Fails with
     * {@link dev.signalbox.wire.InvalidInput} for what is no UTF-8.
     */
    @Nullable
    Given next() throws IOException;

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
