package dev.signalbox.hub.http.admission;

import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The proxies whose word about a caller's address counts: addresses, and ranges of them. Any thread. */
public final class TrustedProxies {
    /** None: what a header says of a caller may be the caller's own word. */
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final List<Range> ranges;

    private record Range(byte[] network, int bits) {
        boolean contains(byte[] address) {
            if (address.length != network.length) return false;
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) return false;
            }
            return true;
        }
    }

    private TrustedProxies(List<Range> ranges) {
        this.ranges = ranges;
    }

    /**
     * Fails with {@link IllegalArgumentException} that names what is no address and no range.
     *
     * @param texts {@code 10.0.0.7}, {@code 10.0.0.0/8}, {@code fd00::/8}
     */
    public static TrustedProxies of(List<String> texts) {
        return new TrustedProxies(texts.stream().map(TrustedProxies::range).toList());
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    boolean contains(String address) {
        byte[] bytes = bytesOf(address);
        return bytes != null && ranges.stream().anyMatch(range -> range.contains(bytes));
    }

    /** The address in one entry of a chain, without port and brackets; null when there is none. */
    static @Nullable String addressIn(String entry) {
        String text = entry.strip().toLowerCase(Locale.ROOT);
        if (text.startsWith("[")) text = text.substring(1, Math.max(1, text.indexOf(']')));
        else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':'))
            text = text.substring(0, text.indexOf(':'));
        return bytesOf(text) == null ? null : text;
    }

    private static Range range(String text) {
        int slash = text.indexOf('/');
        byte[] network = bytesOf(slash < 0 ? text : text.substring(0, slash));
        String width = slash < 0 ? "" : text.substring(slash + 1);
        if (network != null && (slash < 0 || width.matches("\\d{1,3}"))) {
            int bits = slash < 0 ? network.length * 8 : Integer.parseInt(width);
            if (bits <= network.length * 8) return new Range(network, bits);
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is no address of a proxy: give 10.0.0.7 or a range such as 10.0.0.0/8");
    }

    private static byte @Nullable [] bytesOf(String address) {
        return NetUtil.createByteArrayFromIpAddressString(address);
    }
}
