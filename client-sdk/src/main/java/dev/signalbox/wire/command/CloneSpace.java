package dev.signalbox.wire.command;

import dev.signalbox.wire.Check;
import org.jspecify.annotations.Nullable;

/**
 * {@code space.clone}: another space with the data that its target has at this moment. No key of the target opens it;
 * it begins with one fresh admin key.
 *
 * @param name of the new one, as in {@link CreateSpace}
 * @param externalId as there
 */
public record CloneSpace(String name, @Nullable String externalId) {
    public CloneSpace {
        name = CreateSpace.name(name);
        externalId = Check.optional("externalId", externalId, 200);
    }
}
