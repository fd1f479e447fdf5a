package dev.signalbox.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "delete",
        description = "Take a row away. Its history stays.",
        footer = {
            "%nExamples:",
            "  signalbox table delete tasks t1",
            "  signalbox table delete tasks t1 --if-version 4",
            "  signalbox table history tasks t1            what it was"
        })
final class TableDeleteCommand implements Callable<Integer> {
    @Mixin
    final RowWriting row = new RowWriting();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Invocation invocation = Invocation.of(spec);
        return RowWriting.said(
                "Deleted",
                Invocation.await(invocation.hub().deleteRow(row.table, row.key, row.version, row.id)),
                invocation.output());
    }
}
