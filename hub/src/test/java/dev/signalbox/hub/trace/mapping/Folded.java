package dev.signalbox.hub.trace.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Kind;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.wire.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** What contributions make of all things that they are about. */
final class Folded {
    private final Map<String, Merged> things = new TreeMap<>();

    static Folded of(Collection<Contribution> contributions) {
        Folded folded = new Folded();
        contributions.forEach(folded::add);
        return folded;
    }

    void add(Contribution contribution) {
        things.computeIfAbsent(key(contribution), key -> new Merged()).add(contribution);
    }

    /** As if everything had been written away and read again. */
    void storeAndRestore() {
        things.replaceAll((key, merged) -> Merged.restored(merged.stored(Set.of())));
    }

    Merged get(Kind kind, String id) {
        List<Merged> found = new ArrayList<>();
        things.forEach((key, merged) -> {
            if (key.startsWith(kind + " ") && key.endsWith(" " + id)) found.add(merged);
        });
        if (found.size() != 1)
            throw new AssertionError(found.size() + " of " + kind + " " + id + " in " + things.keySet());
        return found.get(0);
    }

    /** The value of a field as JSON text; "nothing" when nobody said it. */
    String json(Kind kind, String id, String field) {
        JsonNode value = get(kind, id).value(field);
        return value == null ? "nothing" : Json.writeText(value);
    }

    /** One text that is the same for the same content. */
    String stored() {
        StringBuilder all = new StringBuilder();
        things.forEach((key, merged) -> all.append(key)
                .append(' ')
                .append(merged.stored(Set.of()))
                .append(' ')
                .append(merged.metadata())
                .append(' ')
                .append(merged.tags())
                .append('\n'));
        return all.toString();
    }

    private static String key(Contribution contribution) {
        return Objects.toString(contribution.kind()) + " " + contribution.traceId() + " " + contribution.id();
    }
}
