package dev.signalbox.hub;

import dev.signalbox.hub.database.StoreBroken;
import java.net.BindException;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a hub as a process: starts it, says where it is, waits for the signal, stops it in order. */
public final class HubMain {
    /** Exit status when the hub could not start. */
    public static final int EXIT_NOT_STARTED = 1;
    /**
     * Exit status when the hub stopped because its store can no longer be trusted; a supervisor should start it anew.
     */
    public static final int EXIT_STORE_BROKEN = 70;

    private static final long STOP_SECONDS_MAX = 20;
    private static final Logger LOG = LoggerFactory.getLogger(HubMain.class);

    private HubMain() {}

    /**
     * Runs until SIGTERM or SIGINT; blocks the calling thread.
     *
     * @param voice tells when the hub can serve, or why it could not start
     * @return the exit status
     */
    public static int run(HubConfig config, HubVoice voice) {
        long began = System.nanoTime();
        Hub hub;
        try {
            hub = Hub.start(config, Clock.systemUTC(), HubMain::stopAtOnce)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            voice.failed(reason(config, e.getCause()));
            return e.getCause() instanceof StoreBroken ? EXIT_STORE_BROKEN : EXIT_NOT_STARTED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return EXIT_NOT_STARTED;
        }
        if (config.settings() == null) {
            Signals.onHangUp(
                    () -> LOG.info("SIGHUP: the hub has no file to read again; use signalbox config apply FILE"));
        } else {
            Signals.onHangUp(() -> reload(hub));
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        String scheme = config.tlsCertificate() == null ? "http" : "https";
        String url = scheme + "://" + config.host() + ":" + hub.port();
        voice.up(url, millis, hub.store(), config.data().resolve("admin.key"), config.isOpen());
        waitForSignal(hub);
        return 0;
    }

    private static void reload(Hub hub) {
        hub.reload()
                .onSuccess(applied -> LOG.info("the file was read again; its matrix is in force"))
                .onFailure(refused -> LOG.error(
                        "the file was read again and not applied; what was in force goes on: {}",
                        refused.getMessage()));
    }

    private static void waitForSignal(Hub hub) {
        CountDownLatch stopped = new CountDownLatch(1);
        CountDownLatch signal = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    signal.countDown();
                    try {
                        if (!stopped.await(STOP_SECONDS_MAX, TimeUnit.SECONDS)) LOG.warn("stopping takes too long");
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        Signals.onTerminate(signal::countDown);
        try {
            signal.await();
            hub.close().toCompletionStage().toCompletableFuture().get(STOP_SECONDS_MAX, TimeUnit.SECONDS);
            LOG.info("stopped");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.error("could not stop in order", e);
        } finally {
            stopped.countDown();
        }
    }

    /** What is on the disk is unknown: no clean-up may write another byte. */
    private static void stopAtOnce(Throwable failure) {
        LOG.error(
                "the store can no longer be trusted; the hub stops. Start it again: it looks at what is on the disk",
                failure);
        Runtime.getRuntime().halt(EXIT_STORE_BROKEN);
    }

    private static String reason(HubConfig config, @Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return "port " + config.port() + " of " + config.host()
                        + " is in use: stop the other program, or choose another with --port";
            }
        }
        String message = failure == null ? null : failure.getMessage();
        return message == null ? String.valueOf(failure) : message;
    }
}
