package dev.signalbox.cli.text;

/** Text for a terminal: colours where they are wanted, and nothing in it that could steer the terminal. Any thread. */
public final class Ink {
    static final String RESET = "\u001b[0m";

    private final boolean on;

    /** @param on whether to colour; without, the methods give the text back, cleaned */
    public Ink(boolean on) {
        this.on = on;
    }

    public String bold(String text) {
        return paint("\u001b[1m", text);
    }

    public String dim(String text) {
        return paint("\u001b[2m", text);
    }

    public String red(String text) {
        return paint("\u001b[31m", text);
    }

    public String green(String text) {
        return paint("\u001b[32m", text);
    }

    public String yellow(String text) {
        return paint("\u001b[33m", text);
    }

    public String cyan(String text) {
        return paint("\u001b[36m", text);
    }

    /**
     * The text on one line without control characters: what others wrote (titles, answers, names) must not move the
     * cursor, set the window's title or hide a line. Line breaks and tabs become a space.
     */
    public static String plain(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n' || c == '\t' || c == '\r') clean.append(' ');
            else if (!Character.isISOControl(c) && !turnsDirection(c)) clean.appendCodePoint(c);
        });
        return clean.toString();
    }

    /** Unicode's overrides of the writing direction, which let one text look like another. */
    private static boolean turnsDirection(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }

    private String paint(String code, String text) {
        String clean = plain(text);
        return on && !clean.isEmpty() ? code + clean + RESET : clean;
    }
}
