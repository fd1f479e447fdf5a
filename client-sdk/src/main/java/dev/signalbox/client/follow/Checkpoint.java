package dev.signalbox.client.follow;

import dev.signalbox.client.store.Row;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.wire.Cursor;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A follower's place, in the store. Moves only from where it is known to be, so that two processes never both take an
 * event.
 */
public record Checkpoint(String follower) {
    private static final String ADD =
            "INSERT INTO signalbox_follower (name, updated_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
    private static final String MOVE =
            "UPDATE signalbox_follower SET cursor = $1, updated_at = $2 WHERE name = $3 AND cursor IS $4";

    /** The cursor behind the last event taken; null when none was. */
    public @Nullable Cursor read(StoreTransaction tx) {
        List<Row> rows = tx.query("SELECT cursor FROM signalbox_follower WHERE name = $1", follower);
        String text = rows.isEmpty() ? null : rows.get(0).textOrNull("cursor");
        return text == null ? null : Cursor.parse(text);
    }

    /** Fails with {@link Moved} when the checkpoint is not at {@code from} any more. */
    public void move(StoreTransaction tx, @Nullable Cursor from, @Nullable Cursor to, Instant now) {
        tx.update(ADD, follower, now);
        int moved = tx.update(
                MOVE, to == null ? null : to.toString(), now, follower, from == null ? null : from.toString());
        if (moved == 0) throw new Moved();
    }

    /** Another process took the events in hand; their effects are there already. */
    public static final class Moved extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Moved() {
            super("another process of this store has moved the checkpoint");
        }
    }
}
