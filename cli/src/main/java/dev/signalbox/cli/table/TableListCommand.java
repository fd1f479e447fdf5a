package dev.signalbox.cli.table;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Output;
import dev.signalbox.cli.text.Table;
import dev.signalbox.wire.resource.SharedTable;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "The tables that you may read, how they change, and how many rows they have.",
        footer = {"%nExamples:", "  signalbox table list", "  signalbox table list -o json | jq '.items[].fields'"})
final class TableListCommand implements Subcommand {
    @Override
    public void run(CommandRun run) {
        Output output = run.output();
        output.list(run.await(run.hub().tables()), tables -> {
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
    }
}
