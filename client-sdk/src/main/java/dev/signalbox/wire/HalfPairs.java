package dev.signalbox.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Halves of surrogate pairs that JSON writes as escapes: its grammar has them (RFC 8259, 8.2), and a reader that
 * refuses one in the name of a field refuses all that stands around it. Put as the characters that they are, they are
 * read, and whoever cannot store them says so of the one thing that has them.
 */
public final class HalfPairs {
    /** Any escape, so that none begins within another: pairs, then halves, then what is neither. */
    private static final Pattern ESCAPE = Pattern.compile(
            "\\\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\\\u[dD][c-fC-F][0-9a-fA-F]{2}|u([dD][89a-fA-F][0-9a-fA-F]{2})|.)",
            Pattern.DOTALL);

    private HalfPairs() {}

    /** The same JSON with halves as characters; whole pairs and all else stay as they were written. */
    public static String asCharacters(String json) {
        return ESCAPE.matcher(json).replaceAll(HalfPairs::asCharacter);
    }

    /** The same for bytes; null for what is no UTF-8, or has no halves. */
    static @Nullable String asCharacters(byte[] utf8) {
        try {
            String json = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            String read = asCharacters(json);
            return read.equals(json) ? null : read;
        } catch (CharacterCodingException noUtf8) {
            return null;
        }
    }

    /** Whether a text has a half that stands alone. */
    static boolean isIn(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static String asCharacter(MatchResult escape) {
        String half = escape.group(1);
        return Matcher.quoteReplacement(
                half == null ? escape.group() : String.valueOf((char) Integer.parseInt(half, 16)));
    }
}
