package dev.signalbox.hub.hook;

import dev.signalbox.hub.http.Problems;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.Problem;

/** What the hub tells the person before an agent, in one or two sentences that name it. */
final class Words {
    private static final String NAME = "Signalbox: ";
    private static final char NUL_SHOWN = '\u2400';

    private Words() {}

    static String of(Problem problem) {
        return NAME + cut(problem.detail() + ". Answer here", Limits.COMMENT_CHARS_MAX);
    }

    static String of(Throwable failure) {
        if (failure instanceof InvalidInput invalid) {
            String where = invalid.pointer().isEmpty() ? "" : invalid.pointer() + " ";
            return say("the hub does not understand what this hook was told: " + where + invalid.detail()
                    + ". Nobody was asked; answer here");
        }
        return of(Problems.of(failure, "a hook"));
    }

    static String say(String sentence) {
        return NAME + cut(sentence, Limits.COMMENT_CHARS_MAX);
    }

    /** A text that can be kept and shown, cut to so many characters with a word of how many are missing. */
    static String cut(String text, int charsMax) {
        String whole = storable(text);
        int chars = whole.codePointCount(0, whole.length());
        if (chars <= charsMax) return whole;
        String missing = " … (" + chars + " characters)";
        int kept = whole.offsetByCodePoints(0, Math.max(0, charsMax - missing.length()));
        return whole.substring(0, kept) + missing;
    }

    private static String storable(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 ? NUL_SHOWN : c)
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '\uFFFD' : c)
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }
}
