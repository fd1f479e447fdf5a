package dev.signalbox.hub.search;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The words of a text as the index keeps them, in one line of words between spaces. Beside those of the text there are
 * words that no text has, of characters that are no letters: the family, by which rights are judged, and what divides
 * the texts of fields. Pure.
 */
final class IndexedWords {
    /** Begins the word of a family. */
    private static final char FAMILY = '\uE000';
    /** Stands before the words of a field. */
    private static final String FIELD = "\uE001";

    private IndexedWords() {}

    /**
     * The line of an event; null when its texts have no word.
     *
     * @param family of its type
     */
    static @Nullable String line(String family, Map<String, String> texts) {
        StringBuilder line = new StringBuilder(familyWord(family));
        boolean empty = true;
        for (String text : texts.values()) {
            List<String> words = Words.of(text);
            if (words.isEmpty()) continue;
            empty = false;
            line.append(' ').append(FIELD);
            for (String word : words) line.append(' ').append(word);
        }
        return empty ? null : line.toString();
    }

    static String familyWord(String family) {
        return FAMILY + family;
    }

    /** Each word of a line that something is found by. */
    static Set<String> of(String line) {
        Set<String> words = new TreeSet<>(List.of(line.split(" ", -1)));
        words.remove(FIELD);
        return words;
    }

    static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }

    /** What comes behind all that begins so: no character has a byte of all ones. */
    static byte[] behind(String begun) {
        byte[] begin = bytes(begun);
        byte[] behind = Arrays.copyOf(begin, begin.length + 1);
        behind[begin.length] = (byte) 0xFF;
        return behind;
    }
}
