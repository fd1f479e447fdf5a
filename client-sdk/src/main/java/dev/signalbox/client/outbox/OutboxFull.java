package dev.signalbox.client.outbox;

/**
 * The outbox holds as many unanswered commands as it may; this one was not taken. Wait until the hub is back, or settle
 * parked ones.
 */
public final class OutboxFull extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutboxFull(long pendingMax) {
        super("the outbox holds " + pendingMax + " unanswered commands; this one was not taken");
    }
}
