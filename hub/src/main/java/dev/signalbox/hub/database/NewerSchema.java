package dev.signalbox.hub.database;

/** A newer Signalbox wrote this store, and this one would misread it. Nothing was changed. */
public final class NewerSchema extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NewerSchema(String where, long found, long known) {
        super(where + " was written by a newer Signalbox (schema " + found + ", this one knows " + known
                + "): start that version or restore a backup");
    }
}
