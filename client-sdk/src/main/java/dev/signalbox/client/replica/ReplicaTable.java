package dev.signalbox.client.replica;

import dev.signalbox.wire.Event;
import java.util.Map;

/**
 * A table that can be copied.
 *
 * @param family its events are {@code <family>.<verb>}, its streams {@code <family>/<key>}
 * @param builtIn whether only the hub can fold its events, so that a changed row has to be fetched
 */
record ReplicaTable(String name, String family, boolean builtIn) {
    private static final Map<String, String> BUILT_IN =
            Map.of("notifications", "notification", "questions", "question", "roadmap", "roadmap");

    static ReplicaTable of(String name) {
        String family = BUILT_IN.get(name);
        return family == null ? new ReplicaTable(name, name, false) : new ReplicaTable(name, family, true);
    }

    /** The checkpoint's name. */
    String follower() {
        return "signalbox/replica/" + name;
    }

    String types() {
        return family + ".*";
    }

    /** Whether the event is about a row: a family may have other streams beside. */
    boolean isRow(Event event) {
        return event.category().equals(family);
    }

    String lane(String key) {
        return family + "/" + key;
    }
}
