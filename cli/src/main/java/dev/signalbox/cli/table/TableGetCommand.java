package dev.signalbox.cli.table;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Completion;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.Moments;
import dev.signalbox.cli.run.OfflineCopies;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Output;
import dev.signalbox.client.replica.ReplicaReader;
import dev.signalbox.client.replica.ReplicaRow;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.resource.TableRow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "One row, now or as it was.",
        footer = {
            "%nExamples:",
            "  signalbox table get tasks t1",
            "  signalbox table get tasks t1 --as-of 42",
            "  signalbox table get tasks t1 -o json | jq .row.state",
            "%nIn a table that is merged, each field says who set it and when. When the hub",
            "is away the copy of signalbox sync answers, and says how old it is."
        })
final class TableGetCommand implements Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "TABLE",
            description = "Its name; signalbox table list shows what there is.",
            completionCandidates = Completion.Tables.class)
    private String table = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "The row's key.")
    private String key = "";

    @Option(
            names = "--as-of",
            paramLabel = "WHEN",
            description = "As the row was: 2d ago, a date, a time, or a position of the log.")
    private @Nullable String asOf;

    @Override
    public void run(CommandRun run) {
        TableRow row =
                asOf == null ? OfflineCopies.of(run).read(List.of(table), () -> row(run), this::copied) : row(run);
        Output output = run.output();
        output.one(row, RowText.one(row, output.ink()), row.row().toString());
    }

    private TableRow row(CommandRun run) {
        String moment = asOf == null ? null : Moments.positionOrTime(asOf, run.now());
        return run.await(run.hub().row(table, key, moment));
    }

    private TableRow copied(SqliteStore store) {
        return new ReplicaReader(store, table)
                .get(key)
                .map(ReplicaRow::resource)
                .orElseThrow(() ->
                        new Failure(ExitCode.REFUSED, "There is no row " + key + " in the copy of " + table + ".", ""));
    }
}
