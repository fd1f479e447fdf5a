package dev.signalbox.hub.matrix;

/**
 * Who acts.
 *
 * @param keyId id of the key that was shown; {@code system} for the hub itself
 * @param name name of the key: the actor of the events
 * @param role a row of the ownership matrix
 */
public record Principal(String keyId, String name, String role) {
    /** The hub itself: timers. */
    public static final Principal SYSTEM = new Principal("system", "signalbox", OwnershipMatrix.SYSTEM);
}
