package dev.signalbox.hub.roadmap;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.FoldedTable;
import dev.signalbox.hub.search.Sayings;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import java.util.List;

/** The roadmap: items with keys and an order, their status, and how it was at any moment. */
public final class RoadmapFeature implements Feature {
    private final LogSpace main;

    public RoadmapFeature(Space space) {
        this.main = space.main();
    }

    @Override
    public void commands(CommandHandler commands) {
        RoadmapCommands.register(commands, main.log(), main.database(), main.projections());
    }

    @Override
    public List<FoldedTable<?>> tables() {
        return List.of(RoadmapTable.ROADMAP);
    }

    @Override
    public List<Sayings> sayings() {
        return List.of(RoadmapTable.SAYINGS);
    }

    @Override
    public List<Routes> routes() {
        return List.of(new RoadmapRoutes(
                main.log(), main.database(), main.projections().fresh(RoadmapTable.ROADMAP.name())));
    }
}
