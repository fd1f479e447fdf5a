package dev.signalbox.cli.roadmap;

import static dev.signalbox.cli.run.CommandRun.await;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.wire.command.SetRoadmapStatus;
import dev.signalbox.wire.resource.RoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem.Status;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        description = "Say where an item stands. A daemon may do this too, and nothing else.",
        footer = {
            "%nExamples:",
            "  signalbox roadmap status \"PRIORITY 3\" in_progress",
            "  signalbox roadmap status US-033 blocked --comment \"waits for a key\"",
            "  signalbox roadmap status US-033 done --if-version 4"
        })
final class RoadmapStatusCommand implements Subcommand {
    @Parameters(paramLabel = "KEY", description = "Its key or id.")
    String key = "";

    @Parameters(paramLabel = "STATUS", description = "planned, in_progress, blocked, done or cancelled.")
    Status status = Status.PLANNED;

    @Option(names = "--comment", paramLabel = "TEXT", description = "Why. Shown until the status is set again.")
    @Nullable
    String comment;

    @Option(
            names = "--if-version",
            paramLabel = "N",
            description = "Only when nobody has changed it since this version.")
    @Nullable
    Long version;

    @Override
    public int run(CommandRun run) {
        SetRoadmapStatus set = new SetRoadmapStatus(status, comment);
        RoadmapItem item = await(run.hub().setRoadmapStatus(key, version, set));
        return RoadmapCommand.done(run, item, "Set");
    }
}
