package dev.signalbox.cli;

import dev.signalbox.wire.command.MoveRoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "move",
        description = "Give an item another place. No other item changes.",
        footer = {
            "%nExamples:",
            "  signalbox roadmap move \"PRIORITY 3\" --before \"PRIORITY 1\"",
            "  signalbox roadmap move US-033 --top"
        })
final class RoadmapMoveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "KEY", description = "Its key or id.")
    String key = "";

    @ArgGroup(multiplicity = "1")
    @Nullable
    RoadmapPlaceOptions place;

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Invocation invocation = Invocation.of(spec);
        RoadmapPlaceOptions to = Objects.requireNonNull(place);
        MoveRoadmapItem move = new MoveRoadmapItem(to.before, to.after, to.end(), null);
        RoadmapItem item = Invocation.await(invocation.hub().moveRoadmapItem(key, move));
        return RoadmapCommand.done(invocation, item, "Moved");
    }
}
