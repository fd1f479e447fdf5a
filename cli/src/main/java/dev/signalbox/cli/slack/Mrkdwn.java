package dev.signalbox.cli.slack;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts in Slack's own markup, made of Markdown that anybody may have written. Nothing in them is Slack's markup for a
 * person, a channel, everybody or a link: the three characters with which those begin are escaped, and a link shows
 * where it leads.
 */
final class Mrkdwn {
    private static final Pattern CODE = Pattern.compile("`[^`\n]{1,500}`");
    private static final Pattern LINK = Pattern.compile("\\[([^\\[\\]\n]{1,300})\\]\\((https?://[^\\s()]{1,1000})\\)");
    private static final Pattern BOLD = Pattern.compile("\\*\\*([^*\n]{1,500})\\*\\*|__([^_\n]{1,500})__");
    private static final Pattern ITALIC = Pattern.compile("(?<![*\\w])\\*([^*\\s][^*\n]{0,498}(?<!\\s))\\*(?![*\\w])");
    private static final Pattern STRUCK = Pattern.compile("~~([^~\n]{1,500})~~");
    private static final Pattern HEADING = Pattern.compile("^ {0,3}#{1,6}\\s+(.{1,500}?)\\s*#*$");
    private static final Pattern BULLET = Pattern.compile("^(\\s{0,12})[-*+]\\s+");
    private static final Pattern FENCE = Pattern.compile("^ {0,3}(```|~~~).*");
    /** Stands for bold while single stars are looked for; no text has it, since {@link #escaped} takes it out. */
    private static final String STAR = "\u0001";

    private Mrkdwn() {}

    /** A text as it is, without any markup of Slack's taking effect but its own stars and the like. */
    static String escaped(String text) {
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(each -> {
            switch (each) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                default -> {
                    if (each == '\n' || each == '\t' || !Character.isISOControl(each)) safe.appendCodePoint(each);
                }
            }
        });
        return safe.toString();
    }

    /** One line in bold, whatever stands in it. */
    static String bold(String text) {
        return "*" + escaped(text).replaceAll("[*\\s]+", " ").strip() + "*";
    }

    /** One line in which nothing is markup. */
    static String code(String text) {
        return "`" + escaped(text).replaceAll("[`\\s]+", " ").strip() + "`";
    }

    /**
     * Markdown as Slack shows it, cut into texts of at most so many characters, each whole in itself; at most so many.
     */
    static List<String> sections(String markdown, int charsMax, int most) {
        List<String> sections = new ArrayList<>();
        StringBuilder section = new StringBuilder();
        boolean fenced = false;
        for (String line : markdown.lines().toList()) {
            boolean fence = FENCE.matcher(line).matches();
            String shown = fence ? "```" : fenced ? escaped(line) : inline(line);
            if (fence) fenced = !fenced;
            for (String part : parts(shown, charsMax - 8)) {
                if (section.length() + part.length() + 8 > charsMax) {
                    boolean within = fence != fenced;
                    if (!section.toString().isBlank()) sections.add(section + (within ? "```" : ""));
                    if (sections.size() == most) return sections;
                    section.setLength(0);
                    if (within) section.append("```\n");
                }
                section.append(part).append('\n');
            }
        }
        String last = section.toString().stripTrailing();
        if (!last.isBlank()) sections.add(last + (fenced ? "\n```" : ""));
        return sections;
    }

    /** At most so many characters, without cutting one of them or an escape in two. */
    static String cut(String text, int charsMax) {
        if (text.length() <= charsMax) return text;
        int end = charsMax - 1;
        if (Character.isHighSurrogate(text.charAt(end - 1))) end--;
        int escape = text.lastIndexOf('&', end - 1);
        if (escape >= 0 && escape > end - 5 && text.indexOf(';', escape) >= end) end = escape;
        return text.substring(0, end) + "…";
    }

    private static List<String> parts(String line, int charsMax) {
        List<String> parts = new ArrayList<>();
        String left = line;
        while (left.length() > charsMax) {
            String part = cut(left, charsMax);
            int taken = part.length() - 1;
            parts.add(left.substring(0, taken));
            left = left.substring(taken);
        }
        parts.add(left);
        return parts;
    }

    private static String inline(String line) {
        Matcher heading = HEADING.matcher(line);
        if (heading.matches()) return bold(heading.group(1));
        StringBuilder shown = new StringBuilder();
        Matcher code = CODE.matcher(line);
        int at = 0;
        while (code.find()) {
            shown.append(marked(line.substring(at, code.start()), at == 0)).append(escaped(code.group()));
            at = code.end();
        }
        return shown.append(marked(line.substring(at), at == 0)).toString();
    }

    private static String marked(String text, boolean first) {
        String shown = escaped(text);
        if (first) shown = BULLET.matcher(shown).replaceFirst("$1• ");
        shown = LINK.matcher(shown).replaceAll("$1 ($2)");
        shown = BOLD.matcher(shown).replaceAll(STAR + "$1$2" + STAR);
        shown = ITALIC.matcher(shown).replaceAll("_$1_");
        shown = STRUCK.matcher(shown).replaceAll("~$1~");
        return shown.replace(STAR, "*");
    }
}
