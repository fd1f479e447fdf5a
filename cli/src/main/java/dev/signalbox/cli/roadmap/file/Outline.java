package dev.signalbox.cli.roadmap.file;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Block;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.ListItem;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/**
 * What CommonMark finds in a text: its headings, list entries and tables, by the lines on which they stand. Headings
 * are those of the text itself; one in a list, a quotation, code or HTML is text. Lines count from 0.
 */
final class Outline {
    private static final Parser MARKDOWN = Parser.builder()
            .extensions(List.of(TablesExtension.create()))
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .build();

    private static final Pattern COMMENT = Pattern.compile("(?s)\\s*<!--(?:(?!-->).)*-->\\s*");

    private static final Pattern BAR = Pattern.compile("(?<!\\\\)\\|");

    final List<String> lines;
    final List<Section> sections = new ArrayList<>();
    /** Of code blocks and HTML blocks: in there nothing has a meaning. */
    final BitSet verbatim = new BitSet();
    /** Of HTML comments. */
    final BitSet comments = new BitSet();
    /** First lines of code blocks that nothing closes; everything behind belongs to them. */
    final List<Integer> unclosed = new ArrayList<>();

    final List<ListEntry> entries = new ArrayList<>();
    final List<Grid> grids = new ArrayList<>();

    /** A heading and what stands under it: from {@code line}, with the text from {@code body}, up to {@code end}. */
    record Section(int level, String text, int line, int body, int end) {}

    /**
     * An entry of a list.
     *
     * @param text its first paragraph, on one line
     * @param body its lines behind that, without the indentation of the list
     * @param above the entries around it, outermost first
     */
    record ListEntry(String text, List<String> body, int line, int end, List<ListEntry> above) {}

    /** A table. */
    record Grid(List<String> header, List<Cells> rows, int line, int end) {}

    /** A row of a table. */
    record Cells(List<String> cells, int line) {}

    Outline(String text) {
        this.lines = List.of(text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1));
        Node document = MARKDOWN.parse(String.join("\n", lines));
        for (Node block = document.getFirstChild(); block != null; block = block.getNext()) {
            if (block instanceof Heading heading && !isRuleUnderFields(heading)) addSection(heading);
            else if (block instanceof FencedCodeBlock || block instanceof HtmlBlock) addVerbatim(block);
            else walk(block, List.of());
        }
        for (int i = 0; i < sections.size(); i++) {
            int end = i + 1 < sections.size() ? sections.get(i + 1).line() : lines.size();
            Section open = sections.get(i);
            sections.set(i, new Section(open.level(), open.text(), open.line(), open.body(), end));
        }
    }

    /** The heading under which a line stands, and those above it, outermost first. */
    List<Section> path(int line) {
        List<Section> path = new ArrayList<>();
        for (Section section : sections) {
            if (section.line() > line) break;
            path.removeIf(above -> above.level() >= section.level());
            path.add(section);
        }
        return path;
    }

    /** Whether it is the title of the file: the first heading, alone on its level. */
    boolean isTitle(Section section) {
        return section.level() == 1
                && section.equals(sections.get(0))
                && sections.stream().filter(each -> each.level() == 1).count() == 1;
    }

    /** Where what stands under a heading ends, deeper headings included. */
    int endOf(Section section) {
        return sections.stream()
                .filter(next -> next.line() > section.line() && next.level() <= section.level())
                .mapToInt(Section::line)
                .findFirst()
                .orElse(lines.size());
    }

    private void addSection(Heading heading) {
        int first = firstLine(heading);
        int last = lastLine(heading);
        String text = last == first
                ? Markup.headingText(lines.get(first))
                : String.join(
                        " ",
                        lines.subList(first, last).stream().map(String::strip).toList());
        sections.add(new Section(heading.getLevel(), text, first, last + 1, last + 1));
    }

    /** A rule right under {@code **Status**: …} makes a heading of it; nobody means that. */
    private boolean isRuleUnderFields(Heading heading) {
        return lastLine(heading) > firstLine(heading) && Markup.field(lines.get(firstLine(heading))) != null;
    }

    private void addVerbatim(Node block) {
        int first = firstLine(block);
        boolean open = (block instanceof FencedCodeBlock fence && fence.getClosingFenceLength() == null)
                || (block instanceof HtmlBlock html && Markup.isOpenHtml(html.getLiteral()));
        verbatim.set(first, open ? lines.size() : lastLine(block) + 1);
        if (open) unclosed.add(first);
        else if (block instanceof HtmlBlock html
                && COMMENT.matcher(html.getLiteral()).matches()) {
            comments.set(first, lastLine(block) + 1);
        }
    }

    private void walk(Node node, List<ListEntry> above) {
        List<ListEntry> around = above;
        if (node instanceof ListItem item && item.getFirstChild() instanceof Paragraph first) {
            ListEntry entry = entry(item, first, above);
            entries.add(entry);
            around = new ArrayList<>(above);
            around.add(entry);
        } else if (node instanceof TableBlock table) {
            grids.add(grid(table));
            return;
        }
        for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
            if (child instanceof Block) walk(child, around);
        }
    }

    private ListEntry entry(ListItem item, Paragraph first, List<ListEntry> above) {
        List<String> text = first.getSourceSpans().stream()
                .map(span -> lines.get(span.getLineIndex())
                        .substring(span.getColumnIndex())
                        .strip())
                .toList();
        int indentation = first.getSourceSpans().get(0).getColumnIndex();
        int end = lastLine(item) + 1;
        List<String> body = IntStream.range(lastLine(first) + 1, end)
                .mapToObj(i -> unindented(lines.get(i), indentation))
                .toList();
        return new ListEntry(String.join(" ", text), body, firstLine(item), end, List.copyOf(above));
    }

    private static String unindented(String line, int columns) {
        int start = 0;
        while (start < columns && start < line.length() && line.charAt(start) == ' ') start++;
        return line.substring(start < line.length() && line.charAt(start) == '\t' ? start + 1 : start);
    }

    private Grid grid(TableBlock table) {
        List<Cells> rows = new ArrayList<>();
        for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
            for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
                if (row instanceof TableRow) rows.add(cells(row));
            }
        }
        return new Grid(rows.get(0).cells(), rows.subList(1, rows.size()), firstLine(table), lastLine(table) + 1);
    }

    private Cells cells(Node row) {
        List<String> cells = new ArrayList<>();
        for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
            if (cell instanceof TableCell) cells.add(textOf(cell));
        }
        return new Cells(cells, firstLine(row));
    }

    /** As it was written, up to the next bar that is not escaped. */
    private String textOf(Node cell) {
        Node first = cell.getFirstChild();
        if (first == null || first.getSourceSpans().isEmpty()) return "";
        SourceSpan from = first.getSourceSpans().get(0);
        String row = lines.get(from.getLineIndex()).substring(from.getColumnIndex());
        return BAR.split(row, 2)[0].replace("\\|", "|").strip();
    }

    /** What a reader sees of an entity such as that of an ampersand. */
    static String text(String entity) {
        Node paragraph = MARKDOWN.parse(entity).getFirstChild();
        return paragraph != null && paragraph.getFirstChild() instanceof Text text ? text.getLiteral() : entity;
    }

    static int firstLine(Node node) {
        return node.getSourceSpans().get(0).getLineIndex();
    }

    static int lastLine(Node node) {
        List<SourceSpan> spans = node.getSourceSpans();
        return spans.get(spans.size() - 1).getLineIndex();
    }
}
