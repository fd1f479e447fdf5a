package dev.signalbox.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.text.LineBreakRendering;
import org.commonmark.renderer.text.TextContentRenderer;

/** Running text for people: broken at blanks, never inside a word. */
public final class Prose {
    /** Blanks, and the mark of an item of a list; below it the item goes on. */
    private static final Pattern MARK = Pattern.compile(" *([-*+]|\\d{1,3}[.)]) +");

    private Prose() {}

    /**
     * The lines of a text that was cleaned before, none wider than this unless it is a single word. A line that begins
     * with blanks, or is an item of a list, goes on below its own words.
     */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\\R", -1)) wrapLine(line.stripTrailing(), width, lines);
        return lines;
    }

    /**
     * What somebody wrote in Markdown, as plain text and wrapped: marks of emphasis are gone, lists and links stay
     * readable, and nothing in it can steer the terminal.
     */
    public static List<String> ofMarkdown(String markdown, int width) {
        String plain = TextContentRenderer.builder()
                .lineBreakRendering(LineBreakRendering.SEPARATE_BLOCKS)
                .build()
                .render(Parser.builder().build().parse(markdown));
        List<String> lines = new ArrayList<>();
        for (String line : plain.split("\\R", -1)) {
            wrapLine(Ink.plain(line.replace("\t", "    ")).stripTrailing(), width, lines);
        }
        return lines;
    }

    private static void wrapLine(String line, int width, List<String> lines) {
        Matcher marked = MARK.matcher(line);
        boolean isItem = marked.lookingAt();
        String begin = line.substring(0, line.length() - line.stripLeading().length());
        String indent = isItem ? " ".repeat(marked.end()) : begin;
        StringBuilder filled = new StringBuilder(begin);
        boolean empty = true;
        for (String word : line.strip().split(" ", -1)) {
            if (!empty && Cells.width(filled.toString()) + 1 + Cells.width(word) > width) {
                lines.add(filled.toString().stripTrailing());
                filled = new StringBuilder(indent);
                empty = true;
            }
            if (!empty) filled.append(' ');
            filled.append(word);
            empty = false;
        }
        lines.add(filled.toString().stripTrailing());
    }
}
