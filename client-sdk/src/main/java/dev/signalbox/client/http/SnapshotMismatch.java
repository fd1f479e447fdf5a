package dev.signalbox.client.http;

import dev.signalbox.wire.resource.SnapshotEnd;

/**
 * The hub's snapshot of a table came to its end, and its rows are not those that the end vouches for. Nothing of it was
 * kept. Asking again helps when it was a chance; when it stays so, something between changes answers, or the hub's
 * store is damaged, and somebody has to look: {@link #nextStep}.
 */
public final class SnapshotMismatch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String table;
    private final transient SnapshotEnd expected;
    private final transient SnapshotEnd seen;

    /**
     * For whoever reads a snapshot.
     *
     * @param expected what its last line says
     * @param seen what the lines before it are
     */
    public SnapshotMismatch(String table, SnapshotEnd expected, SnapshotEnd seen) {
        super("the snapshot of " + table + " is not what the hub vouches for: " + expected.rows()
                + " rows with SHA-256 " + expected.sha256() + " were expected, " + seen.rows() + " rows with "
                + seen.sha256() + " came");
        this.table = table;
        this.expected = expected;
        this.seen = seen;
    }

    /** The table that could not be copied. */
    public String table() {
        return table;
    }

    /** What the hub vouches for. */
    public SnapshotEnd expected() {
        return expected;
    }

    /** What came. */
    public SnapshotEnd seen() {
        return seen;
    }

    /** What a person should do when it stays so. */
    public String nextStep() {
        return "Ask the hub itself, past every proxy: signalbox --url HUB table snapshot " + table
                + ". If that is complete, what stands between changes answers; if not, look into the hub's log.";
    }
}
