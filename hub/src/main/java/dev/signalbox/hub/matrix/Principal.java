package dev.signalbox.hub.matrix;

/**
 * Who acts.
 *
 * @param keyId id of the key that was shown; {@code system} for the hub itself
 * @param name name of the key: the actor of the events
 * @param role a row of the ownership matrix
 * @param secret a piece of the hash of the secret that was shown, which tells the secrets of a rotated key apart, or
 *     the browser that was signed in with one; empty where none was
 */
public record Principal(String keyId, String name, String role, String secret) {
    /** The hub itself: timers. */
    public static final Principal SYSTEM = new Principal("system", "signalbox", OwnershipMatrix.SYSTEM);

    /** One who showed no secret. */
    public Principal(String keyId, String name, String role) {
        this(keyId, name, role, "");
    }
}
