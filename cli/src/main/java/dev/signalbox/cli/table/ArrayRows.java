package dev.signalbox.cli.table;

import java.io.IOException;
import java.io.PushbackReader;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * One JSON array of objects, read while it comes, each by itself: one that is no JSON, or breaks a limit of reading,
 * ends where its brackets do, and the next is read.
 */
final class ArrayRows implements GivenRows {
    private final PushbackReader text;
    /** That of the character which stands next. */
    private long line = 1;

    /** That of the row before. */
    private long lineBefore;

    /** How many rows have begun. */
    private long rows;

    private boolean begun;
    private boolean ended;

    /** @param text buffered */
    ArrayRows(Reader text) {
        this.text = new PushbackReader(text);
    }

    @Override
    public @Nullable Given next() throws IOException {
        if (ended) return null;
        boolean first = !begun;
        begun = true;
        int before = take();
        if (first && before != '[') return last("is no JSON array");
        if (before == ']') return end();
        int c = peek();
        if (first && c == ']') return next();
        if (c < 0) return last("ends within the array");
        if (c == ',' || c == ']') return last("is not JSON from here on: a comma has no row beside it");
        return row();
    }

    @Override
    public void close() throws IOException {
        text.close();
    }

    /** Up to the comma behind it, or the end of the array. */
    private Given row() throws IOException {
        long first = line;
        String place = place();
        rows++;
        lineBefore = first;
        StringBuilder read = new StringBuilder();
        Brackets brackets = new Brackets();
        boolean tooLong = false;
        for (int c = text.read(); c >= 0; c = text.read()) {
            boolean inside = brackets.isOpen() || brackets.isWithinText();
            if (!inside && (c == ',' || c == ']')) {
                text.unread(c);
                break;
            }
            if (c == '\n' && brackets.isWithinText())
                return last("is not JSON from here on: a text does not end in its line");
            if (c == '\n') line++;
            brackets.on((char) c);
            if (read.length() < ROW_CHARS_MAX) read.append((char) c);
            else tooLong = true;
        }
        return tooLong ? Given.tooLong(place) : Given.read(read.toString(), place, first);
    }

    /** Of the row that begins here: rows that share a line are told apart by their number. */
    private String place() {
        return GivenRows.line(line) + (line == lineBefore ? ", row " + (rows + 1) : "");
    }

    private @Nullable Given end() throws IOException {
        if (peek() >= 0) return last("has text behind the array");
        ended = true;
        return null;
    }

    private Given last(String fault) {
        ended = true;
        return Given.fault(place(), fault);
    }

    private int peek() throws IOException {
        int c = take();
        if (c >= 0) text.unread(c);
        return c;
    }

    /** The next character that is no white space; negative at the end. */
    private int take() throws IOException {
        int c = text.read();
        while (c >= 0 && Character.isWhitespace(c)) {
            if (c == '\n') line++;
            c = text.read();
        }
        return c;
    }
}
