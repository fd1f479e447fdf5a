package dev.signalbox.cli.inbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code signalbox inbox}. */
@Command(
        name = "inbox",
        description = "What waits for people, numbered: questions first, then notices, most urgent first.",
        footer = {
            "%nExamples:",
            "  signalbox inbox",
            "  signalbox show 2                     all that number 2 says",
            "  signalbox answer 2 sqlite            answers it",
            "  signalbox resolve 3-5                closes notices",
            "  signalbox inbox --watch              stays, and rings for what comes",
            "  signalbox inbox --questions --priority 4",
            "  signalbox inbox --count              for your prompt; -o text counts in words",
            "  signalbox inbox -o jsonl | jq -r 'select(.item == \"question\") | .prompt'",
            "%n¶ has a body: signalbox show. With the hub away it reads the copies of",
            "signalbox sync, says so on standard error with their age, and ends with 0; so",
            "does --count, whatever it counts. Without copies it ends with 3."
        })
final class InboxCommand implements Subcommand {
    @Option(names = "--all", description = "Also what is answered, closed or expired.")
    private boolean all;

    @Option(names = "--questions", description = "Only questions.")
    private boolean questions;

    @Option(names = "--notices", description = "Only notices.")
    private boolean notices;

    @Mixin
    private final InboxFilter filter = new InboxFilter();

    @Option(
            names = "--watch",
            description = "Keep the list on the terminal, live, with a bell for what comes. Elsewhere a line a change.")
    private boolean watch;

    @Option(names = "--count", description = "Only how many there are.")
    private boolean count;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "At most so many questions and so many notices. Default: 50.")
    private int limit = 50;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run(CommandRun run) {
        if (questions && notices) throw Failure.usage("--questions and --notices leave nothing.", "Give one of them.");
        WaitingList waiting = new WaitingList(run, filter, !notices, !questions, all);
        if (watch && (all || count)) throw Failure.usage("--watch shows what waits.", "Leave out --all and --count.");
        if (watch) new InboxWatch(run, waiting, limit).run();
        else if (count) count(waiting, run.output());
        else list(waiting, run);
    }

    private void list(WaitingList waiting, CommandRun run) {
        WaitingList.Found found = waiting.read(limit);
        List<NumberedItem> items = NumberedItem.of(found.items());
        Output output = run.output();
        LastInbox.of(run).remember(items.stream().map(NumberedItem::entry).toList(), output);
        output.list(items.stream().map(NumberedItem::json).toList(), all -> text(items, run));
        if (found.more()) {
            output.note("There is more: signalbox inbox --limit " + Math.min(500, limit * 10));
        }
    }

    private static String text(List<NumberedItem> items, CommandRun run) {
        Output output = run.output();
        if (items.isEmpty()) return output.isQuiet() ? "" : output.ink().dim("Nothing waits for you.");
        return NumberedItem.table(items, output.ink(), run.now(), output.width());
    }

    private void count(WaitingList waiting, Output output) {
        List<Item> items = waiting.all();
        int asked = (int) items.stream().filter(Item::isQuestion).count();
        int posted = items.size() - asked;
        ObjectNode json = Json.object().put("questions", asked).put("notices", posted);
        String number = Integer.toString(items.size());
        output.one(json, isFormatGiven() ? Item.counted(items) : number, number);
    }

    private boolean isFormatGiven() {
        return spec.commandLine().getParseResult().hasMatchedOption("--output")
                || spec.root().commandLine().getParseResult().hasMatchedOption("--output");
    }
}
