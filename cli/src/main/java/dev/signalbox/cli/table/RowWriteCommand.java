package dev.signalbox.cli.table;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.resource.TableRow;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that write one row: {@code signalbox table put}, {@code patch}, {@code delete} and {@code append}. */
abstract class RowWriteCommand implements Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "TABLE",
            description = "Its name; signalbox table list shows what there is.",
            completionCandidates = Completion.Tables.class)
    String table = "";

    private RowWriteCommand() {}

    /** Waits for the row and says what became of it. */
    static void done(String verb, CommandRun run, CompletableFuture<TableRow> written) {
        TableRow row = run.await(written);
        Ink ink = run.output().ink();
        String text = ink.green(verb) + " " + Ink.plain(row.table() + "/" + row.key()) + "  "
                + ink.dim("version " + row.version() + ", position " + row.position());
        run.output().one(row, text, row.key());
    }

    /** Those that name the row. */
    abstract static class OfKey extends RowWriteCommand {
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
    }

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
    static final class Put extends OfKey {
        @Parameters(index = "2..*", arity = "0..*", paramLabel = "FIELD", description = RowFields.HELP)
        private List<String> fields = List.of();

        @Override
        public void run(CommandRun run) {
            done("Put", run, run.hub().putRow(table, key, RowFields.of(fields, run.shell()), version, id));
        }
    }

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
    static final class Patch extends OfKey {
        @Parameters(index = "2..*", arity = "1..*", paramLabel = "FIELD", description = RowFields.HELP)
        private List<String> fields = List.of();

        @Override
        public void run(CommandRun run) {
            done("Patched", run, run.hub().patchRow(table, key, RowFields.of(fields, run.shell()), version, id));
        }
    }

    @Command(
            name = "delete",
            description = "Take a row away. Its history stays.",
            footer = {
                "%nExamples:",
                "  signalbox table delete tasks t1",
                "  signalbox table delete tasks t1 --if-version 4",
                "  signalbox table history tasks t1            what it was"
            })
    static final class Delete extends OfKey {
        @Override
        public void run(CommandRun run) {
            done("Deleted", run, run.hub().deleteRow(table, key, version, id));
        }
    }

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
    static final class Append extends RowWriteCommand {
        @Parameters(index = "1..*", arity = "1..*", paramLabel = "FIELD", description = RowFields.HELP)
        private List<String> fields = List.of();

        @Option(
                names = "--id",
                paramLabel = "ID",
                description = "Id of the command: repeating it gives the first answer and adds nothing.")
        private @Nullable String id;

        @Override
        public void run(CommandRun run) {
            done("Appended", run, run.hub().appendRow(table, RowFields.of(fields, run.shell()), id));
        }
    }
}
