package dev.signalbox.hub.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;

/** What every answer says to a browser: nothing of it may be run, framed, guessed, cached or read by another site. */
public final class SecurityHeaders {
    public static final String CSP = "Content-Security-Policy";

    private static final CharSequence[][] ALL = {
        {CSP, "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cache-Control", "no-store"},
    };

    static {
        for (CharSequence[] header : ALL) {
            header[0] = HttpHeaders.createOptimized(header[0].toString());
            header[1] = HttpHeaders.createOptimized(header[1].toString());
        }
    }

    private SecurityHeaders() {}

    static void on(HttpServerResponse response) {
        for (CharSequence[] header : ALL) response.headers().set(header[0], header[1]);
    }
}
