package dev.signalbox.cli.trace;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.EventQuery;
import dev.signalbox.cli.run.LiveTail;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.cli.text.TraceLines;
import dev.signalbox.hub.trace.model.TraceStream;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "tail",
        description = "What programs say of their traces, as it comes: a line an event.",
        footer = {
            "%nExamples:",
            "  signalbox traces tail                        from now on",
            "  signalbox traces tail --trace 4bf92f35…      of one trace",
            "  signalbox traces tail --after start          all ever, then live",
            "  signalbox traces tail -o jsonl | jq .data    what was sent, a line each",
            "%nIt survives a restart of the hub without gap or repeat. Stop it with Ctrl-C."
        })
final class TracesTailCommand implements Subcommand {
    @Option(names = "--trace", paramLabel = "TRACE", description = "Only of this trace: its id or the beginning of it.")
    private @Nullable String trace;

    @Option(
            names = "--after",
            paramLabel = "CURSOR",
            defaultValue = "end",
            description = "Begin behind this cursor or position; start; or end. Default: end.")
    private String after = "end";

    @Option(names = "--count", paramLabel = "N", description = "Stop after so many events.")
    private @Nullable Long count;

    @Override
    public void run(CommandRun run) {
        EventQuery query = new EventQuery();
        query.log = "traces";
        if (trace != null) query.subject = TraceStream.ofTrace(TraceCommands.whole(run, trace));
        Ink ink = run.output().ink();
        ZoneId zone = ZoneId.systemDefault();
        int columns = run.shell().columns();
        LiveTail.printing(run, query, event -> TraceLines.event(event, ink, zone, columns), count)
                .run(after);
    }
}
