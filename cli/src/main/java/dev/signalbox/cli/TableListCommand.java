package dev.signalbox.cli;

import dev.signalbox.wire.resource.SharedTable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        description = "The tables that you may read, how they change, and how many rows they have.",
        footer = {"%nExamples:", "  signalbox table list", "  signalbox table list -o json | jq '.items[].fields'"})
final class TableListCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Invocation invocation = Invocation.of(spec);
        Output output = invocation.output();
        output.list(Invocation.await(invocation.hub().tables()), tables -> {
            Table table = new Table(output.ink(), "TABLE", "ROWS", "CHANGES BY", "YOU", "KEY", "WHY");
            for (SharedTable each : tables) {
                table.row(
                        each.name(),
                        each.rows(),
                        each.change(),
                        each.writable() ? "read, write" : "read",
                        each.key(),
                        each.why());
            }
            return table.toString();
        });
        return ExitCode.DONE;
    }
}
