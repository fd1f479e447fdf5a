package dev.signalbox.hub.search;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The words of a text as the index keeps them, in one line of words between spaces. Beside those of the text there are
 * words that no text has, of characters that are no letters: the family, by which rights are judged, and a stretch of
 * the log, which divides the texts of fields, too. Pure.
 */
final class IndexedWords {
    /** Begins the word of a family. */
    private static final char FAMILY = '\uE000';
    /** Begins the word of a stretch. */
    private static final char STRETCH = '\uE001';
    /** In the place of what is no letter and no digit in the name of a family. */
    private static final char OTHER = '\uE002';

    /** Positions of a stretch, as a power of two. */
    private static final int STRETCH_BITS = 12;

    private IndexedWords() {}

    /**
     * The line of an event; null when its texts have no word.
     *
     * @param family of its type
     */
    static @Nullable String line(String family, long position, Map<String, String> texts) {
        StringBuilder line = new StringBuilder(familyWord(family));
        String stretch = stretchWord(stretchOf(position));
        boolean empty = true;
        for (String text : texts.values()) {
            List<String> words = Words.of(text);
            if (words.isEmpty()) continue;
            empty = false;
            line.append(' ').append(stretch);
            for (String word : words) line.append(' ').append(word);
        }
        return empty ? null : line.toString();
    }

    static String familyWord(String family) {
        StringBuilder word = new StringBuilder().append(FAMILY);
        for (char c : family.toCharArray()) word.append(Character.isLetterOrDigit(c) ? c : OTHER);
        return word.toString();
    }

    static String stretchWord(long stretch) {
        return STRETCH + Long.toString(stretch);
    }

    /** The stretch of the log in which a position lies: 0, 1, 2 … */
    static long stretchOf(long position) {
        return position >> STRETCH_BITS;
    }

    /** The first position of a stretch. */
    static long begin(long stretch) {
        return stretch << STRETCH_BITS;
    }
}
