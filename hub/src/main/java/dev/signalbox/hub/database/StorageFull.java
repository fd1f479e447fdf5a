package dev.signalbox.hub.database;

import org.jspecify.annotations.Nullable;

/**
 * The disk or the quota of the store is full. Nothing of the write is in the store; reads go on. Free space, then
 * repeat.
 */
public final class StorageFull extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageFull(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
