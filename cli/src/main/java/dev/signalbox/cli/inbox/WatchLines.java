package dev.signalbox.cli.inbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The inbox as a line for each thing that comes to it, changes in it, or leaves it: for programs and files. */
final class WatchLines implements InboxWatch.View {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private final CommandRun run;
    private final Output output;
    private Map<String, Item> shown = Map.of();
    private @Nullable String said;

    WatchLines(CommandRun run) {
        this.run = run;
        this.output = run.output();
    }

    @Override
    public int limit() {
        return WaitingList.ALL;
    }

    @Override
    public void show(List<Item> items, @Nullable String trouble) {
        Map<String, Item> before = new LinkedHashMap<>(shown);
        Map<String, Item> now = new LinkedHashMap<>();
        for (Item item : items) {
            now.put(item.id(), item);
            Item old = before.remove(item.id());
            if (old == null) line("new", item);
            else if (old.version() != item.version()) line("changed", item);
        }
        for (Item gone : before.values()) {
            Item ended = InboxWatch.latest(gone, run);
            line(ended.waiting() ? "gone" : ended.state(), ended);
        }
        shown = now;
        if (trouble != null && !trouble.equals(said)) output.note(trouble);
        if (trouble == null && said != null) output.note("The hub is back.");
        said = trouble;
    }

    private void line(String change, Item item) {
        ObjectNode json = item.json().put("change", change);
        String time = CLOCK.withZone(ZoneId.systemDefault()).format(run.now());
        String text = time + "  " + change + "  " + item.word() + "  " + Ink.plain(item.from()) + "  "
                + item.line(output.ink(), run.now(), Integer.MAX_VALUE) + "  " + item.id();
        output.next(json, output.isQuiet() ? item.id() : text);
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
