package dev.signalbox.hub.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.delivery.Endpoint;
import java.util.List;
import java.util.Set;

/** Which events an endpoint asks for. Whether its key may read them is another question. */
record Wanted(List<String> types, Set<String> tags, List<String> streams) {
    static final Wanted ALL = new Wanted(List.of(), Set.of(), List.of());

    static Wanted of(Endpoint endpoint) {
        return new Wanted(endpoint.types(), Set.copyOf(endpoint.tags()), endpoint.streams());
    }

    /** What of it the store can find. */
    EventFilter filter() {
        return EventFilter.types(types);
    }

    boolean takes(RecordedEvent event) {
        return EventTypes.matches(types, event.type()) && isOfStream(event.stream()) && isTagged(event);
    }

    private boolean isOfStream(String stream) {
        return streams.isEmpty() || streams.stream().anyMatch(each -> fits(each, stream));
    }

    private static boolean fits(String wanted, String stream) {
        return wanted.endsWith("*")
                ? stream.startsWith(wanted.substring(0, wanted.length() - 1))
                : stream.equals(wanted);
    }

    private boolean isTagged(RecordedEvent event) {
        if (tags.isEmpty()) return true;
        for (JsonNode tag : Json.readLenient(event.data(), JsonNode.class).path("tags")) {
            if (tags.contains(tag.asText())) return true;
        }
        return false;
    }
}
