package dev.signalbox.hub.move;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.space.Store;
import dev.signalbox.wire.Cursor;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the data of a hub is, or could be. */
public interface Place {
    /** {@code sqlite} or {@code postgresql}, for people. */
    String name();

    /** Where the data is, for people; without a password. The same text names the same place. */
    String where();

    /** The database of one log, {@code main} or {@code traces}: made and migrated, and no log is opened on it. */
    Future<Database> database(String log);

    /**
     * Migrates and opens the store of one log.
     *
     * @param seen the newest cursor of the log that is known from outside of its store; null when none is
     */
    Future<Store> open(String log, AppendMeter meter, @Nullable Cursor seen);

    /**
     * Completes when no other hub works with the data. Fails with {@link IllegalStateException} that says how many do.
     *
     * @param main the database of the main log here
     */
    default Future<Void> alone(Database main) {
        return Future.succeededFuture();
    }

    /** Room that is left for the data here, in bytes; empty when that cannot be seen from this machine. */
    default Future<Optional<Long>> room() {
        return Future.succeededFuture(Optional.empty());
    }

    /** Releases what all logs share, after they were closed. */
    Future<Void> close();
}
