package dev.signalbox.cli.log;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.EventQuery;
import dev.signalbox.cli.run.LiveTail;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.EventLines;
import dev.signalbox.cli.text.Ink;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command {@code signalbox tail}. */
@Command(
        name = "tail",
        description = "Follow the log live. Survives a restart of the hub without gap or repeat.",
        footer = {
            "%nExamples:",
            "  signalbox tail                                     from now on",
            "  signalbox tail --after start --types 'question.*'  all ever, then live",
            "  signalbox tail -o jsonl | jq .data                 CloudEvents, one a line",
            "  signalbox tail --count 1 --types question.asked    until the next question",
            "%nStop it with Ctrl-C."
        })
public final class TailCommand implements Subcommand {
    @Mixin
    private final EventQuery query = new EventQuery();

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
        TypePatterns.check(query, run);
        query.subject = Subjects.whole(query.subject, run);
        Ink ink = run.output().ink();
        ZoneId zone = ZoneId.systemDefault();
        int width = run.output().width();
        LiveTail.printing(run, query, event -> EventLines.event(event, ink, zone, width), count)
                .run(after);
    }
}
