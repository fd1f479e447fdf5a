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
        name = "patch",
        description = "Change some fields of a row; in tables that are merged field by field.",
        footer = {
            "%nExamples:",
            "  signalbox table patch tasks t1 state=done",
            "  signalbox table patch tasks t1 owner:=null points:=5",
            "  signalbox table patch tasks t1 state=done --if-version 3",
            "%nWith --if-version only a change of the same field by another is a conflict."
        })
final class TablePatchCommand implements Callable<Integer> {
    @Mixin
    final RowWriting row = new RowWriting();

    @Parameters(index = "2..*", arity = "1..*", paramLabel = "FIELD", description = RowFields.HELP)
    List<String> fields = List.of();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Invocation invocation = Invocation.of(spec);
        return RowWriting.said(
                "Patched",
                Invocation.await(invocation
                        .hub()
                        .patchRow(row.table, row.key, RowFields.of(fields, invocation.shell()), row.version, row.id)),
                invocation.output());
    }
}
