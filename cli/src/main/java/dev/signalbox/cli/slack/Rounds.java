package dev.signalbox.cli.slack;

import dev.signalbox.client.thread.Worker;
import java.time.Duration;
import java.util.function.Consumer;

/** A thread that does its work again and again, with a pause between, until it is closed or the work fails. */
final class Rounds implements AutoCloseable {
    private static final Duration CLOSES_MAX = Duration.ofSeconds(30);

    private final Worker worker;

    /**
     * Does not begin yet.
     *
     * @param round looks at {@link #isStopped} where it is long
     * @param fatal hears why the rounds have ended by themselves
     */
    Rounds(String name, Duration pause, Runnable round, Consumer<RuntimeException> fatal) {
        this.worker = new Worker(name, pause, () -> run(pause, round, fatal));
    }

    private void run(Duration pause, Runnable round, Consumer<RuntimeException> fatal) {
        try {
            while (!worker.isStopped()) {
                round.run();
                worker.pause(pause);
            }
        } catch (RuntimeException e) {
            if (!worker.isStopped()) fatal.accept(e);
        }
    }

    void start() {
        worker.start();
    }

    boolean isStopped() {
        return worker.isStopped();
    }

    @Override
    public void close() {
        worker.stop();
        worker.join(CLOSES_MAX);
    }
}
