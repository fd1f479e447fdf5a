package dev.signalbox.hub.http;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.admission.Credentials;
import dev.signalbox.hub.http.admission.Gate;
import dev.signalbox.hub.http.admission.OwnPages;
import dev.signalbox.hub.http.admission.SignInCookie;
import dev.signalbox.hub.http.admission.Tickets;
import dev.signalbox.hub.http.admission.Tickets.Held;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keys that are not shown in the header that the hub reads. Tools show them where their own servers look,
 * {@code X-Gotify-Key}, {@code ?token=}, {@code ?auth=}: at the doors of such tools, and at no other, they become that
 * header. So does a ticket at the path for which it was given, and at the hub's own doors, where nothing else is shown,
 * the cookie of a browser that is signed in.
 */
final class ShownKeys {
    private static final String API_KEY = "X-API-Key";
    private static final String GOTIFY_KEY = "X-Gotify-Key";
    /** Doors of tools: {@code /v1/inbound/…}, and those at the root, {@code /message} among them. */
    private static final Pattern DOORS = Pattern.compile("/v1/inbound/[^/]+(?:/[^/]+)?");

    private static final Pattern AT_ROOT = Pattern.compile("/[-_A-Za-z0-9]{0,64}");

    private ShownKeys() {}

    /**
     * Makes a header of a key that stands elsewhere; before anybody reads them. Fails with {@link Refused},
     * {@code forbidden}, when a page of another origin lets the browser show the cookie.
     */
    static void join(HttpServerRequest http, Tickets tickets, SignInCookie cookie) {
        MultiMap headers = http.headers();
        useTicket(http, tickets);
        useCookie(http, cookie);
        if (!isDoor(http) || headers.contains(API_KEY)) return;
        String key = headers.get(GOTIFY_KEY);
        if (key == null) key = inQuery(http);
        if (key != null && !key.isBlank() && key.chars().allMatch(c -> c > ' ' && c < 0x7F)) headers.set(API_KEY, key);
    }

    private static void useTicket(HttpServerRequest http, Tickets tickets) {
        String query = http.query();
        String path = http.path();
        if (path == null
                || query == null
                || !query.contains("ticket=")
                || http.headers().contains(API_KEY)) return;
        if (!path.startsWith("/v1/")) return;
        try {
            String ticket = http.getParam("ticket");
            Held held = ticket == null ? null : tickets.use(ticket, path);
            if (held == null) return;
            http.headers().set(API_KEY, held.secret());
            if (held.space() != null) http.headers().set(Gate.SPACE, held.space());
        } catch (RuntimeException malformed) {
            // Whoever reads the query says what is wrong with it.
        }
    }

    private static void useCookie(HttpServerRequest http, SignInCookie cookie) {
        MultiMap headers = http.headers();
        if (headers.contains(API_KEY) || headers.contains("Authorization")) return;
        String token = cookie.tokenIn(http);
        if (token == null) return;
        boolean reads = http.method().equals(HttpMethod.GET) || http.method().equals(HttpMethod.HEAD);
        if (reads) OwnPages.refuseOthers(headers::get);
        else OwnPages.demand(headers::get);
        headers.set(API_KEY, token);
    }

    private static boolean isDoor(HttpServerRequest http) {
        String path = http.path();
        if (path == null) return false;
        boolean writes = http.method().equals(HttpMethod.POST) || http.method().equals(HttpMethod.PUT);
        return DOORS.matcher(path).matches() || (writes && AT_ROOT.matcher(path).matches());
    }

    private static @Nullable String inQuery(HttpServerRequest http) {
        String query = http.query();
        if (query == null || !(query.contains("token=") || query.contains("auth="))) return null;
        try {
            String token = http.getParam("token");
            String auth = http.getParam("auth");
            return token != null || auth == null ? token : secretIn(auth);
        } catch (RuntimeException malformed) {
            // Whoever reads the query says what is wrong with it.
            return null;
        }
    }

    /** The value of an {@code Authorization} header in Base64, with or without padding, for URLs or not. */
    private static @Nullable String secretIn(String auth) {
        String base64 =
                auth.replace('-', '+').replace('_', '/').replace(' ', '+').replaceAll("=+$", "");
        try {
            return Credentials.secretOf(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (Refused noKey) {
            return null;
        }
    }
}
