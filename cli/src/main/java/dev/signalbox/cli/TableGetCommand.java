package dev.signalbox.cli;

import dev.signalbox.client.replica.ReplicaReader;
import dev.signalbox.client.replica.ReplicaRow;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.resource.TableRow;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
final class TableGetCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "TABLE", description = "Its name; signalbox table list shows what there is.")
    String table = "";

    @Parameters(index = "1", paramLabel = "KEY", description = "The row's key.")
    String key = "";

    @Option(names = "--as-of", paramLabel = "WHEN", description = "As the row was at this position or time.")
    @Nullable
    String asOf;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Invocation invocation = Invocation.of(spec);
        TableRow row = asOf == null
                ? Copies.of(invocation).read(List.of(table), () -> row(invocation), this::copied)
                : row(invocation);
        Output output = invocation.output();
        output.one(row, RowText.one(row, output.ink()), row.row().toString());
        return ExitCode.DONE;
    }

    private TableRow row(Invocation invocation) {
        return Invocation.await(invocation.hub().row(table, key, asOf));
    }

    private TableRow copied(SqliteStore store) {
        return new ReplicaReader(store, table)
                .get(key)
                .map(ReplicaRow::resource)
                .orElseThrow(() ->
                        new Failure(ExitCode.REFUSED, "There is no row " + key + " in the copy of " + table + ".", ""));
    }
}
