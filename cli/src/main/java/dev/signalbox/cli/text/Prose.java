package dev.signalbox.cli.text;

import java.util.ArrayList;
import java.util.List;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.text.LineBreakRendering;
import org.commonmark.renderer.text.TextContentRenderer;

/** Running text for people: broken at blanks, never inside a word. */
public final class Prose {
    private Prose() {}

    /**
     * The lines of a text that was cleaned before, none wider than this unless it is a single word. A line that begins
     * with blanks goes on below its own begin.
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
        String indent = line.substring(0, line.length() - line.stripLeading().length());
        StringBuilder filled = new StringBuilder(indent);
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
