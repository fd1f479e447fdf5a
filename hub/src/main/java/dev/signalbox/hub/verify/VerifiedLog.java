package dev.signalbox.hub.verify;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.wire.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A log that is to be verified, and what is known of it.
 *
 * @param seen the newest cursor that is known from outside of the store; null when none is
 * @param projections all whose tables are folded from it
 */
public record VerifiedLog(
        EventLog log, Database database, @Nullable Cursor seen, List<Projection> projections) {
    public VerifiedLog {
        projections = List.copyOf(projections);
    }
}
