package dev.signalbox.cli.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the hub says of a refusal, in the words of a terminal. The hub speaks to programs: of paths, headers, parameters
 * and fields. A person typed options. So a step that is about HTTP is left out, since the command has one of its own,
 * and the names of parameters become those of options.
 */
final class Wording {
    /** What nobody at a terminal sends. */
    private static final Pattern OF_HTTP = Pattern.compile("\\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) [/{]|\\bHTTP\\b"
            + "|\\b[Hh]eaders?\\b|\\bAuthorization\\b|\\bBearer\\b|\\bETag\\b|\\bContent-Type\\b|\\bcurl\\b|/v1/|/api/public"
            + "|\\bIf-(None-)?(Match|Modified-Since)\\b|\\bIf-Unmodified-Since\\b|\\bIdempotency-Key\\b|\\bRetry-After\\b"
            + "|\\bSignalbox-[A-Z]|\\bJSON pointers?\\b|\\bquery parameters\\b|\\bX-[A-Z]|\\bthis problem\\b");

    private static final Pattern PARAMETER = Pattern.compile("(?:the )?query parameter ([A-Za-z]+)");
    private static final Pattern HUMP = Pattern.compile("[A-Z]");
    private static final Pattern IN_BRACKETS = Pattern.compile(" \\([^()]*\\)");
    private static final Pattern CLAUSE =
            Pattern.compile("(; |\\. (?=[A-Z])|: (?=(GET|POST|PUT|PATCH|DELETE|HEAD) /))");

    /** How commands call what requests have under other names. */
    private static final Map<Pattern, String> OPTIONS = options();

    private Wording() {}

    private static Map<Pattern, String> options() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("asOf", "--as-of");
        names.put("expectedVersion", "--if-version");
        names.put("expiresIn|expiresAt", "--expires");
        names.put("onBehalfOf", "--on-behalf-of");
        names.put("defaultAnswer|defaultValue", "--default");
        names.put("dedupKey", "--dedup");
        names.put("excludeAsker", "--exclude-asker");
        names.put("minCost", "--min-cost");
        names.put("minDuration", "--min-duration");
        names.put("minVersion", "--if-version");
        names.put("minPriority", "--priority");
        names.put("userId", "--user");
        names.put("sessionId", "--session");
        Map<Pattern, String> patterns = new LinkedHashMap<>();
        names.forEach(
                (name, option) -> patterns.put(Pattern.compile("(?<![\\w/\"-])/?(" + name + ")(?![\\w\"])"), option));
        return patterns;
    }

    /**
     * The detail as sentences: first what is wrong, then, where the hub has one that fits, the next step.
     *
     * @param title the kind of the refusal, which is told where nothing of the detail is left
     */
    static List<String> of(String title, String detail) {
        List<String> sentences = new ArrayList<>();
        for (String clause : CLAUSE.split(withoutParameters(detail), -1)) {
            String told =
                    OF_HTTP.matcher(clause).find() ? IN_BRACKETS.matcher(clause).replaceAll("") : clause;
            if (!told.isBlank() && !OF_HTTP.matcher(told).find()) sentences.add(sentence(inOptions(told)));
        }
        if (sentences.isEmpty())
            sentences.add(sentence(OF_HTTP.matcher(title).find() ? "The request is refused" : title));
        return sentences;
    }

    /** With a capital, unless it begins with a name, and a full stop. */
    static String sentence(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) return trimmed;
        String first = trimmed.split("\\s", 2)[0];
        boolean word = first.matches("\\p{Ll}+('\\p{Ll}+)?[.,:;]?");
        String begun = word ? Character.toUpperCase(trimmed.charAt(0)) + trimmed.substring(1) : trimmed;
        return ".!?:…\"".indexOf(begun.charAt(begun.length() - 1)) >= 0 ? begun : begun + ".";
    }

    /** A parameter of a query is an option of a command. */
    private static String withoutParameters(String detail) {
        return PARAMETER
                .matcher(detail)
                .replaceAll(found ->
                        "--" + HUMP.matcher(found.group(1)).replaceAll("-$0").toLowerCase(Locale.ROOT));
    }

    private static String inOptions(String text) {
        String told = text;
        for (Map.Entry<Pattern, String> name : OPTIONS.entrySet()) {
            told = name.getKey().matcher(told).replaceAll(Matcher.quoteReplacement(name.getValue()));
        }
        return told;
    }
}
