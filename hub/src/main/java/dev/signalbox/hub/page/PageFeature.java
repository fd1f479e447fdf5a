package dev.signalbox.hub.page;

import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import java.util.List;

/** The page for people, at {@code /}. It has no rights and no data of its own. */
public record PageFeature() implements Feature {
    @Override
    public List<Routes> routes() {
        return List.of(PageRoutes.OF_THE_BUILD);
    }
}
