package dev.signalbox.hub.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.search.Saying;
import dev.signalbox.hub.search.Saying.Change;
import dev.signalbox.hub.search.Sayings;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is found of the rows of declared tables: the values of their fields. Pure. */
public final class RowSayings implements Sayings {
    public static final Sayings ALL = new RowSayings();

    private RowSayings() {}

    @Override
    public String kind() {
        return "row";
    }

    @Override
    public List<String> eventTypes() {
        return EventTypes.ROW_VERBS.stream().map(verb -> "*." + verb).toList();
    }

    @Override
    public Saying of(RecordedEvent event) {
        JsonNode data = Json.readLenient(event.data(), JsonNode.class);
        if (event.type().endsWith(".deleted")) return Saying.without(Change.GONE);
        if (!event.type().endsWith(".patched")) return Saying.of(Change.WHOLE, data.path("row"));
        Map<String, String> texts =
                new LinkedHashMap<>(Saying.of(Change.PART, data.path("fields")).texts());
        for (JsonNode removed : data.path("removed")) texts.put(removed.asText(), "");
        return new Saying(Change.PART, texts, null, null);
    }
}
