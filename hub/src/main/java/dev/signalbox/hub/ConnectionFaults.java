package dev.signalbox.hub;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the network libraries log of connections that broke: a stranger makes as many of them as it likes, each with a
 * whole stack. One line a minute says how many there were, and of which kind the last one was. Any thread.
 */
final class ConnectionFaults implements Filter {
    private static final long LINE_EACH_NANOS = TimeUnit.MINUTES.toNanos(1);

    private long untold;
    private long toldNanos = System.nanoTime() - LINE_EACH_NANOS;

    @Override
    public boolean isLoggable(LogRecord record) {
        Throwable fault = isOfNetwork(record.getLoggerName()) ? faultIn(record.getThrown()) : null;
        return fault == null || counted(record, fault);
    }

    private synchronized boolean counted(LogRecord record, Throwable fault) {
        untold++;
        long now = System.nanoTime();
        if (now - toldNanos < LINE_EACH_NANOS) return false;
        toldNanos = now;
        record.setLevel(Level.INFO);
        record.setThrown(null);
        record.setParameters(null);
        record.setMessage("connections broke: " + untold + " since the last such line, this one with: "
                + fault.getMessage() + " (told once a minute)");
        untold = 0;
        return true;
    }

    private static boolean isOfNetwork(@Nullable String logger) {
        return logger != null && (logger.startsWith("io.vertx.") || logger.startsWith("io.netty."));
    }

    /** That of the connection itself; null when something else was thrown. */
    private static @Nullable Throwable faultIn(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            boolean closed = cause.getClass().getSimpleName().endsWith("ClosedException");
            if (closed || cause instanceof IOException) return cause;
        }
        return null;
    }
}
