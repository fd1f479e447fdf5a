package dev.signalbox.hub.inbound;

import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.space.Space;
import java.util.List;

/** The doors of tools that watch something. It has no commands of its own, no table, and remembers nothing. */
public record InboundFeature(Space space) implements Feature {
    @Override
    public List<Routes> routes() {
        return List.of(new InboundRoutes(new AlertDesk(space.commands()), space.matrix(), space.clock()));
    }
}
