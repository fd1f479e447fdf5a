package dev.signalbox.client.outbox;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A bell that one thread waits for. A ring while nobody waits is kept for the next wait. */
final class Wakeup {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private boolean pending;

    void ring() {
        lock.lock();
        try {
            pending = true;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a ring, at most so long. */
    void await(Duration atMost) {
        await(atMost, true);
    }

    /** Waits so long whether somebody rings or not; a ring is kept. Only a closing owner rings to cut it short, by its own flag. */
    void sleep(Duration time) {
        await(time, false);
    }

    static boolean pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void await(Duration time, boolean endsAtRing) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (left > 0 && !(endsAtRing && pending)) left = rung.awaitNanos(left);
            if (endsAtRing) pending = false;
        } catch (InterruptedException e) {
            // Nobody interrupts this thread but a stranger; the owner's flag decides whether to go on.
            pending = true;
        } finally {
            lock.unlock();
        }
    }
}
