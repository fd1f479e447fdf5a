package dev.signalbox.hub.search;

import dev.signalbox.wire.Limits;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody looks for: words that must all be there, the last ones of some perhaps only begun, and phrases, whose
 * words must follow each other. What divides words in a text divides them here: {@code ISSUE-42} is a phrase of two.
 *
 * @param words whole ones
 * @param begun beginnings of words
 * @param phrases of several words; the last one may be a beginning
 */
public record Sought(Set<String> words, Set<String> begun, List<Phrase> phrases) {
    /** A part between quotes, or between spaces. */
    private static final Pattern PART = Pattern.compile("\"([^\"]*)\"?(\\*?)|(\\S+)");

    /**
     * Words that follow each other.
     *
     * @param begun whether the last one is a beginning
     */
    record Phrase(List<String> words, boolean begun) {
        /** As {@code LIKE} finds it in a line of words that has a space before and behind it. */
        String pattern() {
            return "% " + String.join(" ", words) + (begun ? "%" : " %");
        }
    }

    public Sought {
        words = Set.copyOf(words);
        begun = Set.copyOf(begun);
        phrases = List.copyOf(phrases);
    }

    /**
     * Reads what people type: {@code deploy "blue green" rollb*}. Fails with {@link IllegalArgumentException}, whose
     * message goes behind the name of the field, when there is no word in it, or too many.
     */
    public static Sought of(String text) {
        if (text.length() > Limits.RECALL_QUERY_CHARS_MAX) {
            throw new IllegalArgumentException("has more than " + Limits.RECALL_QUERY_CHARS_MAX + " characters");
        }
        Set<String> words = new LinkedHashSet<>();
        Set<String> begun = new LinkedHashSet<>();
        List<Phrase> phrases = new ArrayList<>();
        Matcher parts = PART.matcher(text);
        while (parts.find()) {
            boolean quoted = parts.group(3) == null;
            String part = quoted ? parts.group(1) : parts.group(3);
            boolean open = quoted ? !parts.group(2).isEmpty() : part.endsWith("*");
            List<String> cut = Words.of(part);
            if (cut.isEmpty()) continue;
            List<String> whole = open ? cut.subList(0, cut.size() - 1) : cut;
            words.addAll(whole);
            if (open) begun.add(cut.get(cut.size() - 1));
            if (cut.size() > 1) phrases.add(new Phrase(cut, open));
        }
        if (words.isEmpty() && begun.isEmpty()) {
            throw new IllegalArgumentException("has no word, which is of letters and digits");
        }
        if (words.size() + begun.size() > Limits.RECALL_WORDS_MAX) {
            throw new IllegalArgumentException("has more than " + Limits.RECALL_WORDS_MAX + " words");
        }
        return new Sought(words, begun, phrases);
    }

    /** Whether a word is one of those that are looked for. */
    boolean has(String word) {
        return words.contains(word) || begun.stream().anyMatch(word::startsWith);
    }
}
