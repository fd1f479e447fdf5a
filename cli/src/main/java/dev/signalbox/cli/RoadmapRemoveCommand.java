package dev.signalbox.cli;

import dev.signalbox.wire.command.RemoveRoadmapItem;
import dev.signalbox.wire.resource.RoadmapItem;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "remove",
        description = "Take an item off the roadmap. Its history stays, its key is free again.",
        footer = {
            "%nExamples:",
            "  signalbox roadmap remove \"PRIORITY 9\" --reason \"twice\"",
            "  signalbox roadmap history \"PRIORITY 9\"      what it was"
        })
final class RoadmapRemoveCommand implements Callable<Integer> {
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

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Integer call() {
        Invocation invocation = Invocation.of(spec);
        RoadmapItem item = Invocation.await(invocation.hub().roadmapItem(key));
        long read = version == null ? item.version() : version;
        RoadmapItem removed =
                Invocation.await(invocation.hub().removeRoadmapItem(item.id(), read, new RemoveRoadmapItem(reason)));
        return RoadmapCommand.done(invocation, removed, "Removed");
    }
}
