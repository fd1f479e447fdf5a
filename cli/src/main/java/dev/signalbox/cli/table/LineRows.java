package dev.signalbox.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line, or over several lines, as programs print it for people; also a snapshot, whose head and end
 * are no rows. An object goes on as long as its brackets are open, and ends before a line that begins with another.
 */
final class LineRows implements GivenRows {
    /** No row that the hub takes is longer. */
    private static final int LINE_CHARS_MAX = 1_000_000;

    private static final Pattern LINE_OF_FAULT = Pattern.compile("\\(line (\\d+), column");
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
            if (tooLong) return Given.fault(first, "has more than " + LINE_CHARS_MAX + " characters");
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
                if (read.length() < LINE_CHARS_MAX) read.append((char) c);
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
        try {
            JsonNode row = Json.read(read.strip().getBytes(StandardCharsets.UTF_8), JsonNode.class);
            if (!row.isObject()) return Given.fault(first, "is not a JSON object");
            if (row.has("cursor") && row.has("position") && !row.has("row")) return null;
            if (row.has("sha256") && row.has("rows") && row.size() == 2) return null;
            return Given.row(first, row);
        } catch (InvalidInput invalid) {
            return Given.fault(first, "is not JSON: " + placed(invalid.detail(), first));
        }
    }

    /** With the line of the file in which the fault is, where it is not the first. */
    private static String placed(String words, long first) {
        return LINE_OF_FAULT.matcher(words).replaceAll(found -> {
            long behind = Long.parseLong(found.group(1)) - 1;
            return Matcher.quoteReplacement(behind == 0 ? "(column" : "(line " + (first + behind) + ", column");
        });
    }

    /** Counts brackets outside texts. A text ends with its line at the latest, and nothing is open behind it. */
    private static final class Brackets {
        private int open;
        private boolean within;
        private boolean escaped;

        void on(char c) {
            if (within) {
                within = escaped || c != '"';
                escaped = !escaped && c == '\\';
            } else if (c == '"') within = true;
            else if (c == '{' || c == '[') open++;
            else if (c == '}' || c == ']') open--;
        }

        boolean isOpen() {
            return open > 0 && !within;
        }
    }
}
