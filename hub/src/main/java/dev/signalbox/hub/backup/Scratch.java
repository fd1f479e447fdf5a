package dev.signalbox.hub.backup;

import dev.signalbox.hub.archive.Archive;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Until;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventLog;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Map;

/** Stores for a trial, in a folder that is thrown away behind it. */
public interface Scratch {
    /**
     * Restores an archive as a person would, into an empty folder. Completes with the last position of each log that is
     * of the archive; fails as a restore does.
     */
    Future<Map<String, Long>> restore(Archive archive, Identities identities, Until until, Path folder, Heard heard);

    /** Opens the store of a log in a folder that {@link #restore} filled. */
    Future<? extends Database> database(Path folder, String log);

    /** Opens the log of a name in one that {@link #database} opened. */
    Future<? extends EventLog> log(String name, Database database);

    /** Hears how far it is; any thread. */
    interface Heard {
        /** So far it was found genuine. */
        void read(String log, long position);

        /** So far it was restored. */
        void brought(String log, long position);
    }
}
