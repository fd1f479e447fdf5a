package dev.signalbox.cli.roadmap;

import static dev.signalbox.cli.run.CommandRun.await;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.wire.command.RemoveRoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "remove",
        description = "Take an item off the roadmap. Its history stays, its key is free again.",
        footer = {
            "%nExamples:",
            "  signalbox roadmap remove \"PRIORITY 9\" --reason \"twice\"",
            "  signalbox roadmap history \"PRIORITY 9\"      what it was"
        })
final class RoadmapRemoveCommand implements Subcommand {
    @Parameters(paramLabel = "KEY", description = "Its key or id.")
    String key = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
    @Nullable
    String reason;

    @Option(
            names = "--if-version",
            paramLabel = "N",
            description = "Only when nobody has changed it since this version. Default: the present one.")
    @Nullable
    Long version;

    @Override
    public int run(CommandRun run) {
        RoadmapItem item = await(run.hub().roadmapItem(key));
        long read = version == null ? item.version() : version;
        RoadmapItem removed = await(run.hub().removeRoadmapItem(item.id(), read, new RemoveRoadmapItem(reason)));
        return RoadmapCommand.done(run, removed, "Removed");
    }
}
