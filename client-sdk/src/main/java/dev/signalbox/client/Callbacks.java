package dev.signalbox.client;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread on which the program's listeners run, so that a slow or failing one holds up nothing but other
 * listeners. Never refuses; what comes after {@link #close} is dropped, since nobody listens any more.
 */
final class Callbacks implements Executor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);

    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
                Thread made = new Thread(work, "signalbox-callbacks");
                made.setDaemon(true);
                return made;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    @Override
    public void execute(Runnable listener) {
        thread.execute(() -> {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("A listener of the program failed", e);
            }
        });
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
