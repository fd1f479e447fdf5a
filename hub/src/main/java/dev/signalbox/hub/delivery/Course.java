package dev.signalbox.hub.delivery;

import dev.signalbox.wire.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How far events have gone to an endpoint: a place in the log, and what was tried of the event that comes next. All
 * that waits for an endpoint is behind that place, so a million events that wait cost what one does. Immutable.
 *
 * @param run empty for what comes in its turn; of a replay its id
 * @param epoch the history of the log that the place is of
 * @param position everything up to here is done
 * @param until the last position; {@link Long#MAX_VALUE} for no end
 * @param tries of the event that comes next; 0 when it was not tried
 * @param firstAt when that was tried first; null when it was not
 * @param dueAt when it is tried again; null for at once
 * @param failed how many events in a row were given up
 * @param fresh position of the event of the endpoint since which tries count
 */
record Course(
        String endpoint,
        String run,
        String epoch,
        long position,
        long until,
        int tries,
        @Nullable Instant firstAt,
        @Nullable Instant dueAt,
        int failed,
        long fresh) {
    /** What comes in its turn. */
    static final String IN_TURN = "";

    static Course inTurn(String endpoint, String epoch, long from) {
        return new Course(endpoint, IN_TURN, epoch, from, Long.MAX_VALUE, 0, null, null, 0, from);
    }

    static Course of(String endpoint, String epoch, EndpointState.Replay replay) {
        return new Course(
                endpoint,
                Long.toString(replay.id()),
                epoch,
                replay.from() - 1,
                replay.to(),
                0,
                null,
                null,
                0,
                replay.id());
    }

    boolean isReplay() {
        return !run.equals(IN_TURN);
    }

    /** Whether it is behind this position already, of another event or none. */
    Course at(long to) {
        return to == position ? this : moved(to, failed);
    }

    /** The next event was taken. */
    Course taken(long of) {
        return moved(of, 0);
    }

    /** The next event was given up. */
    Course givenUp(long of) {
        return moved(of, failed + 1);
    }

    private Course moved(long to, int inRow) {
        return new Course(endpoint, run, epoch, to, until, 0, null, null, inRow, fresh);
    }

    /** The next event was tried, and is tried again at a time. */
    Course tried(Instant at, Instant again) {
        Instant first = firstAt == null ? at : firstAt;
        return new Course(endpoint, run, epoch, position, until, tries + 1, first, again, failed, fresh);
    }

    /** The same in a history that goes on from an earlier moment. */
    Course in(String history, long head) {
        return new Course(
                endpoint, run, history, Math.min(position, head), until, tries, firstAt, dueAt, failed, fresh);
    }

    /** The same without what was tried before an event that says that it is to be tried. */
    Course since(long event) {
        if (fresh >= event) return this;
        return new Course(endpoint, run, epoch, position, until, 0, null, null, 0, event);
    }

    /** Whether an event whose try at a time failed was tried long enough. */
    boolean isOver(Instant at) {
        return firstAt != null && !at.isBefore(firstAt.plus(Limits.DELIVERY_TRIED_MAX));
    }

    /**
     * When the next event is tried again that was tried at a time in vain: twice as late each time, in the second half
     * of that by chance, so that endpoints that failed together do not come together; not before the endpoint wants it;
     * and once more when the time is over that it has in all.
     */
    Instant next(Instant at, @Nullable Duration wanted, RandomGenerator chance) {
        Duration rest = wanted == null ? rest(tries, chance) : wanted;
        Instant end = (firstAt == null ? at : firstAt).plus(Limits.DELIVERY_TRIED_MAX);
        Instant again = at.plus(rest);
        return again.isAfter(end) && at.isBefore(end) ? end : again;
    }

    private static Duration rest(int tries, RandomGenerator chance) {
        long min = Limits.DELIVERY_REST_MIN.toMillis();
        long most = Math.min(Limits.DELIVERY_REST_MAX.toMillis(), min << Math.min(tries + 1, 20));
        long half = most / 2;
        return Duration.ofMillis(half + (long) (chance.nextDouble() * half));
    }
}
