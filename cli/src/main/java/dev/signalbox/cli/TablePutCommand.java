package dev.signalbox.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
final class TablePutCommand implements Callable<Integer> {
    @Mixin
    final RowWriting row = new RowWriting();

    @Parameters(index = "2..*", arity = "0..*", paramLabel = "FIELD", description = RowFields.HELP)
    List<String> fields = List.of();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Invocation invocation = Invocation.of(spec);
        return RowWriting.said(
                "Put",
                Invocation.await(invocation
                        .hub()
                        .putRow(row.table, row.key, RowFields.of(fields, invocation.shell()), row.version, row.id)),
                invocation.output());
    }
}
