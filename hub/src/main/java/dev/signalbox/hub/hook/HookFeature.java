package dev.signalbox.hub.hook;

import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.space.Space;
import java.util.List;

/** The doors of coding agents' hooks. It has no commands of its own and no table. */
public final class HookFeature implements Feature {
    private final HookRoutes routes;

    public HookFeature(Space space) {
        this.routes = new HookRoutes(space.matrix(), space.clock(), space.vertx());
    }

    @Override
    public List<Routes> routes() {
        return List.of(routes);
    }
}
