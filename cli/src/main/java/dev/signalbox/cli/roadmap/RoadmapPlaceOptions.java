package dev.signalbox.cli.roadmap;

import dev.signalbox.wire.command.MoveRoadmapItem.End;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where an item goes; one of them. */
final class RoadmapPlaceOptions {
    @Option(names = "--before", paramLabel = "KEY", description = "Before this item.")
    @Nullable
    String before;

    @Option(names = "--after", paramLabel = "KEY", description = "Behind this item.")
    @Nullable
    String after;

    @Option(names = "--top", description = "Before all.")
    boolean top;

    @Option(names = "--bottom", description = "Behind all.")
    boolean bottom;

    @Nullable
    End end() {
        if (top) return End.TOP;
        return bottom ? End.BOTTOM : null;
    }
}
