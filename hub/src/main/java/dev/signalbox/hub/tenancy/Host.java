package dev.signalbox.hub.tenancy;

import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.resource.HubSpace;
import io.vertx.core.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What holds the stores of spaces and serves them. Any thread. */
public interface Host {
    /** Which spaces there are, from now on, and how it tells of them. */
    void knows(SpaceBook book, SpaceNotes notes);

    /**
     * Makes the place of a space that there is not. Stores that are there are left as they are. Fails with
     * {@link dev.signalbox.wire.InvalidInput} for a URL that is none or leads to no place, and with
     * {@link dev.signalbox.hub.command.Refused} when the hub's own server gives none.
     *
     * @param database a URL of PostgreSQL; null where the hub keeps its own data
     */
    Future<Place> place(String name, @Nullable String database);

    /**
     * A place that was made.
     *
     * @param server for people, without user and password; null where the hub keeps its own data
     * @param undo for a place that no space came to: takes away what was made there, and forgets the way into it with
     *     its password. Does not fail
     */
    record Place(@Nullable String server, Supplier<Future<Void>> undo) {
        /** Of a space that is there: nothing was made. */
        static Place of(HubSpace there) {
            return new Place(there.database(), Future::succeededFuture);
        }
    }

    /** Does work in a space, which is opened for it, and stays open as long as it takes. */
    <T> Future<T> within(String name, Function<Space, Future<T>> work);

    /**
     * Makes the newest backup hold all that a space has. Where none are planned nothing is done. Fails with
     * {@link dev.signalbox.hub.command.Refused}, which says where it was to go and why there is none.
     */
    Future<?> backUp(String name);

    /** Fills the empty place of a space with all that another has at this moment. Made already it is left as it is. */
    Future<Void> fill(String name, String source);

    /** Ends the life of a space on this node: whoever is served there is sent away. */
    Future<Void> shut(String name);

    /** Erases the data of a space that is shut. */
    Future<Void> erase(String name);
}
