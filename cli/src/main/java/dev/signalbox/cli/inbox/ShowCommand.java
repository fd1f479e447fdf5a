package dev.signalbox.cli.inbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Prose;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Json;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command {@code signalbox show}. */
@Command(
        name = "show",
        description = "All that a question or a notice says, and what happened to it.",
        footer = {
            "%nExamples:",
            "  signalbox show 2                  number 2 of your last inbox",
            "  signalbox show 019aa3f0-0000      an id, or the beginning of one",
            "  signalbox show 2 -o json | jq .history",
            "%nBodies in Markdown are shown as plain text."
        })
final class ShowCommand implements Subcommand {
    @Parameters(
            paramLabel = "ID",
            description = "Its number in your last inbox, its id or the beginning of it.",
            completionCandidates = Completion.Numbers.class)
    private String which = "";

    @Override
    public void run(CommandRun run) {
        Item item = new Targets(run).any(which);
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
