package dev.signalbox.hub.http.admission;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where requests come from.
 *
 * @param behindProxy whether a proxy of the operator's stands before the hub
 */
public record ClientAddress(boolean behindProxy) {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    /** The caller's address, as a text for counting. */
    String addressOf(HttpServerRequest http) {
        return addressOf(http.headers(), http.remoteAddress());
    }

    /**
     * The same for whoever has more than one request on a connection. What the proxy has added is last, behind what a
     * caller forged.
     */
    public String addressOf(MultiMap headers, @Nullable SocketAddress remote) {
        List<String> chains = behindProxy ? headers.getAll("X-Forwarded-For") : List.of();
        if (!chains.isEmpty()) {
            String chain = chains.get(chains.size() - 1);
            return chain.substring(chain.lastIndexOf(',') + 1).strip();
        }
        return remote == null || remote.hostAddress() == null ? "unknown" : remote.hostAddress();
    }

    /**
     * Whether the caller is on the hub's own machine and knows it. The name in {@code Host} counts: a page of a foreign
     * site whose name resolves to this machine (DNS rebinding) names that site.
     */
    boolean isLoopback(HttpServerRequest http) {
        if (behindProxy || http.authority() == null) return false;
        String name = http.authority().host().toLowerCase(Locale.ROOT);
        return LOOPBACK_NAMES.contains(name.contains(":") && !name.startsWith("[") ? "[" + name + "]" : name)
                && isLoopback(addressOf(http));
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
