package dev.signalbox.hub.roadmap;

import dev.signalbox.hub.command.CommandHandler;
import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.BuiltInTable;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import java.util.List;

/** The roadmap: items with keys and an order, their status, and how it was at any moment. */
public final class RoadmapFeature implements Feature {
    private final LogSpace main;
    private final Roadmap roadmap;

    public RoadmapFeature(Space space) {
        this.main = space.main();
        this.roadmap = new Roadmap(main.database());
    }

    @Override
    public void commands(CommandHandler commands) {
        RoadmapCommands.register(commands, main.log(), main.database(), main.projections());
    }

    @Override
    public List<Projection> projections() {
        return List.of(new RoadmapProjection());
    }

    @Override
    public List<BuiltInTable<?>> tables() {
        return List.of(new RoadmapTable(roadmap));
    }

    @Override
    public List<Routes> routes() {
        return List.of(new RoadmapRoutes(
                roadmap,
                new RoadmapHistory(main.log(), main.database()),
                main.projections().fresh(RoadmapProjection.NAME)));
    }
}
