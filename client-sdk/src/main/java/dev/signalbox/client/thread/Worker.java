package dev.signalbox.client.thread;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread that works until it is stopped. It waits for answers and between tries, and {@link #stop} ends every
 * such wait. Only the thread itself waits through this; any thread may stop it and wait for its end. An interrupt stops
 * it too.
 */
public final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final Thread thread;
    private final Duration tick;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable CompletableFuture<?> inFlight;
    private volatile @Nullable AutoCloseable held;

    /**
     * @param tick how often a pause looks whether it may end early
     * @param work runs once, and looks at {@link #isStopped}
     */
    public Worker(String name, Duration tick, Runnable work) {
        this.tick = tick;
        this.thread = new Thread(work, name);
        this.thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    public boolean isStopped() {
        return stopped.getCount() == 0;
    }

    /**
     * Waits for an answer. Fails with what the answer fails with, {@link CancellationException} when stopped before it
     * came.
     */
    public <T> T await(CompletableFuture<T> answer) {
        inFlight = answer;
        try {
            if (isStopped()) answer.cancel(true);
            return Waits.join(answer);
        } finally {
            inFlight = null;
        }
    }

    /** What {@link #stop} has to close so that the thread comes back from it; null when it is done with. */
    public void holds(@Nullable AutoCloseable opened) {
        held = opened;
        if (opened != null && isStopped()) close(opened);
    }

    /** Waits so long, or until stopped. */
    public void pause(Duration time) {
        pause(time, () -> false);
    }

    /** Waits until the key is another than now, but no longer than this, or until stopped. */
    public void pauseForKey(Duration time, Supplier<@Nullable String> key) {
        String tried = key.get();
        pause(time, () -> !Objects.equals(tried, key.get()));
    }

    /** An interrupt came: the thread is to end. */
    public void interrupted() {
        stopped.countDown();
    }

    /** Ends whatever the thread waits for; returns at once. */
    public void stop() {
        stopped.countDown();
        CompletableFuture<?> running = inFlight;
        if (running != null) running.cancel(true);
        AutoCloseable opened = held;
        if (opened != null) close(opened);
    }

    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /** Waits until the thread is done. */
    public void join() {
        join(Duration.ofNanos(Long.MAX_VALUE));
    }

    /** The same for a limited time; false when it is over. An interrupt does not end the wait and stays set. */
    public boolean join(Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        boolean interrupted = false;
        for (long left = atMost.toNanos(); thread.isAlive() && left > 0; left = deadline - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(thread, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        return !thread.isAlive();
    }

    private void pause(Duration time, BooleanSupplier soonEnough) {
        long deadline = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0 && !soonEnough.getAsBoolean(); left = deadline - System.nanoTime()) {
            try {
                if (stopped.await(Math.min(left, tick.toNanos()), TimeUnit.NANOSECONDS)) return;
            } catch (InterruptedException e) {
                interrupted();
            }
        }
    }

    private void close(AutoCloseable opened) {
        try {
            opened.close();
        } catch (Exception e) {
            LOG.warn("{}: what it read could not be closed", thread.getName(), e);
        }
    }
}
