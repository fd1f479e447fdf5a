package dev.signalbox.hub;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/** The Vert.x of a hub, and of what opens its stores without one. */
final class HubThreads {
    /** Seconds for which a thread may be busy without a word: a start on a machine that has much to do needs some. */
    private static final long BUSY_SECONDS = 10;

    private static final long NANOS_OF_SECOND = TimeUnit.SECONDS.toNanos(1);

    private HubThreads() {}

    static Vertx start() {
        return Vertx.vertx(options());
    }

    /**
     * Nothing is served from files, so Vert.x needs no folder for copies of them, which may be nowhere to be made. A
     * thread that is busy for long is a line of the log; where it is, is for whoever debugs.
     */
    static VertxOptions options() {
        boolean debug = LoggerFactory.getLogger(Hub.class).isDebugEnabled();
        return new VertxOptions()
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false))
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS)
                .setMaxEventLoopExecuteTime(BUSY_SECONDS)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.SECONDS)
                .setBlockedThreadCheckInterval(BUSY_SECONDS)
                .setWarningExceptionTimeUnit(TimeUnit.SECONDS)
                .setWarningExceptionTime(debug ? BUSY_SECONDS : Long.MAX_VALUE / NANOS_OF_SECOND);
    }
}
