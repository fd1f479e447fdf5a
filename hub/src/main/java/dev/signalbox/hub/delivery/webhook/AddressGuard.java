package dev.signalbox.hub.delivery.webhook;

import dev.signalbox.hub.matrix.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses events may be sent to: those of the public internet, and what the operator allows beside them. It
 * judges addresses, not names, so a name that says another one a moment later gains nothing. Addresses in which one of
 * IPv4 is wrapped (6to4, Teredo, NAT64) are refused whatever they wrap. Any thread.
 *
 * <p>Source: the special-purpose registries of IANA, RFC 6890.
 */
public final class AddressGuard {
    /** Of IPv4, what is not of the public internet. */
    private static final List<Network> INNER = networks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3");

    /** Of IPv6, where the public internet is; what lies elsewhere is not of it. */
    private static final Network OUTER = Network.of("2000::/3");

    /** In there, what is not of it all the same: protocols and Teredo, documentation, 6to4. */
    private static final List<Network> HOLES = networks("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

    private static final int FOUR_BYTES = 4;

    private final Supplier<List<Network>> allowed;

    /** @param allowed what is allowed beside the public internet, at this moment */
    public AddressGuard(Supplier<List<Network>> allowed) {
        this.allowed = allowed;
    }

    private static List<Network> networks(String... texts) {
        return List.of(texts).stream().map(Network::of).toList();
    }

    /** Why nothing may be sent there, for people; null when it may. */
    public @Nullable String objection(InetAddress address) {
        if (isPublic(address) || holds(allowed.get(), address)) return null;
        return "the address " + address.getHostAddress()
                + " is not of the public internet; an operator allows it in signalbox.yaml: deliveries: {allow: ["
                + address.getHostAddress() + "]}";
    }

    private static boolean isPublic(InetAddress address) {
        if (address.getAddress().length == FOUR_BYTES) return !holds(INNER, address);
        return OUTER.holds(address) && !holds(HOLES, address);
    }

    private static boolean holds(List<Network> some, InetAddress address) {
        return some.stream().anyMatch(each -> each.holds(address));
    }
}
