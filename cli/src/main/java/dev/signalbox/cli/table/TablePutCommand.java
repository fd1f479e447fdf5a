package dev.signalbox.cli.table;

import static dev.signalbox.cli.run.CommandRun.await;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "put",
        description = "Make a row, or replace the whole row.",
        footer = {
            "%nExamples:",
            "  signalbox table put tasks t1 state=running points:=3",
            "  signalbox table put tasks t1 '{\"state\": \"running\"}' --if-version 0",
            "  signalbox table put tasks \"PRIORITY 3\" - < row.json",
            "%nWhat is not named is gone. To change single fields: signalbox table patch"
        })
final class TablePutCommand implements Subcommand {
    @Mixin
    final RowWriting row = new RowWriting();

    @Parameters(index = "2..*", arity = "0..*", paramLabel = "FIELD", description = RowFields.HELP)
    List<String> fields = List.of();

    @Override
    public int run(CommandRun run) {
        return RowWriting.said(
                "Put",
                await(run.hub().putRow(row.table, row.key, RowFields.of(fields, run.shell()), row.version, row.id)),
                run.output());
    }
}
