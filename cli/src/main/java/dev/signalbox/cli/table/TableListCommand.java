package dev.signalbox.cli.table;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Columns;
import dev.signalbox.wire.resource.SharedTable;
import picocli.CommandLine.Command;

@Command(
        name = "list",
        description = "The tables that you may read, how they change, and how many rows they have.",
        footer = {"%nExamples:", "  signalbox table list", "  signalbox table list -o json | jq '.items[].fields'"})
final class TableListCommand implements Subcommand {
    @Override
    public void run(CommandRun run) {
        Columns<SharedTable> columns = new Columns<SharedTable>()
                .with("TABLE", SharedTable::name)
                .with("ROWS", SharedTable::rows)
                .with("CHANGES BY", SharedTable::change)
                .with("YOU", each -> each.writable() ? "read, write" : "read")
                .with("KEY", SharedTable::key)
                .with("WHY", SharedTable::why);
        run.output().list(run.await(run.hub().tables()), columns);
    }
}
