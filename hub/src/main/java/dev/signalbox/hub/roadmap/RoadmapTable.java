package dev.signalbox.hub.roadmap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.projection.BuiltInTable;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.RoadmapItem;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** {@code roadmap} as rows, by the ids of the items. */
public final class RoadmapTable implements BuiltInTable<Item> {
    private final Roadmap roadmap;

    public RoadmapTable(Roadmap roadmap) {
        this.roadmap = roadmap;
    }

    @Override
    public String name() {
        return RoadmapProjection.NAME;
    }

    @Override
    public String projection() {
        return RoadmapProjection.NAME;
    }

    @Override
    public Fold<Item, ?> fold() {
        return RoadmapStreams.ITEMS;
    }

    @Override
    public Optional<JsonNode> resource(Item state) {
        return state.removed()
                ? Optional.empty()
                : Optional.ofNullable(state.resource()).map(Json::tree);
    }

    @Override
    public List<String> fields() {
        return Columns.fieldsOf(RoadmapItem.class);
    }

    @Override
    public Future<List<Thing>> behind(String id, int limit) {
        return roadmap.behind(id, limit)
                .map(found -> found.stream().map(RoadmapTable::thing).toList());
    }

    @Override
    public Future<List<String>> goneBehind(String id, int limit) {
        return roadmap.removedBehind(id, limit);
    }

    @Override
    public Future<Optional<Thing>> thing(String id) {
        return roadmap.byId(id).map(found -> found.map(RoadmapTable::thing));
    }

    @Override
    public Future<Long> count() {
        return roadmap.count();
    }

    private static Thing thing(RoadmapItem item) {
        return new Thing(item.id(), item.version(), Json.tree(item));
    }
}
