package dev.signalbox.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line, or over several lines, as programs print it for people; also a snapshot, whose head and end
 * are no rows. An object goes on as long as its brackets are open, and ends before a line that begins with another.
 */
final class LineRows implements GivenRows {
    /** No character is read ahead. */
    private static final int NONE = -2;

    private final Reader text;
    /** That which was read last. */
    private long line;

    private int ahead = NONE;
    private boolean tooLong;

    /** @param text buffered */
    LineRows(Reader text) {
        this.text = text;
    }

    @Override
    public @Nullable Given next() throws IOException {
        while (peek() >= 0) {
            long first = line + 1;
            String read = readObject();
            if (tooLong) return Given.tooLong(GivenRows.line(first));
            if (read.isBlank()) continue;
            Given given = given(read, first);
            if (given != null) return given;
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    /** A line, and those behind it that its open brackets take along. */
    private String readObject() throws IOException {
        tooLong = false;
        StringBuilder read = new StringBuilder();
        Brackets brackets = new Brackets();
        do {
            line++;
            for (int c = take(); c >= 0 && c != '\n'; c = take()) {
                brackets.on((char) c);
                if (read.length() < ROW_CHARS_MAX) read.append((char) c);
                else tooLong = true;
            }
            read.append('\n');
        } while (brackets.isOpen() && peek() >= 0 && peek() != '{');
        return read.toString();
    }

    private int peek() throws IOException {
        if (ahead == NONE) ahead = text.read();
        return ahead;
    }

    private int take() throws IOException {
        int c = peek();
        if (c >= 0) ahead = NONE;
        return c;
    }

    /** Null for the head and the end of a snapshot. */
    private static @Nullable Given given(String read, long first) {
        Given given = Given.read(read.strip(), GivenRows.line(first), first);
        JsonNode row = given.row();
        if (row == null) return given;
        if (row.has("cursor") && row.has("position") && !row.has("row")) return null;
        if (row.has("sha256") && row.has("rows") && row.size() == 2) return null;
        return given;
    }
}
