package dev.signalbox.hub.http.route;

import dev.signalbox.hub.matrix.OwnershipMatrix;
import java.util.List;

/** What a caller needs to be let through a route. There is no route without one. */
public sealed interface Permission {
    /** A key whose role may send this command. */
    record Sends(String command) implements Permission {}

    /** A key whose role may send at least one of these commands; the handler looks at each. */
    record SendsAny(List<String> commands) implements Permission {
        public SendsAny {
            commands = List.copyOf(commands);
        }
    }

    /** A key whose role may read the table with this family of events. */
    record Reads(String family) implements Permission {}

    /** A key with this very role. */
    record Role(String role) implements Permission {}

    /** A key of whoever runs the hub: an admin's of the default space, also where it acts in another. */
    record Operator() implements Permission {}

    /** Any valid key; the handler itself looks at what the role may see or do. */
    record AnyKey() implements Permission {}

    /** A caller on the hub's own machine, or any valid key. */
    record LoopbackOrKey() implements Permission {}

    /** Everybody, also without a key. */
    record Open() implements Permission {}

    /** Whether a key of this role is let through. */
    default boolean allows(String role, OwnershipMatrix matrix) {
        if (this instanceof Sends sends) return matrix.maySend(role, sends.command());
        if (this instanceof SendsAny some)
            return some.commands().stream().anyMatch(command -> matrix.maySend(role, command));
        if (this instanceof Reads reads) return matrix.mayReadFamily(role, reads.family());
        if (this instanceof Role only) return only.role().equals(role);
        if (this instanceof Operator) return role.equals(OwnershipMatrix.ADMIN);
        return true;
    }
}
