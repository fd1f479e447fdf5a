package dev.signalbox.cli.table;

import static dev.signalbox.cli.run.CommandRun.await;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "delete",
        description = "Take a row away. Its history stays.",
        footer = {
            "%nExamples:",
            "  signalbox table delete tasks t1",
            "  signalbox table delete tasks t1 --if-version 4",
            "  signalbox table history tasks t1            what it was"
        })
final class TableDeleteCommand implements Subcommand {
    @Mixin
    final RowWriting row = new RowWriting();

    @Override
    public int run(CommandRun run) {
        return RowWriting.said(
                "Deleted", await(run.hub().deleteRow(row.table, row.key, row.version, row.id)), run.output());
    }
}
