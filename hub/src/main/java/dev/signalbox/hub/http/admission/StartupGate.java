package dev.signalbox.hub.http.admission;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.ProblemCode;

/**
 * Whether the doors are open yet. A hub listens as soon as its store is open, so that health answers however long its
 * tables take to catch up; until then whoever wants more is put off. Any thread.
 */
public final class StartupGate {
    private volatile boolean done;

    /** From now on everybody is let in. */
    public void complete() {
        done = true;
    }

    /** Nobody is let in until {@link #complete} is called again. */
    public void shut() {
        done = false;
    }

    /** Fails with {@link Refused}, {@code projection_lagging}, before {@link #complete}. */
    public void pass() {
        if (done) return;
        throw new Refused(
                ProblemCode.PROJECTION_LAGGING,
                "this hub has just started, or goes on in another store, and its tables are catching up with the log; GET /health/ready says how far they"
                        + " are. Nothing was done; try again in a second");
    }
}
