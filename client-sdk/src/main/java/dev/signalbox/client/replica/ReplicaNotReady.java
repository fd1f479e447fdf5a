package dev.signalbox.client.replica;

/**
 * No whole copy of the table was ever fetched, so nothing can be said about its rows. Wait for {@link Replica#ready}.
 */
public final class ReplicaNotReady extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplicaNotReady(String table) {
        super("there is no copy of the table " + table + " yet; it needs the hub once");
    }
}
