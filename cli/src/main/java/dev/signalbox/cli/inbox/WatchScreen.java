package dev.signalbox.cli.inbox;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The inbox as a screen of its own, drawn anew whenever something changes. Numbers stay with their things while it is
 * shown, so that nobody answers another question than the one that was read.
 */
final class WatchScreen implements InboxWatch.View {
    private static final String BEGIN = "\u001b[22;2t\u001b[?1049h\u001b[?25l";
    private static final String END = "\u001b[?25h\u001b[?1049l\u001b[23;2t";
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");
    /** Lines besides those of the table's items: title, two blanks, headings, the word below. */
    private static final int FRAME_ROWS = 5;
    /** Notices below this come without a sound. */
    private static final int LOUD_PRIORITY = 4;

    private final CommandRun run;
    private final Output output;
    private final int limit;
    private final LastInbox last;
    private final Thread atTheEnd = new Thread(this::leave, "inbox-screen");
    private @Nullable Set<String> known;

    WatchScreen(CommandRun run, int limit) {
        this.run = run;
        this.output = run.output();
        this.limit = limit;
        this.last = LastInbox.of(run);
        // Ctrl-C ends the process, and the terminal must be as it was.
        Runtime.getRuntime().addShutdownHook(atTheEnd);
        write(BEGIN);
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    public void show(List<Item> items, @Nullable String trouble) {
        Shell shell = run.shell().measured();
        List<NumberedItem> numbered = numbered(items);
        String head =
                "Signalbox  " + Item.counted(items) + "  " + run.settings().url();
        write(drawn(head, numbered, trouble, shell.columns(), shell.rows()) + title(items));
        List<Item> loud = loud(items);
        if (loud.isEmpty() || output.isQuiet()) return;
        write(Terminal.BELL);
        new DesktopNote(run.shell()).show(loud);
    }

    private List<NumberedItem> numbered(List<Item> items) {
        List<LastInbox.Entry> before = known == null ? List.of() : last.entries();
        List<NumberedItem> numbered = NumberedItem.keeping(items, before);
        last.remember(NumberedItem.entries(numbered, before), output);
        return numbered;
    }

    /** What came since the last time and must be heard; nothing at first. */
    private List<Item> loud(List<Item> items) {
        Set<String> before = known;
        Set<String> ids = new HashSet<>();
        items.forEach(item -> ids.add(item.id()));
        known = ids;
        if (before == null) return List.of();
        return items.stream()
                .filter(item -> !before.contains(item.id()))
                .filter(item -> item.isQuestion() || item.priority() >= LOUD_PRIORITY)
                .toList();
    }

    private String drawn(String head, List<NumberedItem> items, @Nullable String trouble, int columns, int rows) {
        Ink ink = output.ink();
        String clock = CLOCK.withZone(ZoneId.systemDefault()).format(run.now());
        List<String> lines = new ArrayList<>();
        lines.add(ink.bold(Cells.left(head, Math.max(1, columns - clock.length() - 1))) + " " + ink.dim(clock));
        lines.add("");
        int shown = Math.max(1, rows - FRAME_ROWS);
        if (items.isEmpty()) {
            lines.add(ink.dim("Nothing waits for you."));
        } else {
            List<NumberedItem> first = items.subList(0, Math.min(shown, items.size()));
            NumberedItem.table(first, ink, run.now(), columns).lines().forEach(lines::add);
        }
        lines.add("");
        String more = items.size() > shown ? items.size() - shown + " more below.  " : "";
        lines.add(
                trouble != null
                        ? ink.red(Cells.cut(trouble, columns))
                        : ink.dim(Cells.cut(more + "signalbox answer N   show N   resolve N   Ctrl-C ends", columns)));
        return HOME + String.join(REST_OF_LINE + "\r\n", lines) + REST_OF_LINE + REST_OF_SCREEN;
    }

    /** Of the window: how many wait, and for what first. */
    private String title(List<Item> items) {
        if (!Terminal.takesTitles(run.shell())) return "";
        String first = items.isEmpty() ? "" : ": " + Cells.cut(items.get(0).title(), 40);
        return Terminal.title((items.isEmpty() ? "" : "(" + items.size() + ") ") + "Signalbox" + first);
    }

    private void write(String text) {
        output.text(text);
    }

    private void leave() {
        run.shell().out().print(END);
        run.shell().out().flush();
    }

    @Override
    public void close() {
        try {
            if (Runtime.getRuntime().removeShutdownHook(atTheEnd)) leave();
        } catch (IllegalStateException ending) {
            // The process ends: the hook does it.
            run.shell().out().flush();
        }
    }
}
