package dev.signalbox.cli.table;

import static dev.signalbox.cli.run.CommandRun.await;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "patch",
        description = "Change some fields of a row; in tables that are merged field by field.",
        footer = {
            "%nExamples:",
            "  signalbox table patch tasks t1 state=done",
            "  signalbox table patch tasks t1 owner:=null points:=5",
            "  signalbox table patch tasks t1 state=done --if-version 3",
            "%nWith --if-version only a change of the same field by another is a conflict."
        })
final class TablePatchCommand implements Subcommand {
    @Mixin
    final RowWriting row = new RowWriting();

    @Parameters(index = "2..*", arity = "1..*", paramLabel = "FIELD", description = RowFields.HELP)
    List<String> fields = List.of();

    @Override
    public int run(CommandRun run) {
        return RowWriting.said(
                "Patched",
                await(run.hub().patchRow(row.table, row.key, RowFields.of(fields, run.shell()), row.version, row.id)),
                run.output());
    }
}
