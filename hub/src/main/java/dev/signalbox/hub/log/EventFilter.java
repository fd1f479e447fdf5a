package dev.signalbox.hub.log;

import dev.signalbox.wire.EventTypes;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which events a follower wants and may see; both stores push it into their SQL.
 *
 * @param types patterns as in {@link EventTypes#matches}; empty for all
 * @param stream only this stream; null for all
 * @param families only types {@code <family>.<verb>} of these families; null for all. This is where a role's right to
 *     read acts
 */
public record EventFilter(
        List<String> types,
        @Nullable String stream,
        @Nullable Set<String> families) {
    public static final EventFilter ALL = new EventFilter(List.of(), null, null);

    public EventFilter {
        types = List.copyOf(types);
        families = families == null ? null : Set.copyOf(families);
    }

    /** Types by their names or families ({@code question.*}), of every stream. */
    public static EventFilter types(List<String> types) {
        return new EventFilter(types, null, null);
    }

    public boolean isAll() {
        return types.isEmpty() && stream == null && families == null;
    }

    public boolean matches(RecordedEvent event) {
        return (stream == null || stream.equals(event.stream()))
                && (families == null || families.contains(familyOf(event.type())))
                && EventTypes.matches(types, event.type());
    }

    /** The part of a type before its dot. */
    public static String familyOf(String type) {
        int dot = type.indexOf('.');
        return dot < 0 ? type : type.substring(0, dot);
    }
}
