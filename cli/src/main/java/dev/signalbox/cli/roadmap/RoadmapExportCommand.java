package dev.signalbox.cli.roadmap;

import dev.signalbox.cli.roadmap.file.Entry;
import dev.signalbox.cli.roadmap.file.RoadmapFile;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Moments;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "export",
        description = "The roadmap as a Markdown file, on standard output. Importing it changes nothing.",
        footer = {
            "%nExamples:",
            "  signalbox roadmap export > ROADMAP.md",
            "  signalbox roadmap export --as-of 2026-11-01 > then.md"
        })
final class RoadmapExportCommand implements Subcommand {
    @Option(
            names = "--as-of",
            paramLabel = "WHEN",
            description = "As it was: 2d ago, a date, a time, or a position of the log.")
    private @Nullable String asOf;

    @Override
    public void run(CommandRun run) {
        String moment = asOf == null ? null : Moments.positionOrTime(asOf, run.now());
        List<RoadmapItem> items = RoadmapCommand.all(run, null, moment);
        if (run.output().isText()) {
            String file = RoadmapFile.write(items.stream().map(Entry::of).toList());
            run.output().text(file);
        } else {
            run.output().list(items, shown -> "");
        }
    }
}
