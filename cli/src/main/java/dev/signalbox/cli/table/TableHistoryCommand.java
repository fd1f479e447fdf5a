package dev.signalbox.cli.table;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.Pages;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.resource.Page;
import dev.signalbox.wire.resource.RowChange;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "history",
        description = "Who changed what in a row, and when; newest first.",
        footer = {
            "%nExamples:",
            "  signalbox table history tasks t1",
            "  signalbox table history tasks t1 --all -o jsonl",
            "  signalbox table get tasks t1 --as-of 42       the row behind position 42"
        })
final class TableHistoryCommand implements Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "TABLE",
            description = "Its name; signalbox table list shows what there is.",
            completionCandidates = Completion.Tables.class)
    private String table = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "The row's key.")
    private String key = "";

    @Option(names = "--limit", paramLabel = "N", description = "At most so many versions, 1 to 500. Default: 50.")
    private @Nullable Integer limit;

    @Option(names = "--all", description = "All of them.")
    private boolean all;

    @Override
    public void run(CommandRun run) {
        Output output = run.output();
        Map<String, String> query = limit == null ? Map.of() : Map.of("limit", limit.toString());
        Page<RowChange> page = Pages.of(run, all, query, each -> run.hub().rowHistory(table, key, each));
        output.list(page.items(), changes -> changes.stream()
                .map(change -> RowText.change(change, output.ink()))
                .collect(Collectors.joining(System.lineSeparator())));
        if (page.nextCursor() != null) output.note("There are more: --all shows every version.");
    }
}
