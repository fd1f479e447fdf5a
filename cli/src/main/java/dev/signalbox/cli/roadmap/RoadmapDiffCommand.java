package dev.signalbox.cli.roadmap;

import dev.signalbox.cli.roadmap.file.Change;
import dev.signalbox.cli.roadmap.file.RoadmapDifference;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Moments;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.cli.text.Ink;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "diff",
        description = "What became of the roadmap since then.",
        footer = {
            "%nExamples:",
            "  signalbox roadmap diff --as-of 7d",
            "  signalbox roadmap diff --as-of 2026-11-01 --until 2026-11-08",
            "  signalbox roadmap diff --as-of 4711         a position of the log"
        })
final class RoadmapDiffCommand implements Subcommand {
    @Option(
            names = "--as-of",
            paramLabel = "WHEN",
            required = true,
            description = "2d ago, a date, a time, or a position of the log.")
    private String asOf = "";

    @Option(names = "--until", paramLabel = "WHEN", description = "The other moment. Default: now.")
    private @Nullable String until;

    @Override
    public void run(CommandRun run) {
        List<RoadmapItem> before = at(run, asOf);
        List<RoadmapItem> after = until == null ? RoadmapCommand.all(run, null, null) : at(run, until);
        Ink ink = run.output().ink();
        run.output().list(RoadmapDifference.between(before, after), changes -> text(changes, ink));
    }

    /** The changes one below the other. */
    static String text(List<Change> changes, Ink ink) {
        if (changes.isEmpty()) return ink.dim("Nothing differs.");
        List<String> lines = new ArrayList<>();
        for (Change change : changes) lines.addAll(RoadmapText.change(change, ink));
        return String.join(System.lineSeparator(), lines);
    }

    private static List<RoadmapItem> at(CommandRun run, String moment) {
        String when = Moments.positionOrTime(moment, run.now());
        return RoadmapCommand.all(run, null, when);
    }
}
