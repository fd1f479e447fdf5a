package dev.signalbox.cli.table;

import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.Output;
import dev.signalbox.wire.resource.TableRow;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands that write one named row have in common. */
final class RowWriting {
    @Parameters(index = "0", paramLabel = "TABLE", description = "Its name; signalbox table list shows what there is.")
    String table = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "The row's key.")
    String key = "";

    @Option(
            names = "--if-version",
            paramLabel = "N",
            description = "Only if the row is at this version; 0: if there is none. Else exit code 5.")
    @Nullable
    Long version;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Id of the command: repeating it gives the first answer and writes nothing.")
    @Nullable
    String id;

    /** Says what became of the row. */
    static int said(String done, TableRow row, Output output) {
        Ink ink = output.ink();
        String text = ink.green(done) + " " + Ink.plain(row.table() + "/" + row.key()) + "  "
                + ink.dim("version " + row.version() + ", position " + row.position());
        output.one(row, text, row.key());
        return ExitCode.DONE;
    }
}
