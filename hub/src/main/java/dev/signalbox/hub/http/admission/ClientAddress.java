package dev.signalbox.hub.http.admission;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where requests come from.
 *
 * @param behindProxy whether a proxy of the operator's stands before the hub
 * @param proxies whose word about a caller's address counts
 */
public record ClientAddress(boolean behindProxy, TrustedProxies proxies) {
    /** In place of an address: nobody whose word counts has told one. */
    public static final String UNTOLD = "behind a proxy";

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    /** The caller's address, as a text for counting; {@link #UNTOLD} behind proxies that are not known. */
    String addressOf(HttpServerRequest http) {
        return addressOf(http.headers(), http.remoteAddress());
    }

    /**
     * The same for whoever has more than one request on a connection: the last hop that is no proxy of the operator's.
     * What a caller forged stands before that.
     */
    public String addressOf(MultiMap headers, @Nullable SocketAddress remote) {
        String peer = remote == null || remote.hostAddress() == null ? "unknown" : remote.hostAddress();
        if (!behindProxy) return peer;
        if (proxies.isEmpty()) return UNTOLD;
        if (!proxies.contains(peer)) return peer;
        List<String> hops = new ArrayList<>();
        for (String chain : headers.getAll("X-Forwarded-For")) hops.addAll(List.of(chain.split(",", -1)));
        String last = peer;
        for (int i = hops.size() - 1; i >= 0; i--) {
            String hop = TrustedProxies.addressIn(hops.get(i));
            if (hop == null) return last;
            if (!proxies.contains(hop)) return hop;
            last = hop;
        }
        return last;
    }

    /**
     * Whether the caller is on the hub's own machine and knows it. The name in {@code Host} counts: a page of a foreign
     * site whose name resolves to this machine (DNS rebinding) names that site.
     */
    boolean isLoopback(HttpServerRequest http) {
        return !behindProxy
                && http.authority() != null
                && isLoopbackName(http.authority().host())
                && isLoopback(addressOf(http));
    }

    /** Whether a name can only mean the machine of whoever uses it. */
    static boolean isLoopbackName(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return LOOPBACK_NAMES.contains(name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name);
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
