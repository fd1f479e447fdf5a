package dev.signalbox.cli;

import dev.signalbox.cli.roadmap.Entry;
import dev.signalbox.cli.roadmap.RoadmapFile;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "export",
        description = "The roadmap as a Markdown file, on standard output. Importing it changes nothing.",
        footer = {
            "%nExamples:",
            "  signalbox roadmap export > ROADMAP.md",
            "  signalbox roadmap export --as-of 2026-11-01 > then.md"
        })
final class RoadmapExportCommand implements Callable<Integer> {
    @Option(
            names = "--as-of",
            paramLabel = "WHEN",
            description = "As it was: 2d ago, a date, a time, or a position of the log.")
    @Nullable
    String asOf;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Invocation invocation = Invocation.of(spec);
        String moment = asOf == null
                ? null
                : AsOf.parse(asOf, invocation.shell().clock().instant());
        List<RoadmapItem> items = RoadmapCommand.all(invocation, null, moment);
        if (invocation.output().isText()) {
            String file = RoadmapFile.write(items.stream().map(Entry::of).toList());
            invocation.output().text(file);
        } else {
            invocation.output().list(items, shown -> "");
        }
        return ExitCode.DONE;
    }
}
