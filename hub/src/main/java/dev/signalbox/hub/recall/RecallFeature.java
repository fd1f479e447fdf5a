package dev.signalbox.hub.recall;

import dev.signalbox.hub.feature.Feature;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.search.Sayings;
import dev.signalbox.hub.search.SearchIndex;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import java.util.List;

/** Recall: what features say is found by its words, in rows, events and traces, now and as it was. */
public final class RecallFeature implements Feature {
    private final Space space;
    private final List<Sayings> main;
    private final List<Sayings> traces;

    /** @param all the other features of the space: what they say is found */
    public RecallFeature(Space space, List<Feature> all) {
        this.space = space;
        this.main = saidOn(space.main(), all);
        this.traces = saidOn(space.traces(), all);
    }

    private List<Sayings> saidOn(LogSpace log, List<Feature> all) {
        return all.stream()
                .filter(each -> each.log(space) == log)
                .flatMap(each -> each.sayings().stream())
                .toList();
    }

    @Override
    public List<Projection> projections() {
        return List.of(SearchIndex.ofMain(main));
    }

    @Override
    public List<Routes> routes() {
        return List.of(new RecallRoutes(
                space.matrix(),
                new FoundLog(space.main(), SearchIndex.OF_MAIN, main),
                new FoundLog(space.traces(), SearchIndex.OF_TRACES, traces),
                space.vertx()));
    }
}
