package dev.signalbox.hub.backup;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventLog;
import io.vertx.core.Future;
import java.nio.file.Path;

/** Opens stores for a trial, in files that are thrown away behind it. */
public interface Scratch {
    /** Makes and migrates a store in a file that is not there yet. */
    Future<? extends Database> database(Path file);

    /** Opens the log of a name in one that {@link #database} made. */
    Future<? extends EventLog> log(String name, Database database);
}
