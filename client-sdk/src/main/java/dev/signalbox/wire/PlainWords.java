package dev.signalbox.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Sentences for people, made of what the hub says of a refusal. The hub speaks to programs, of paths, headers and
 * requests; a step that is about those is left out, since whoever reads this sent none by hand. Pure; any thread.
 */
public final class PlainWords {
    /** What people who use a client or a command never send themselves. */
    private static final Pattern OF_HTTP =
            Pattern.compile("\\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\\x20[/{]|\\bHTTP\\b"
                    + "|\\b[Hh]eaders?\\b|\\bAuthorization\\b|\\bBearer\\b|\\bETag\\b|\\bContent-Type\\b|\\bcurl\\b|/v1/|/api/public"
                    + "|\\bIf-(None-)?(Match|Modified-Since)\\b|\\bIf-Unmodified-Since\\b|\\bIdempotency-Key\\b|\\bRetry-After\\b"
                    + "|\\bSignalbox-[A-Z]|\\bJSON pointers?\\b|\\bquery parameters\\b|\\bX-[A-Z]|\\bthis problem\\b");

    private static final Pattern IN_BRACKETS = Pattern.compile(" \\([^()]*\\)");
    private static final Pattern CLAUSE =
            Pattern.compile("(; |\\. (?=[A-Z])|: (?=(GET|POST|PUT|PATCH|DELETE|HEAD) /))");

    private PlainWords() {}

    /**
     * The detail of a refusal: first what is wrong, then, where the hub has one that fits, the next step. Never empty.
     *
     * @param title the kind of the refusal, which is told where nothing of the detail is left
     */
    public static List<String> of(String title, String detail) {
        List<String> sentences = new ArrayList<>();
        for (String clause : CLAUSE.split(detail, -1)) {
            String told = isOfHttp(clause) ? IN_BRACKETS.matcher(clause).replaceAll("") : clause;
            if (!told.isBlank() && !isOfHttp(told)) sentences.add(sentence(told));
        }
        if (sentences.isEmpty()) sentences.add(sentence(isOfHttp(title) ? "The request is refused" : title));
        return sentences;
    }

    /** With a capital, unless it begins with a name, and a full stop. */
    public static String sentence(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) return trimmed;
        String first = trimmed.split("\\s", 2)[0];
        boolean word = first.matches("\\p{Ll}+('\\p{Ll}+)?[.,:;]?");
        String begun = word ? Character.toUpperCase(trimmed.charAt(0)) + trimmed.substring(1) : trimmed;
        return ".!?:…\"".indexOf(begun.charAt(begun.length() - 1)) >= 0 ? begun : begun + ".";
    }

    private static boolean isOfHttp(String text) {
        return OF_HTTP.matcher(text).find();
    }
}
