package dev.signalbox.hub.database;

import org.jspecify.annotations.Nullable;

/**
 * What is on the disk is not what was written there, or nobody knows any more: nothing can be trusted, read or
 * acknowledged. The process ends with status 70, and nothing is tried again. The message says what to do.
 */
public final class StoreBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreBroken(String message, @Nullable Throwable cause) {
        super(message + ". Restore a whole copy (see docs/recovery.md), or look at the disk first", cause);
    }
}
