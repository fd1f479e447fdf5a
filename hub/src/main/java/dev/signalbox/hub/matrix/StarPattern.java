package dev.signalbox.hub.matrix;

import java.util.List;

/**
 * A text in which a star stands for any characters, none too; everything else is itself. Held against a text it looks
 * at each character at most twice, whatever both say. Immutable; any thread.
 */
final class StarPattern {
    private final String pattern;
    /** The texts between the stars. */
    private final List<String> parts;

    StarPattern(String pattern) {
        this.pattern = pattern;
        this.parts = List.of(pattern.split("\\*", -1));
    }

    boolean hasStar() {
        return parts.size() > 1;
    }

    /** Whether the whole text is as the pattern says. */
    boolean fits(String text) {
        if (!hasStar()) return text.equals(pattern);
        String first = parts.get(0);
        String last = parts.get(parts.size() - 1);
        int end = text.length() - last.length();
        if (end < first.length() || !text.startsWith(first) || !text.endsWith(last)) return false;
        int at = first.length();
        for (String part : parts.subList(1, parts.size() - 1)) {
            at = behind(part, text, at, end);
            if (at < 0) return false;
        }
        return true;
    }

    /** Where the first occurrence of the part ends, between two places; -1 for none. After Knuth, Morris and Pratt. */
    private static int behind(String part, String text, int from, int to) {
        if (part.isEmpty()) return from;
        int[] borders = bordersOf(part);
        int matched = 0;
        for (int i = from; i < to; i++) {
            while (matched > 0 && part.charAt(matched) != text.charAt(i)) matched = borders[matched - 1];
            if (part.charAt(matched) == text.charAt(i)) matched++;
            if (matched == part.length()) return i + 1;
        }
        return -1;
    }

    /** For each beginning of the part, how long its longest own beginning is that is its end, too. */
    private static int[] bordersOf(String part) {
        int[] borders = new int[part.length()];
        int length = 0;
        for (int i = 1; i < part.length(); i++) {
            while (length > 0 && part.charAt(i) != part.charAt(length)) length = borders[length - 1];
            if (part.charAt(i) == part.charAt(length)) length++;
            borders[i] = length;
        }
        return borders;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StarPattern same && same.pattern.equals(pattern);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }

    @Override
    public String toString() {
        return pattern;
    }
}
