package dev.signalbox.cli.table;

/**
 * The count of brackets that are open, outside texts. A text ends with its line at the latest, and nothing is open
 * behind it. One thread.
 */
final class Brackets {
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

    /** Whether it is in the middle of a text. */
    boolean isWithinText() {
        return within;
    }
}
