package dev.signalbox.hub;

import dev.signalbox.hub.http.HttpDoor;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What the network libraries log of connections that broke, and the door of handshakes that failed: a stranger makes as
 * many of them as it likes, each with a whole stack. One line a minute says how many there were of either, and of which
 * kind the last one was. Any thread.
 */
final class ConnectionFaults implements Filter {
    private static final Pattern BYTES = Pattern.compile("[0-9a-fA-F]{16,}");

    private final Level level;
    private final Count broken = new Count("connections broke: ");
    private final Count handshakes = new Count("TLS handshakes failed: ");

    /** @param level from which on there are lines */
    ConnectionFaults(Level level) {
        this.level = level;
    }

    @Override
    public boolean isLoggable(LogRecord record) {
        Throwable fault = isOfNetwork(record.getLoggerName()) ? faultIn(record.getThrown()) : null;
        if (fault == null) return true;
        Count count = fault instanceof SSLException ? handshakes : broken;
        return count.tells(record, fault) && Level.INFO.intValue() >= level.intValue();
    }

    private static boolean isOfNetwork(@Nullable String logger) {
        return logger != null
                && (logger.startsWith("io.vertx.")
                        || logger.startsWith("io.netty.")
                        || logger.equals(HttpDoor.class.getName()));
    }

    /** That of the connection itself; null when something else was thrown. */
    private static @Nullable Throwable faultIn(@Nullable Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            boolean closed = cause.getClass().getSimpleName().endsWith("ClosedException");
            if (closed || cause instanceof IOException) return cause;
        }
        return null;
    }

    /** A library quotes what came in digits, and whoever speaks HTTP to a port with TLS shows a key in it. */
    private static String withoutBytes(String message) {
        return BYTES.matcher(message).replaceAll("…");
    }

    /** Faults of one kind, and when they were told last. */
    private static final class Count {
        private static final long LINE_EACH_NANOS = TimeUnit.MINUTES.toNanos(1);

        private final String what;
        private long untold;
        private long toldNanos = System.nanoTime() - LINE_EACH_NANOS;

        Count(String what) {
            this.what = what;
        }

        synchronized boolean tells(LogRecord record, Throwable fault) {
            untold++;
            long now = System.nanoTime();
            if (now - toldNanos < LINE_EACH_NANOS) return false;
            toldNanos = now;
            record.setLevel(Level.INFO);
            record.setThrown(null);
            record.setParameters(null);
            record.setMessage(what + untold + " since the last such line, this one with: "
                    + withoutBytes(String.valueOf(fault.getMessage())) + " (told once a minute)");
            untold = 0;
            return true;
        }
    }
}
