package dev.signalbox.cli.inbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.roadmap.RoadmapCommand;
import dev.signalbox.cli.run.Beginnings;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.cli.text.ShortIds;
import dev.signalbox.cli.trace.TraceCommands;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.Trace;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox show}. */
@Command(
        name = "show",
        description = "All that a question, a notice, an item of the roadmap or a trace says.",
        footer = {
            "%nExamples:",
            "  signalbox show 2                  number 2 of your last inbox",
            "  signalbox show 019aa3f0-0000      an id, or the beginning of one",
            "  signalbox show \"PRIORITY 3\"       an item of the roadmap, by its key",
            "  signalbox show 4bf92f35           a trace: signalbox traces show tells more",
            "  signalbox show 2 -o json | jq .history",
            "%nBodies in Markdown are shown as plain text."
        })
final class ShowCommand implements Subcommand {
    @Parameters(
            paramLabel = "ID",
            description = "Its number in your last inbox, its id or the beginning of it, or a key of the roadmap.",
            completionCandidates = Completion.Numbers.class)
    private String which = "";

    /** One thing that may be meant. */
    private record Found(String id, String words, Runnable show) {}

    @Override
    public void run(CommandRun run) {
        List<Found> found = new ArrayList<>();
        for (Item item : new Targets(run).meant(which)) {
            found.add(new Found(item.id(), item.title(), () -> show(item, run)));
        }
        if (!Targets.isNumber(which)) found.addAll(elsewhere(run));
        String wanted = Beginnings.of(which);
        List<Found> exactly =
                found.stream().filter(each -> each.id().equals(wanted)).toList();
        if (exactly.size() == 1) found = exactly;
        if (found.isEmpty()) throw nothing(wanted);
        if (found.size() > 1) {
            throw Beginnings.severalBegin(
                    wanted,
                    found.stream()
                            .map(each -> each.id() + "  " + Cells.cut(each.words(), 36))
                            .toList());
        }
        found.get(0).show().run();
    }

    /** On the roadmap and among traces; what the key may not read is not there for it. */
    private List<Found> elsewhere(CommandRun run) {
        String id = Beginnings.of(which);
        boolean beginning = ShortIds.isBeginning(id);
        Set<RoadmapItem> items = new LinkedHashSet<>(
                readable(() -> RoadmapCommand.byKey(run, which).stream().toList()));
        if (beginning) items.addAll(readable(() -> RoadmapCommand.begun(run, id)));
        List<Found> found = new ArrayList<>();
        for (RoadmapItem item : items) {
            String words = item.key() + ": " + item.title();
            found.add(new Found(item.id(), words, () -> RoadmapCommand.show(run, item)));
        }
        for (Trace trace : readable(() -> TraceCommands.begun(run, id))) {
            // Free text is an id as a whole only.
            if (!beginning && !trace.id().equals(id)) continue;
            String words = trace.name() == null ? "a trace" : trace.name();
            found.add(new Found(trace.id(), words, () -> TraceCommands.show(run, trace.id())));
        }
        return found;
    }

    private static <T> List<T> readable(Supplier<List<T>> read) {
        try {
            return read.get();
        } catch (HubRefused refused) {
            if (refused.is(ProblemCode.FORBIDDEN)) return List.of();
            throw refused;
        }
    }

    private Failure nothing(String wanted) {
        if (!ShortIds.isBeginning(wanted)) {
            return Failure.usage(
                    "\"" + which + "\" is no number of your inbox, no id and no key of the roadmap.",
                    "What there is: signalbox inbox --all, signalbox roadmap list, signalbox traces list");
        }
        return new Failure(
                ExitCode.REFUSED,
                "There is no question, notification, roadmap item or trace"
                        + (Beginnings.isWhole(wanted) ? " " : " whose id begins with ") + wanted + ".",
                "What there is: signalbox inbox --all, signalbox roadmap list, signalbox traces list");
    }

    private void show(Item item, CommandRun run) {
        List<Event> history = run.await(run.hub().stream(item.kind(), item.id()));
        ObjectNode json = item.json();
        json.set("history", Json.tree(history));
        run.output().one(json, text(item, history, run), item.id());
    }

    private String text(Item item, List<Event> history, CommandRun run) {
        List<String> lines = new ArrayList<>(new ItemSheet(run).lines(item));
        lines.add("");
        for (String line : ItemHistory.of(history, run.output().ink())) {
            lines.addAll(Prose.wrap(line, run.shell().columns()));
        }
        if (item.waiting()) {
            String next = item.isQuestion() ? "Answer it: signalbox answer " : "Close it: signalbox resolve ";
            lines.add("");
            lines.add(run.output().ink().dim(next + which));
        }
        return String.join(System.lineSeparator(), lines);
    }
}
