package dev.signalbox.hub.matrix;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses, as {@code 10.0.0.0/8} or {@code fd00::/8}; an address without a slash is a range of one. An
 * IPv6 address that stands for one of IPv4 ({@code ::ffff:10.0.0.1}) is that one. Immutable; any thread.
 *
 * @param text as it was written
 * @param first its first address
 * @param bits that all its addresses share with that
 */
public record Network(String text, InetAddress first, int bits) {
    private static final Pattern FOUR = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
    private static final Pattern SIX = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern FORM = Pattern.compile("([0-9a-fA-F:.]{2,45})(?:/(\\d{1,3}))?");

    /** Reads a range. Fails with {@link IllegalArgumentException}, which says what one looks like. */
    public static Network of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) throw wrong(text);
        InetAddress address = address(form.group(1), text);
        int all = address.getAddress().length * 8;
        int bits = form.group(2) == null ? all : Integer.parseInt(form.group(2));
        if (bits > all) throw wrong(text);
        return new Network(text, address, bits);
    }

    private static InetAddress address(String literal, String text) {
        if (!FOUR.matcher(literal).matches() && !SIX.matcher(literal).matches()) throw wrong(text);
        try {
            // Of a literal nobody is asked.
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw wrong(text);
        }
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "\"" + text + "\" is no range of addresses; write 10.0.0.0/8, fd00::/8, or one address");
    }

    /** Whether an address is one of these. */
    public boolean holds(InetAddress address) {
        byte[] one = first.getAddress();
        byte[] other = address.getAddress();
        if (one.length != other.length) return false;
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) if (one[i] != other[i]) return false;
        int rest = bits % 8;
        return rest == 0 || (one[whole] ^ other[whole]) >> (8 - rest) == 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
