package dev.signalbox.client;

import dev.signalbox.client.follow.Effects;
import dev.signalbox.client.follow.Follower;
import dev.signalbox.client.follow.FollowerStopped;
import dev.signalbox.client.local.Tx;
import dev.signalbox.client.outbox.Outbox;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Event;
import dev.signalbox.wire.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program's handler as the follower knows it. */
record HandlerEffects(SqliteStore store, Outbox outbox, String name, FollowOptions options, EventHandler handler)
        implements Effects {
    @Override
    public boolean begin(Follower follower, @Nullable Cursor checkpoint) {
        if (checkpoint == null && options.fromNow) {
            Cursor newest = follower.newest();
            store.changeNow(transaction -> follower.place(transaction, null, newest));
        }
        return true;
    }

    @Override
    public void prepare(Follower follower, List<Event> events) {
        // A handler does all it does inside the transaction.
    }

    @Override
    public void apply(StoreTransaction transaction, List<Event> events) {
        Tx tx = new Tx(transaction, outbox);
        for (Event event : events) handler.on(event, tx);
    }

    @Override
    public void reset(Follower follower, Problem why) {
        Cursor from = follower.cursor();
        Cursor newest = follower.newest();
        ResetHandler.Decision decision = store.writeNow(transaction -> {
            ResetHandler.Decision made = options.resetHandler.onReset(why, new Tx(transaction, outbox));
            if (made == ResetHandler.Decision.REPLAY) follower.place(transaction, from, null);
            if (made == ResetHandler.Decision.SKIP) follower.place(transaction, from, newest);
            return made;
        });
        if (decision == ResetHandler.Decision.STOP) {
            throw new FollowerStopped(
                    name + " stops at " + from + "; follow it with onReset to replay or to skip", why);
        }
    }
}
