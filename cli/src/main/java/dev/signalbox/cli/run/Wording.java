package dev.signalbox.cli.run;

import dev.signalbox.wire.PlainWords;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the hub says of a refusal, in the words of a terminal. The hub speaks to programs, of parameters and fields; a
 * person typed options. So what {@link PlainWords} leave has the names of options.
 */
final class Wording {
    private static final Pattern PARAMETER = Pattern.compile("(?:the )?query parameter ([A-Za-z]+)");
    private static final Pattern HUMP = Pattern.compile("[A-Z]");

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
        return PlainWords.of(title, withoutParameters(detail)).stream()
                .map(Wording::inOptions)
                .toList();
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
