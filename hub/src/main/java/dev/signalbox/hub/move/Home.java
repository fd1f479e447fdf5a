package dev.signalbox.hub.move;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.fence.Fence;
import dev.signalbox.hub.metrics.Metrics;
import dev.signalbox.hub.space.Space;
import io.vertx.core.Future;

/** The hub that lives at a place, as a move sees it. */
public interface Home {
    /** The space that is served. Fails while there is none. */
    Space space();

    /** Where its data is. */
    Place place();

    /** In front of all its appends. */
    Fence fence();

    /**
     * Opens another place. Fails with {@link IllegalArgumentException} when the text names none, and as a start would
     * when it cannot be used.
     *
     * @param where a URL of PostgreSQL, or an absolute path of a folder
     */
    Future<Place> find(String where);

    /** Adds the tables of every feature to a space that nobody is served from. */
    void furnish(Space unseen, Metrics metrics);

    /**
     * Makes a backup of what is here now, behind the work on backups that is under way.
     *
     * @return where it is, or that none is planned; for people
     */
    Future<String> backedUp();

    /** Lets no work on backups begin until {@link #backupsGoOn}. Completes when what was begun is over. */
    Future<Void> backupsRest();

    /** Lets work on backups begin again. */
    void backupsGoOn();

    /** Brings to another store what this one keeps of its main log that no event says. */
    Future<Void> carry(Database there);

    /** Ends the life at the old place and goes on at another, behind the same door; tries until that is so. */
    Future<Void> moveTo(Place place);
}
