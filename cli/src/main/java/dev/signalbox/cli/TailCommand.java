package dev.signalbox.cli;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
final class TailCommand implements Subcommand {
    @Mixin
    final EventQuery query = new EventQuery();

    @Option(
            names = "--after",
            paramLabel = "CURSOR",
            defaultValue = "end",
            description = "Begin behind this cursor or position; start; or end. Default: end.")
    String after = "end";

    @Option(names = "--count", paramLabel = "N", description = "Stop after so many events.")
    @Nullable
    Long count;

    @Override
    public int run(CommandRun run) {
        Ink ink = run.output().ink();
        ZoneId zone = ZoneId.systemDefault();
        new Following(run, query, event -> Lines.event(event, ink, zone), count).run(after);
        return ExitCode.DONE;
    }
}
