package dev.signalbox.cli.roadmap.file;

import dev.signalbox.wire.resource.RoadmapItem;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a roadmap file means. A line of free text that would mean something else gets a backslash when it is
 * written, and loses it when it is read; Markdown shows it as it was meant.
 */
final class Markup {
    static final Set<String> STATUS = Set.of("status");
    static final Set<String> ESTIMATE = Set.of("estimated duration", "estimated effort", "estimate");
    static final Set<String> LINKS = Set.of("links", "link");

    private static final Pattern SECTION = Pattern.compile("(?s) {0,3}(#{1,2})(?:[ \\t]+(.*))?");
    private static final Pattern FIELD =
            Pattern.compile("(?s) {0,3}(?:[-*+] )?\\*\\*([^*:]{1,40})(?::\\*\\*|\\*\\*:)[ \\t]*(.*)");
    private static final Pattern ESCAPED = Pattern.compile("(?s)( {0,3})\\\\(\\\\*)([^\\\\].*)?");
    private static final Pattern KEY_START = Pattern.compile("[\\p{L}\\p{N}#]");

    private Markup() {}

    /** {@code **Name**: value}, the name in lower case. */
    record Field(String name, String value) {
        boolean isKnown() {
            return STATUS.contains(name) || ESTIMATE.contains(name) || LINKS.contains(name);
        }
    }

    /** {@code ## KEY: Title}. */
    record Heading(String key, String title) {}

    /** Whether a section begins here, of whatever kind: a heading of the first or second level. */
    static boolean isSection(String line) {
        return SECTION.matcher(line).matches();
    }

    /**
     * The item that begins here; null when the section is none. Signs and bold type around key and title are taken
     * away.
     */
    static @Nullable Heading heading(String line) {
        Matcher section = SECTION.matcher(line);
        if (!section.matches() || section.group(1).length() != 2 || section.group(2) == null) return null;
        String text = section.group(2);
        Matcher start = KEY_START.matcher(text);
        if (!start.find()) return null;
        boolean bold = text.substring(0, start.start()).contains("**");
        String rest = text.substring(start.start());
        int colon = rest.indexOf(':');
        if (colon < 0) return null;
        String key = rest.substring(0, colon);
        String title = rest.substring(colon + 1).replace('\t', ' ');
        if (bold && key.contains("**")) key = key.replaceFirst("\\*\\*", "");
        else if (bold) title = title.replaceFirst("\\*\\*", "");
        key = key.strip();
        title = title.strip();
        return RoadmapItem.isKey(key) && !title.isEmpty() ? new Heading(key, title) : null;
    }

    static @Nullable Field field(String line) {
        Matcher field = FIELD.matcher(line);
        return field.matches()
                ? new Field(
                        field.group(1).strip().toLowerCase(Locale.ROOT),
                        field.group(2).strip())
                : null;
    }

    /** The line with one backslash more, so that it means nothing. */
    static String escaped(String line) {
        int start = indentation(line);
        return line.substring(0, start) + "\\" + line.substring(start);
    }

    /** The line as it was before it was escaped. */
    static String unescaped(String line) {
        Matcher escaped = ESCAPED.matcher(line);
        return isEscaped(line) && escaped.matches() ? line.replaceFirst("\\\\", "") : line;
    }

    /** Whether the line would mean something without the backslashes before it. */
    static boolean isEscaped(String line) {
        Matcher escaped = ESCAPED.matcher(line);
        return escaped.matches() && escaped.group(3) != null && means(escaped.group(1) + escaped.group(3));
    }

    private static boolean means(String line) {
        Field field = field(line);
        return isSection(line) || Fences.OPENING.matcher(line).matches() || (field != null && field.isKnown());
    }

    private static int indentation(String line) {
        int start = 0;
        while (start < line.length() && line.charAt(start) == ' ') start++;
        return start;
    }
}
