package dev.signalbox.hub.http;

import dev.signalbox.hub.http.admission.ClientAddress;
import dev.signalbox.hub.http.admission.OwnNames;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where and how the HTTP door listens.
 *
 * @param host address to bind
 * @param port 0 for any free one
 * @param client where requests come from
 * @param names under which it may be spoken to
 * @param tls null for plain HTTP
 * @param eventLoops server instances, each with an event loop of its own; 1 or more
 */
public record HttpOptions(
        String host,
        int port,
        ClientAddress client,
        OwnNames names,
        @Nullable Tls tls,
        int eventLoops) {
    public HttpOptions {
        if (eventLoops < 1) throw new IllegalArgumentException("a server needs an event loop");
    }

    /** Two PEM files. */
    public record Tls(Path certificate, Path key) {}

    /** On this address, with an event loop for each processor. */
    public static HttpOptions on(String host, int port, ClientAddress client, OwnNames names, @Nullable Tls tls) {
        return new HttpOptions(
                host, port, client, names, tls, Runtime.getRuntime().availableProcessors());
    }
}
