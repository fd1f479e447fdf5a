package dev.signalbox.client;

import dev.signalbox.client.local.Tx;
import dev.signalbox.wire.Problem;

/** What a follower does when the hub no longer has the history behind its checkpoint. */
@FunctionalInterface
public interface ResetHandler {
    /** Ends the follower; it fails with the problem, and nothing is skipped or repeated. The default. */
    ResetHandler STOP = (why, tx) -> Decision.STOP;
    /** Hears everything that the hub has again; right for handlers that take an event twice without harm. */
    ResetHandler REPLAY = (why, tx) -> Decision.REPLAY;
    /** Goes on with what happens from now on; what lies between is never heard. */
    ResetHandler SKIP = (why, tx) -> Decision.SKIP;

    /** How to go on. */
    enum Decision {
        STOP,
        REPLAY,
        SKIP
    }

    /**
     * Decides. The decision and what is done through {@code tx}, such as emptying the tables that the events filled,
     * commit together.
     *
     * @param why {@code log_diverged}: the hub was restored or replaced; {@code cursor_expired}: the checkpoint is
     *     older than what the hub keeps
     */
    Decision onReset(Problem why, Tx tx);
}
