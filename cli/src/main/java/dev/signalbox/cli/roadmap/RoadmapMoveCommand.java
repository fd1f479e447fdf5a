package dev.signalbox.cli.roadmap;

import static dev.signalbox.cli.run.CommandRun.await;

import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.wire.command.MoveRoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "move",
        description = "Give an item another place. No other item changes.",
        footer = {
            "%nExamples:",
            "  signalbox roadmap move \"PRIORITY 3\" --before \"PRIORITY 1\"",
            "  signalbox roadmap move US-033 --top"
        })
final class RoadmapMoveCommand implements Subcommand {
    @Parameters(paramLabel = "KEY", description = "Its key or id.")
    String key = "";

    @ArgGroup(multiplicity = "1")
    @Nullable
    RoadmapPlaceOptions place;

    @Override
    public int run(CommandRun run) {
        RoadmapPlaceOptions to = Objects.requireNonNull(place);
        MoveRoadmapItem move = new MoveRoadmapItem(to.before, to.after, to.end(), null);
        RoadmapItem item = await(run.hub().moveRoadmapItem(key, move));
        return RoadmapCommand.done(run, item, "Moved");
    }
}
