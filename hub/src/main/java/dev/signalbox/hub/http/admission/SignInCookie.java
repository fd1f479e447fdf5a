package dev.signalbox.hub.http.admission;

import dev.signalbox.wire.Limits;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The cookie by which a browser shows that it is signed in. Its name carries the history of the hub, since cookies go
 * to every port of a host, and each hub must find its own. No script reads it, and no other site has it sent. Any
 * thread.
 */
public final class SignInCookie {
    /** The header that gives it. */
    public static final String SET = "Set-Cookie";

    private static final String NAME = "signalbox-";
    /** What a browser takes over TLS only, from this host only. */
    private static final String SEALED = "__Host-";
    /** The hub's own doors; those of others have no page. */
    private static final String PATHS = "/v1/";

    private volatile @Nullable String name;

    /** From now on it is that of the hub with this history; before, there is none. */
    public SignInCookie belongsTo(String root) {
        name = NAME + root;
        return this;
    }

    /** The header of an answer that signs a browser in. */
    public String holding(String token, boolean sealed) {
        return text(token, Limits.SIGN_IN_LIFE.toSeconds(), sealed);
    }

    /** The header of one that signs it out. */
    public String empty(boolean sealed) {
        return text("", 0, sealed);
    }

    private String text(String value, long seconds, boolean sealed) {
        return (sealed ? SEALED : "") + name + "=" + value + "; Path=/; Max-Age=" + seconds
                + "; HttpOnly; SameSite=Strict" + (sealed ? "; Secure" : "");
    }

    /** The token that a request shows at one of the hub's own doors; null when there is none. */
    public @Nullable String tokenIn(HttpServerRequest http) {
        String own = name;
        String path = http.path();
        if (own == null || path == null || !path.startsWith(PATHS)) return null;
        String plain = null;
        for (String line : http.headers().getAll("Cookie")) {
            for (String part : line.split(";", -1)) {
                int equals = part.indexOf('=');
                if (equals < 0) continue;
                String known = part.substring(0, equals).strip();
                String value = part.substring(equals + 1).strip();
                if (value.isEmpty()) continue;
                if (known.equals(SEALED + own)) return value;
                if (known.equals(own) && plain == null) plain = value;
            }
        }
        return plain;
    }
}
