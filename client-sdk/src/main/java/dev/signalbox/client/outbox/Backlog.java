package dev.signalbox.client.outbox;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Whether there may be something to send, and the bell that wakes the sender for it. A ring while nobody waits is kept.
 * Any thread.
 */
final class Backlog {
    private final Semaphore rings = new Semaphore(0);
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean drained;

    /** Something may be there to be sent. */
    void grew() {
        drained(false);
        ring();
    }

    /** Wakes the sender, whatever for. */
    void ring() {
        rings.release();
    }

    /** Waits for a ring, at most so long. */
    void await(Duration atMost) {
        try {
            if (rings.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) rings.drainPermits();
        } catch (InterruptedException e) {
            // Nobody interrupts the sender but a stranger; the owner's flag decides whether to go on.
        }
    }

    /** The sender has looked. */
    void drained(boolean nothingToSend) {
        if (drained == nothingToSend) return;
        drained = nothingToSend;
        listeners.forEach(Runnable::run);
    }

    boolean isDrained() {
        return drained;
    }

    /** Runs when {@link #isDrained} changed, on whatever thread saw it. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }
}
