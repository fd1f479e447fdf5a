package dev.signalbox.hub.http;

import dev.signalbox.hub.vertx.VertxInternals;
import dev.signalbox.wire.Limits;
import io.netty.channel.Channel;
import io.vertx.core.http.HttpConnection;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections on which nobody has shown a good key yet: there are so many at most, of one address and in all, that
 * others always find a place. When there are more, the one that has been silent the longest goes; what came a moment
 * ago is left time to show its key. Any thread.
 */
final class Strangers {
    /** Time in which a connection may show its key before it has to make room: two turns of a loop that is busy. */
    private static final long GRACE_SECONDS = 2;
    /** Descriptors that are left, beside those that are open at the start, to the store and callers with a key. */
    private static final int DESCRIPTORS_KEPT = 80;

    private static final long LINE_EACH_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);

    private final int max;
    private final int maxOfAddress;
    /** With the address of each. */
    private final Map<Channel, String> open = new HashMap<>();
    /** Those of them that showed nothing while there was time to read it; the oldest first. */
    private final Set<Channel> silent = new LinkedHashSet<>();

    private final Map<String, Integer> byAddress = new HashMap<>();
    private long closed;
    private long toldNanos = System.nanoTime() - LINE_EACH_NANOS;

    private Strangers(int max, int maxOfAddress) {
        this.max = max;
        this.maxOfAddress = maxOfAddress;
    }

    /**
     * As many as this process may have.
     *
     * @param behindProxy whether all callers come from the address of a proxy
     */
    static Strangers of(boolean behindProxy) {
        int max = (int) Math.max(16, Math.min(Limits.STRANGERS_MAX, (descriptorsLeft() - DESCRIPTORS_KEPT) / 2));
        return new Strangers(max, behindProxy ? max : Math.min(max, Limits.STRANGERS_OF_ADDRESS_MAX));
    }

    /** A connection came; false when there was no room for it. */
    boolean add(Channel connection) {
        String address = connection.remoteAddress() instanceof InetSocketAddress there
                ? there.getAddress().getHostAddress()
                : "unknown";
        Channel leaving;
        synchronized (this) {
            open.put(connection, address);
            int ofAddress = byAddress.merge(address, 1, Integer::sum);
            leaving = ofAddress > maxOfAddress ? oldest(address) : null;
            if (leaving == null && open.size() > max) leaving = oldest(null);
            // All of them came a moment ago, or their loops are busy: then nobody else can be let in.
            if (leaving == null && open.size() > 2 * max) leaving = connection;
            if (leaving != null) forget(leaving);
        }
        if (leaving != null) close(leaving);
        if (leaving == connection) return false;
        // By its own loop, which has read what was there by then: a crowd that is read late was not silent.
        var unused = connection.eventLoop().schedule(() -> waited(connection), GRACE_SECONDS, TimeUnit.SECONDS);
        return true;
    }

    private synchronized void waited(Channel connection) {
        if (open.containsKey(connection)) silent.add(connection);
    }

    /** Somebody has shown a good key on it. */
    void known(HttpConnection connection) {
        Channel channel = VertxInternals.channelOf(connection);
        if (channel != null) ended(channel);
    }

    /** It is there no more. */
    synchronized void ended(Channel connection) {
        forget(connection);
    }

    synchronized int count() {
        return open.size();
    }

    private @Nullable Channel oldest(@Nullable String address) {
        for (Channel each : silent) if (address == null || address.equals(open.get(each))) return each;
        return null;
    }

    private void forget(Channel connection) {
        silent.remove(connection);
        String address = open.remove(connection);
        if (address != null) byAddress.computeIfPresent(address, (any, n) -> n == 1 ? null : n - 1);
    }

    private void close(Channel connection) {
        long told = 0;
        synchronized (this) {
            closed++;
            long now = System.nanoTime();
            if (now - toldNanos >= LINE_EACH_NANOS) {
                toldNanos = now;
                told = closed;
                closed = 0;
            }
        }
        if (told > 0) LOG.warn("too many connections showed no key; closed {} that had been silent the longest", told);
        var unused = connection.close();
    }

    /** File descriptors that this process may still open; many where the system does not say. */
    private static long descriptorsLeft() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount() - unix.getOpenFileDescriptorCount()
                : Integer.MAX_VALUE;
    }
}
