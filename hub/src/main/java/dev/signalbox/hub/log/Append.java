package dev.signalbox.hub.log;

import dev.signalbox.wire.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All events of one decision, or none of them; or the receipt of a command that changed nothing.
 *
 * @param events 1 to {@link Limits#APPEND_EVENTS_MAX}, the id of the first is the id of the command; none beside a
 *     receipt
 * @param expected for each stream that must be at a version; streams that are not named may be at any
 * @param quiet what must not have happened since the decision looked; null when it rests on streams alone
 * @param commandDigest 16 bytes that stand for the command's content: a repeat has the same, other content has another
 * @param receipt null beside events
 */
public record Append(
        List<NewEvent> events,
        Map<String, ExpectedVersion> expected,
        @Nullable Quiet quiet,
        byte[] commandDigest,
        @Nullable RecordedReceipt receipt) {
    public static final int DIGEST_BYTES = 16;

    public Append {
        events = List.copyOf(events);
        expected = Map.copyOf(expected);
        if (receipt == null ? events.isEmpty() : !events.isEmpty()) {
            throw new IllegalArgumentException("an append has events or a receipt");
        }
        if (events.size() > Limits.APPEND_EVENTS_MAX) {
            throw new IllegalArgumentException("an append has at most " + Limits.APPEND_EVENTS_MAX + " events");
        }
        if (commandDigest.length != DIGEST_BYTES) throw new IllegalArgumentException("a digest has 16 bytes");
    }

    public Append(List<NewEvent> events, Map<String, ExpectedVersion> expected, byte[] commandDigest) {
        this(events, expected, null, commandDigest, null);
    }

    /** Of a command that changes nothing, whatever happened to the stream since it was decided. */
    public static Append of(RecordedReceipt receipt) {
        return new Append(List.of(), Map.of(), null, receipt.commandDigest(), receipt);
    }

    /** The id of the command: of the first event, or of the receipt. */
    public String commandId() {
        return receipt == null ? events.get(0).id() : receipt.commandId();
    }

    /** Bytes of data, for the limits of queue and commit. */
    public long bytes() {
        long sum = 0;
        for (NewEvent event : events) sum += event.data().length;
        return sum;
    }

    /**
     * A silence that an append rests on: no event that matches came behind a position. For the few decisions that count
     * things whose streams nobody can name before they are there; a stream that is known is better expected at its
     * version.
     *
     * @param filter what must not have come
     * @param behind the position up to which the writer has looked
     */
    public record Quiet(EventFilter filter, long behind) {
        /** Positions that are looked at under the lock of the commit; behind more of them nothing is quiet any more. */
        static final int SCAN_MAX = 100_000;

        /** Whether one matches at a position of {@code $1} to {@code $2}. */
        private static final String BROKEN = "SELECT position FROM events WHERE " + EventSql.OF_RANGE;

        /** The last position that is looked at. */
        long scanEnd() {
            return behind + SCAN_MAX;
        }

        /** Whether too much came to look at. */
        boolean isPast(long head) {
            return head > scanEnd();
        }

        /** A query of one row when it is broken, and of none when it is not. */
        String sql() {
            return BROKEN + where().conditions() + " LIMIT 1";
        }

        Object[] parameters() {
            List<Object> all = new ArrayList<>(List.of(behind, scanEnd()));
            all.addAll(where().parameters());
            return all.toArray();
        }

        private FilterSql where() {
            return FilterSql.of(filter, 3);
        }
    }

    /** An event came that an append counted on not to. Nothing was written: look again and decide again. */
    public static final class Disturbed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public Disturbed(Quiet quiet) {
            super("events came behind " + quiet.behind() + " that matter to the decision", null, false, false);
        }
    }

    /** An id is in the log already with other content. Nothing was written; use a fresh id for a new wish. */
    public static final class IdempotencyConflict extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public IdempotencyConflict(String message) {
            super(message, null, false, false);
        }
    }
}
