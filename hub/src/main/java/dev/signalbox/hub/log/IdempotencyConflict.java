package dev.signalbox.hub.log;

/** An id is in the log already with other content. Nothing was written; use a fresh id for a new wish. */
public final class IdempotencyConflict extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public IdempotencyConflict(String message) {
        super(message, null, false, false);
    }
}
