package dev.signalbox.cli.roadmap.file;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a line of a roadmap file means, where CommonMark leaves it open. A line of free text that would mean something
 * else gets a backslash when it is written, and loses it when it is read; Markdown shows it as it was meant.
 */
final class Markup {
    static final Set<String> STATUS = Set.of("status", "state");
    static final Set<String> ESTIMATE = Set.of("estimated duration", "estimated effort", "estimate", "effort");
    static final Set<String> LINKS = Set.of("links", "link");

    /** Of the first two levels: the deeper ones are free text of an item. */
    private static final Pattern SECTION = Pattern.compile("(?s) {0,3}#{1,2}(?:[ \\t].*)?");

    private static final Pattern HEADING = Pattern.compile("(?s) {0,3}(#{1,6})(?:[ \\t]+(.*))?");
    private static final Pattern UNDERLINE = Pattern.compile(" {0,3}(?:=+|-+)[ \\t]*");
    private static final Pattern FENCE = Pattern.compile("(?s) {0,3}(`{3,}(?=[^`]*\\z)|~{3,}).*");
    private static final Pattern HTML = Pattern.compile(
            "(?is) {0,3}<(?:(?:script|pre|style|textarea)(?=[\\s>]|\\z)|!--|\\?|![a-z]|!\\[CDATA\\[).*");
    /** In bold type any name; plainly written only those that mean something. */
    private static final Pattern FIELD = Pattern.compile("(?s) {0,3}(?:[-*+] )?(?:"
            + "\\*\\*([^*:]{1,40})(?::\\*\\*|\\*\\*:)"
            + "|[*_]?(?i:(status|state|estimated duration|estimated effort|estimate|links?))(?::[*_]|[*_]?:)(?=[ \\t]|\\z)"
            + ")[ \\t]*(.*)");

    private static final Pattern ESCAPED = Pattern.compile("(?s)( {0,3})\\\\(\\\\*)([^\\\\].*)?");

    private static final Pattern STATUS_ANYWHERE =
            Pattern.compile("(?is)[\\s>|*_+-]*status[\\s*_]*(?:[:=]|\\|(?![\\s|:-]*\\z))[\\s*_]*\\S.*");

    private static final Pattern TAG = Pattern.compile("</?[A-Za-z][^<>]*>");
    private static final Pattern TARGET = Pattern.compile("](?:\\([^()]*\\)|\\[[^\\[\\]]*])");
    /** An entity, or what may hold one that is none: a character behind a backslash, code. */
    private static final Pattern WRITTEN =
            Pattern.compile("(?s)\\\\.|(?<!`)(`+)(?!`).*?(?<!`)\\1(?!`)|(&#?\\w{1,32};)");

    private static final Pattern ENTITY = Pattern.compile("&#?\\w{1,32};");

    private Markup() {}

    /** {@code **Name**: value}, the name in lower case. */
    record Field(String name, String value) {
        boolean isKnown() {
            return STATUS.contains(name) || ESTIMATE.contains(name) || LINKS.contains(name);
        }

        boolean isStatus() {
            return STATUS.contains(name);
        }
    }

    static @Nullable Field field(String line) {
        Matcher field = FIELD.matcher(line);
        if (!field.matches()) return null;
        String name = field.group(1) == null ? field.group(2) : field.group(1);
        return new Field(name.strip().toLowerCase(Locale.ROOT), field.group(3).strip());
    }

    /** Whether somebody may mean a status by the line, in a table or a quotation, too. */
    static boolean looksLikeStatus(String line) {
        return STATUS_ANYWHERE.matcher(line).matches();
    }

    /** A line much as a reader sees it: without tags and the targets of links, with the characters of its entities. */
    static String shown(String line) {
        String bare = TARGET.matcher(TAG.matcher(line).replaceAll("")).replaceAll("]");
        return ENTITY.matcher(bare).replaceAll(found -> Matcher.quoteReplacement(Outline.text(found.group())));
    }

    /** A title with the characters that a reader sees of its entities. */
    static String read(String title) {
        return WRITTEN.matcher(title).replaceAll(found -> {
            String seen = found.group(2) == null ? found.group() : Outline.text(found.group());
            return Matcher.quoteReplacement(seen.codePoints().allMatch(Markup::isBlank) ? " " : seen);
        });
    }

    /** A title as it is written so that {@link #read} finds it again. */
    static String written(String title) {
        return WRITTEN.matcher(title).replaceAll(found -> {
            boolean entity =
                    found.group(2) != null && !Outline.text(found.group()).equals(found.group());
            return Matcher.quoteReplacement(entity ? "&amp;" + found.group().substring(1) : found.group());
        });
    }

    private static boolean isBlank(int letter) {
        return Character.isWhitespace(letter) || Character.isSpaceChar(letter) || Character.isISOControl(letter);
    }

    /** The text of a heading that stands on one line, without the number signs around it. */
    static String headingText(String line) {
        Matcher heading = HEADING.matcher(line);
        if (!heading.matches() || heading.group(2) == null) return "";
        String text = heading.group(2).strip();
        String signs = heading.group(1);
        if (text.equals(signs)) return "";
        return text.endsWith(" " + signs) || text.endsWith("\t" + signs)
                ? text.substring(0, text.length() - signs.length()).strip()
                : text;
    }

    /** A heading of the second level that has this text. */
    static String heading(String text) {
        String line = "## " + text;
        return headingText(line).equals(text.strip()) ? line : line + " ##";
    }

    /** Whether an HTML block ends with the text and not with what ends such a block. */
    static boolean isOpenHtml(String block) {
        String html = block.stripLeading().toLowerCase(Locale.ROOT);
        if (html.startsWith("<!--")) return !html.contains("-->");
        if (html.startsWith("<?")) return !html.contains("?>");
        if (html.startsWith("<![cdata[")) return !html.contains("]]>");
        if (html.startsWith("<!")) return !html.contains(">");
        return HTML.matcher(html).matches()
                && List.of("</script>", "</pre>", "</style>", "</textarea>").stream()
                        .noneMatch(html::contains);
    }

    /** The line with one backslash more, so that it means nothing. */
    static String escaped(String line) {
        int start = indentation(line);
        return line.substring(0, start) + "\\" + line.substring(start);
    }

    /** The line as it was before it was escaped. */
    static String unescaped(String line) {
        return isEscaped(line) ? line.replaceFirst("\\\\", "") : line;
    }

    /** Whether the line could mean something without the backslashes before it. */
    static boolean isEscaped(String line) {
        Matcher escaped = ESCAPED.matcher(line);
        return escaped.matches() && escaped.group(3) != null && means(escaped.group(1) + escaped.group(3));
    }

    /** Whether a block of code or HTML could begin here. */
    static boolean opensVerbatim(String line) {
        return FENCE.matcher(line).matches() || HTML.matcher(line).matches();
    }

    private static boolean means(String line) {
        Field field = field(line);
        return SECTION.matcher(line).matches()
                || UNDERLINE.matcher(line).matches()
                || opensVerbatim(line)
                || (field != null && field.isKnown());
    }

    private static int indentation(String line) {
        int start = 0;
        while (start < line.length() && line.charAt(start) == ' ') start++;
        return start;
    }
}
