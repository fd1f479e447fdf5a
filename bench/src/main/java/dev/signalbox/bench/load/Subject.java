package dev.signalbox.bench.load;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A server under measurement.
 *
 * @param key shown with every request; null for a server that asks for none
 */
public record Subject(InetSocketAddress address, @Nullable String key) {
    public static Subject local(int port, @Nullable String key) {
        return new Subject(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), key);
    }

    /** The lines that every request begins with, without the empty line behind them. */
    public String head(String method, String path) {
        String head = method + " " + path + " HTTP/1.1\r\nHost: " + address.getHostString() + ":" + address.getPort()
                + "\r\n";
        return key == null ? head : head + "Authorization: Bearer " + key + "\r\n";
    }
}
