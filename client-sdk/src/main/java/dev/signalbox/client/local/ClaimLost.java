package dev.signalbox.client.local;

/**
 * The task is no longer this worker's: its lease ran out and another took it, or it was ended. Nothing of the
 * transaction is kept, so the work of the other one counts.
 */
public final class ClaimLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClaimLost(Task task) {
        super("task " + task.key() + " of " + task.queue() + " is no longer claimed by this worker; drop its result");
    }
}
