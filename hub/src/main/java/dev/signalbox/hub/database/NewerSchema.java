package dev.signalbox.hub.database;

/** A newer Signalbox wrote this store, and this one would misread it. Nothing was changed. */
public final class NewerSchema extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** @param by what the ledger says wrote it: its version, since it notes that */
    NewerSchema(String where, long found, String by, long known) {
        super(where + " was written by a newer Signalbox (schema " + found + ", this one knows " + known + "; noted by "
                + by + "): start that version or restore a backup");
    }
}
