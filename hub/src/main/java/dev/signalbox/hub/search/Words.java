package dev.signalbox.hub.search;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The one rule by which texts are cut into words, for what is kept and for what is sought, on every engine. A word is a
 * run of letters and digits; whatever else stands between them divides: so {@code ISSUE-42}, {@code src/main/App.java},
 * {@code List<String>} and {@code user@host} are the words in them, one behind the other. Case, accents and forms of a
 * character do not count, nor do characters within a word that nobody sees. Where people write without spaces, each
 * character is a word. What colours a terminal divides. Pure.
 */
public final class Words {
    /** Characters of a word that count; a longer one is known by these. */
    static final int WORD_CHARS_MAX = 100;

    private static final Set<UnicodeScript> UNDIVIDED = Set.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.THAI,
            UnicodeScript.LAO,
            UnicodeScript.KHMER,
            UnicodeScript.MYANMAR);
    /** Letters that stand among those of such a script, and by their script belong to none. */
    private static final String AMONG_UNDIVIDED = "\u3006\u3031\u3032\u3033\u3034\u3035\u303C\u30FC\uFF70\uFF9E\uFF9F";

    /** Begins a sequence for a terminal, {@code ESC [ 31 m}. */
    private static final String SEQUENCE = "\u001B[";

    private static final int ZERO_WIDTH_SPACE = 0x200B;

    private Words() {}

    /**
     * A word where it stands.
     *
     * @param word as it counts
     * @param from its first character in the text
     * @param to behind its last one
     */
    public record Place(String word, int from, int to) {}

    /** Whether a character is of a script that is written without spaces between words. */
    public static boolean isUndivided(int point) {
        return UNDIVIDED.contains(UnicodeScript.of(point)) || AMONG_UNDIVIDED.indexOf(point) >= 0;
    }

    /** The words of a text, in their order. */
    public static List<String> of(String text) {
        return places(text).stream().map(Place::word).toList();
    }

    /** The same with where they stand. */
    public static List<Place> places(String text) {
        List<Place> places = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int end = end(text, at);
            if (end == at) {
                at = behindDivider(text, at);
                continue;
            }
            String word = counted(text.substring(at, end));
            if (!word.isEmpty()) places.add(new Place(word, at, end));
            at = end;
        }
        return places;
    }

    private static int behindDivider(String text, int at) {
        if (!text.startsWith(SEQUENCE, at)) return at + Character.charCount(text.codePointAt(at));
        int end = at + SEQUENCE.length();
        while (end < text.length() && text.charAt(end) >= ' ' && text.charAt(end) <= '?') end++;
        boolean whole = end < text.length() && text.charAt(end) >= '@' && text.charAt(end) <= '~';
        return whole ? end + 1 : end;
    }

    /** Where the word ends that begins at a place; the place itself when none does. */
    private static int end(String text, int from) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c < 0x80) {
                if (!isAscii(c)) return at;
                at++;
                continue;
            }
            int point = text.codePointAt(at);
            if (!Character.isLetterOrDigit(point) && !(at > from && isPartOfWord(point))) return at;
            boolean alone = isUndivided(point) && !isMark(point);
            if (alone && at > from) return at;
            at += Character.charCount(point);
            if (alone) return behindMarks(text, at);
        }
        return at;
    }

    private static int behindMarks(String text, int from) {
        int at = from;
        while (at < text.length() && isMark(text.codePointAt(at))) at += Character.charCount(text.codePointAt(at));
        return at;
    }

    private static String counted(String run) {
        String word = isAscii(run) ? run.toLowerCase(Locale.ROOT) : plain(run);
        return word.length() > WORD_CHARS_MAX ? cut(word) : word;
    }

    /** Without accents, forms and case: of some letters only the small form is known, of some only its large one. */
    private static String plain(String run) {
        StringBuilder plain = new StringBuilder(run.length());
        Normalizer.normalize(run, Normalizer.Form.NFKD)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(plain::appendCodePoint);
        return plain.toString()
                .toLowerCase(Locale.ROOT)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT)
                .replace('\u03C2', '\u03C3');
    }

    private static String cut(String word) {
        boolean half = Character.isHighSurrogate(word.charAt(WORD_CHARS_MAX - 1));
        return word.substring(0, half ? WORD_CHARS_MAX - 1 : WORD_CHARS_MAX);
    }

    private static boolean isAscii(String run) {
        for (int i = 0; i < run.length(); i++) if (run.charAt(i) >= 0x80) return false;
        return true;
    }

    private static boolean isAscii(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** Whether a character that is no letter belongs to the word within which it stands. */
    private static boolean isPartOfWord(int point) {
        return isMark(point) || (Character.getType(point) == Character.FORMAT && point != ZERO_WIDTH_SPACE);
    }

    private static boolean isMark(int point) {
        int type = Character.getType(point);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }
}
