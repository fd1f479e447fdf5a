package dev.signalbox.hub.http;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the HTTP door listens.
 *
 * @param host address to bind
 * @param port 0 for any free one
 * @param behindProxy whether a proxy of the operator's stands before the hub: then the last address of
 *     {@code X-Forwarded-For} is the caller's, and nobody counts as being on the hub's own machine
 * @param tls null for plain HTTP
 * @param eventLoops server instances, each with an event loop of its own; 1 or more
 */
public record HttpOptions(
        String host,
        int port,
        boolean behindProxy,
        @Nullable Tls tls,
        int eventLoops) {
    public HttpOptions {
        if (eventLoops < 1) throw new IllegalArgumentException("a server needs an event loop");
    }

    /** Two PEM files. */
    public record Tls(Path certificate, Path key) {}

    /** On this address, with an event loop for each processor. */
    public static HttpOptions on(String host, int port, boolean behindProxy, @Nullable Tls tls) {
        return new HttpOptions(
                host, port, behindProxy, tls, Runtime.getRuntime().availableProcessors());
    }
}
