package dev.signalbox.hub;

import dev.signalbox.hub.database.Database;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where a restored history comes to be: under a name that no hub opens, until it is whole. An attempt that was ended
 * leaves what it has there, and the next one goes on with it. Blocks; one thread.
 */
interface RestoreTarget extends AutoCloseable {
    /** The logs of a store, in the order in which they get their names: a hub looks for the last one first. */
    List<String> LOGS = List.of("traces", "main");

    /** For people; without a password. */
    String where();

    /** What to do with an earlier attempt that is not wanted any more, for people. */
    String discard();

    /**
     * Looks whether it is empty, or has an earlier attempt, and changes nothing. Fails with {@link RestoreRefused} when
     * it has anything else.
     */
    void check() throws IOException;

    /** The store of a log under the name by which a hub opens it, to be looked at. The caller closes it. */
    Database look(String log) throws IOException;

    /** Room that is left, in bytes; empty when nobody can say. */
    Optional<Long> room() throws IOException;

    /**
     * Keeps others off, and makes what is needed to begin.
     *
     * @return false when an earlier attempt has come to its end, and nothing is left to do
     */
    boolean begin() throws IOException;

    /** The migrated store of a log under its passing name, with what an earlier attempt brought. */
    Database open(String log) throws IOException;

    /** Closes the stores and gives them their names: all of them, also when it is ended and begun anew in between. */
    void name() throws IOException;

    /** Lets others in. What was not named is left for the next attempt. */
    @Override
    void close() throws IOException;
}
