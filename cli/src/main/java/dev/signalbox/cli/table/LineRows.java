package dev.signalbox.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One JSON object a line; also a snapshot, whose head and end are no rows. */
final class LineRows implements GivenRows {
    /** No row that the hub takes is longer. */
    private static final int LINE_CHARS_MAX = 1_000_000;

    private final Reader text;
    private long line;
    private boolean ended;
    private boolean tooLong;

    /** @param text buffered */
    LineRows(Reader text) {
        this.text = text;
    }

    @Override
    public @Nullable Given next() throws IOException {
        while (!ended) {
            String read = readLine();
            if (tooLong) return Given.fault(line, "has more than " + LINE_CHARS_MAX + " characters");
            if (read.isBlank()) continue;
            Given given = given(read);
            if (given != null) return given;
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    private String readLine() throws IOException {
        line++;
        tooLong = false;
        StringBuilder read = new StringBuilder();
        for (int c = text.read(); c != '\n'; c = text.read()) {
            if (c < 0) {
                ended = true;
                break;
            }
            if (read.length() < LINE_CHARS_MAX) read.append((char) c);
            else tooLong = true;
        }
        return read.toString();
    }

    /** Null for the head and the end of a snapshot. */
    private @Nullable Given given(String read) {
        try {
            JsonNode row = Json.read(read.getBytes(StandardCharsets.UTF_8), JsonNode.class);
            if (!row.isObject()) return Given.fault(line, "is not a JSON object");
            if (row.has("cursor") && row.has("position") && !row.has("row")) return null;
            if (row.has("sha256") && row.has("rows") && row.size() == 2) return null;
            return Given.row(line, row);
        } catch (InvalidInput invalid) {
            return Given.fault(line, "is not JSON: " + invalid.detail().replace("(line 1, column", "(column"));
        }
    }
}
