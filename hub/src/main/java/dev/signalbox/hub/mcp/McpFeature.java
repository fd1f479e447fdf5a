package dev.signalbox.hub.mcp;

import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.space.Space;
import java.util.List;

/** The door for agents that speak the Model Context Protocol: the hub's routes as tools. */
public final class McpFeature implements Feature {
    private final Space space;
    private final String version;

    /** @param version of the hub */
    public McpFeature(Space space, String version) {
        this.space = space;
        this.version = version;
    }

    @Override
    public List<Routes> routes() {
        return List.of(new McpRoutes(space, version));
    }
}
