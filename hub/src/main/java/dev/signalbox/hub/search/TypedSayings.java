package dev.signalbox.hub.search;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.search.Saying.Change;
import dev.signalbox.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sayings of a feature whose things say what the data of their events say, field by field. Pure.
 *
 * @param kind of its things
 * @param changes what each type of event does
 * @param but fields that say nothing to people
 */
public record TypedSayings(String kind, Map<String, Change> changes, List<String> but) implements Sayings {
    public TypedSayings {
        changes = new TreeMap<>(changes);
        but = List.copyOf(but);
    }

    @Override
    public List<String> eventTypes() {
        return List.copyOf(changes.keySet());
    }

    @Override
    public @Nullable Saying of(RecordedEvent event) {
        Change change = changes.get(event.type());
        if (change == null) return null;
        if (change == Change.GONE) return Saying.without(change);
        return Saying.of(change, Json.readLenient(event.data(), JsonNode.class), but.toArray(String[]::new));
    }
}
