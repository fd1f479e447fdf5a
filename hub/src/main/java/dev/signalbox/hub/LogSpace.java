package dev.signalbox.hub;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.LogTail;
import dev.signalbox.hub.projection.Projections;
import io.vertx.core.Future;

/**
 * One log of a space with everything that hangs on it: its own database, the shared live tail, and the tables folded from it. Logs
 * share nothing, so a flood on one never delays another.
 */
record LogSpace(Database database, EventLog log, LogTail tail, Projections projections) {
    Future<Void> close() {
        projections.close();
        return log.close().eventually(database::close);
    }
}
