package dev.signalbox.client.follow;

import dev.signalbox.client.http.Backoff;
import dev.signalbox.client.http.HubRefused;
import dev.signalbox.client.http.SnapshotMismatch;
import dev.signalbox.client.thread.Worker;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How long a follower waits after what went wrong, and when it has been reset too often. The follower's thread only.
 */
final class FollowerRetries {
    /** So many resets within {@link #RESET_WINDOW} are no accident any more. */
    static final int RESETS_MAX = 5;

    static final Duration RESET_WINDOW = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(FollowerRetries.class);

    private final FollowerContext with;
    private final Worker worker;
    private final String name;
    private final Backoff backoff;
    private final Backoff mismatches;
    private final ArrayDeque<Long> resets = new ArrayDeque<>();

    FollowerRetries(FollowerContext with, Worker worker, String name) {
        this.with = with;
        this.worker = worker;
        this.name = name;
        this.backoff = new Backoff(
                with.random(), with.pace().backoffFirst(), with.pace().backoffLongest());
        this.mismatches = new Backoff(
                with.random(), with.pace().backoffFirst(), with.pace().snapshotLongest());
    }

    /** The hub was heard. */
    void heard() {
        mismatches.reset();
        with.contact().ok();
    }

    /** Effects were committed. */
    void committed() {
        backoff.reset();
    }

    /** Waits until it is time for the next try; a key that was refused is tried again as soon as it is another. */
    void pauseAfter(RuntimeException failure, @Nullable Cursor cursor) {
        if (failure instanceof SnapshotMismatch mismatch) {
            pauseAfter(mismatch);
            return;
        }
        boolean ofTheHub = with.contact().failed(failure);
        boolean ofTheKey = failure instanceof HubRefused refused && refused.isOfTheKey();
        Duration wait = ofTheKey ? with.pace().keyRetry() : backoff.next(failure);
        if (ofTheHub) LOG.info("{}: {}; next try in {} ms", name, failure.getMessage(), wait.toMillis());
        else
            LOG.error(
                    "{}: the handler or the store failed behind {}; next try in {} ms",
                    name,
                    cursor,
                    wait.toMillis(),
                    failure);
        if (ofTheKey) worker.pauseForKey(wait, with.key());
        else worker.pause(wait);
    }

    /** The hub answers, but what it says cannot be taken over; the checkpoint and what is read stay where they are. */
    private void pauseAfter(SnapshotMismatch mismatch) {
        with.contact().ok();
        with.statusMayHaveChanged().run();
        Duration wait = mismatches.next(mismatch);
        LOG.warn(
                "{}: {}; try {} in {} ms. {}",
                name,
                mismatch.getMessage(),
                mismatches.failures() + 1,
                wait.toMillis(),
                mismatch.nextStep());
        worker.pause(wait);
    }

    /** Counts a reset. Fails with {@link FollowerStopped} when there were too many. */
    void noteReset(Problem why, @Nullable Cursor cursor) {
        long now = System.nanoTime();
        while (!resets.isEmpty() && now - resets.peek() > RESET_WINDOW.toNanos()) resets.remove();
        resets.add(now);
        if (resets.size() >= RESETS_MAX) {
            throw new FollowerStopped(
                    name + " was reset " + RESETS_MAX + " times in " + RESET_WINDOW.toMinutes() + " minutes and stops",
                    why);
        }
        LOG.warn("{}: the hub has no history behind {} any more ({})", name, cursor, why.code());
    }
}
