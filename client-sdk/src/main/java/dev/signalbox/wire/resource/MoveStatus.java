package dev.signalbox.wire.resource;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A move of a hub's data from one store to another; {@code GET /v1/move}.
 *
 * @param id of the move
 * @param from the store that the hub had when it began, without a password
 * @param to the store that it has when the move is done
 * @param undo what a person types, when it is done, to bring the data back to the old store
 * @param step {@code check}, {@code backup}, {@code copy}, {@code fold}, {@code compare}, {@code fence}, {@code leave},
 *     {@code arrive}, {@code switch} or {@code done}
 * @param logs by name of the log, how many of its events are in the new store
 * @param notes what was found and done beside the copy, for people: the room at the new store, the backup before the
 *     move, what it waits for
 * @param startedAt when it began
 * @param endedAt when it was done or given up; null while it is under way
 * @param fencedMillis for how long writes were refused; null before it is done
 * @param failure why it was given up at its step, for people: the hub goes on with the store that it had; null
 *     otherwise
 */
public record MoveStatus(
        String id,
        String from,
        String to,
        String undo,
        String step,
        Map<String, Progress> logs,
        List<String> notes,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Long fencedMillis,
        @Nullable String failure) {
    public MoveStatus {
        logs = Map.copyOf(logs);
        notes = List.copyOf(notes);
    }

    /**
     * One log.
     *
     * @param copied events that are in the new store
     * @param head events that there are
     */
    public record Progress(long copied, long head) {}
}
