package dev.signalbox.cli.text;

/**
 * Text in a fixed number of a terminal's cells: most characters take one, those of East Asia and pictures two, marks
 * none.
 */
public final class Cells {
    /** Begins a colour. Nothing else does: {@link Ink} takes it out of what others wrote. */
    private static final char ESCAPE = '\u001b';

    private Cells() {}

    /** How many it takes; colours take none. */
    public static int width(String text) {
        int width = 0;
        for (int at = 0; at < text.length(); at = next(text, at)) width += widthAt(text, at);
        return width;
    }

    /** The same, coloured or not, cut to a width, with an ellipsis where something is missing. */
    public static String fit(String painted, int width) {
        if (width(painted) <= width) return painted;
        if (width <= 0) return "";
        StringBuilder cut = new StringBuilder();
        boolean coloured = false;
        int used = 0;
        for (int at = 0; at < painted.length(); at = next(painted, at)) {
            int cells = widthAt(painted, at);
            if (used + cells > width - 1) break;
            String piece = painted.substring(at, next(painted, at));
            if (piece.length() > 1 && piece.charAt(0) == ESCAPE) coloured = !piece.equals(Ink.RESET);
            cut.append(piece);
            used += cells;
        }
        return cut.append('…').append(coloured ? Ink.RESET : "").toString();
    }

    /** Cut to a width, with an ellipsis where something is missing. Control characters are taken out. */
    public static String cut(String text, int width) {
        String plain = Ink.plain(text);
        if (width <= 0) return "";
        if (width(plain) <= width) return plain;
        StringBuilder cut = new StringBuilder();
        int used = 0;
        for (int at = 0; at < plain.length(); at += Character.charCount(plain.codePointAt(at))) {
            int c = plain.codePointAt(at);
            if (used + width(c) > width - 1) break;
            cut.appendCodePoint(c);
            used += width(c);
        }
        return cut.append('…').toString();
    }

    /** Exactly so wide: cut, or with spaces behind it. */
    public static String left(String text, int width) {
        String cut = cut(text, width);
        return cut + " ".repeat(Math.max(0, width - width(cut)));
    }

    /** Exactly so wide, with spaces before it. */
    public static String right(String text, int width) {
        String cut = cut(text, width);
        return " ".repeat(Math.max(0, width - width(cut))) + cut;
    }

    /** Where the next character begins, or what comes behind a colour. */
    private static int next(String text, int at) {
        if (text.charAt(at) != ESCAPE) return at + Character.charCount(text.codePointAt(at));
        int end = text.indexOf('m', at);
        return end < 0 ? text.length() : end + 1;
    }

    private static int widthAt(String text, int at) {
        return text.charAt(at) == ESCAPE ? 0 : width(text.codePointAt(at));
    }

    private static int width(int c) {
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT)
            return 0;
        return isWide(c) ? 2 : 1;
    }

    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115F)
                || (c >= 0x2E80 && c <= 0xA4CF)
                || (c >= 0xAC00 && c <= 0xD7A3)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0xFE30 && c <= 0xFE6F)
                || (c >= 0xFF00 && c <= 0xFF60)
                || (c >= 0xFFE0 && c <= 0xFFE6)
                || (c >= 0x1F300 && c <= 0x1FAFF)
                || (c >= 0x20000 && c <= 0x3FFFD);
    }
}
