package dev.signalbox.hub.trace.mapping;

import dev.signalbox.hub.trace.model.Contribution;
import java.util.List;

/**
 * The result of a mapping: what one event says. Immutable.
 *
 * @param contributions in no order that matters; at most one of the same stamp about the same thing
 * @param warnings sentences for whoever sent the event: what was put right, and what was left out. Empty when all was
 *     understood
 */
public record Mapped(List<Contribution> contributions, List<String> warnings) {
    public Mapped {
        contributions = List.copyOf(contributions);
        warnings = List.copyOf(warnings);
    }
}
