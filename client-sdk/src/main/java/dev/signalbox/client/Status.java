package dev.signalbox.client;

/** How this program stands to the hub. */
public enum Status {
    /** The hub does not answer, or was not asked yet. Writes are kept, reads of the hub wait or fail. */
    OFFLINE,
    /** The hub answers, and there is still something to send or to hear. */
    CATCHING_UP,
    /** Everything that can be sent is sent, and every follower has seen the newest event it may see. */
    LIVE,
    /**
     * The hub answers but does not take the key; give another with
     * {@link SignalboxOptions#key(java.util.function.Supplier)}.
     */
    NEEDS_KEY
}
