package dev.signalbox.hub.projection;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventLog;
import io.vertx.core.Future;

/**
 * How far a follower of one log has come that writes into another: kept beside what it writes, so both go back together
 * when that store is put back. What it says may be behind, never ahead: whoever goes on from it writes under ids that
 * make a repeat harmless. It counts for one history of the log that is followed; of another one nothing was taken yet.
 * Any thread.
 */
public final class FollowedPlace {
    private static final String TABLE = "CREATE TABLE IF NOT EXISTS followed_places"
            + " (follower text NOT NULL PRIMARY KEY, epoch text NOT NULL, position bigint NOT NULL)";
    private static final String FIND = "SELECT position FROM followed_places WHERE follower = $1 AND epoch = $2";
    private static final String MOVE = "INSERT INTO followed_places (follower, epoch, position) VALUES ($1, $2, $3)"
            + " ON CONFLICT (follower) DO UPDATE SET epoch = excluded.epoch, position = excluded.position"
            + " WHERE followed_places.epoch <> excluded.epoch OR followed_places.position < excluded.position";

    private final String follower;
    private final EventLog followed;
    private final Database database;

    /** @param database of the log that is written into */
    public FollowedPlace(String follower, EventLog followed, Database database) {
        this.follower = follower;
        this.followed = followed;
        this.database = database;
    }

    /** Everything up to here was taken; 0 when that is nothing. */
    public Future<Long> find() {
        return database.makeTable(TABLE)
                .compose(made -> database.read(transaction -> transaction.query(FIND, follower, followed.epoch())))
                .map(rows -> rows.isEmpty() ? 0L : rows.get(0).bigint("position"));
    }

    /** Everything up to here is taken. Never moves back. */
    public Future<Void> move(long position) {
        return database.writeUnflushed(transaction -> transaction.update(MOVE, follower, followed.epoch(), position))
                .mapEmpty();
    }
}
