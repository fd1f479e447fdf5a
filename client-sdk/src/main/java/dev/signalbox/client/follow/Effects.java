package dev.signalbox.client.follow;

import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a follower does with what it hears. Everything is called on the follower's thread, one call at a time; what any
 * of it throws makes the follower wait a while and begin again at its checkpoint.
 */
public interface Effects {
    /**
     * Before the log is read, at every new beginning; may place the checkpoint. False when it is not this process's
     * turn: asked again after a tick.
     *
     * @param checkpoint where the log would be read from; null for the oldest event
     */
    boolean begin(Follower follower, @Nullable Cursor checkpoint);

    /** What has to be asked of others before the transaction; may take its time. */
    void prepare(Follower follower, List<Event> events);

    /** The effects, in the transaction that moves the checkpoint behind these events. Must not wait. */
    void apply(StoreTransaction tx, List<Event> events);

    /**
     * Whether a power cut must not take them back; it takes them back together with the checkpoint, so that they are
     * read again.
     */
    default boolean flushed() {
        return true;
    }

    /**
     * The hub has no history behind the checkpoint any more; places the checkpoint, or throws {@link FollowerStopped}.
     */
    void reset(Follower follower, Problem why);

    /** The checkpoint moved, or the hub said that nothing more is there. */
    default void progressed(Follower follower) {}

    /** The follower reads no more; nothing is called after this, and it has ended only when this returns. */
    default void ended() {}
}
