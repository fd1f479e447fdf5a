package dev.signalbox.cli.table;

import static dev.signalbox.cli.run.CommandRun.await;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "append",
        description = "Add a row to a table whose rows never change.",
        footer = {
            "%nExamples:",
            "  signalbox table append builds result=green seconds:=41",
            "  signalbox table append builds - --id build-4711 < build.json",
            "%nThe row's key is its key field, else the id of the command. To see what was",
            "appended: signalbox table show TABLE"
        })
final class TableAppendCommand implements Subcommand {
    @Parameters(index = "0", paramLabel = "TABLE", description = "Its name; signalbox table list shows what there is.")
    String table = "";

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FIELD", description = RowFields.HELP)
    List<String> fields = List.of();

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Id of the command: repeating it gives the first answer and adds nothing.")
    @Nullable
    String id;

    @Override
    public int run(CommandRun run) {
        return RowWriting.said(
                "Appended", await(run.hub().appendRow(table, RowFields.of(fields, run.shell()), id)), run.output());
    }
}
