package dev.signalbox.hub.http;

import dev.signalbox.wire.InvalidInput;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request, as far as they must be clear before anybody acts on one of them (RFC 9110, sections 5.3,
 * 7.2, 13.1 and 14.4): what may stand once stands once, the host is one, and nothing is said that the hub would have to
 * pass over although the caller relies on it.
 */
final class RequestHead {
    /** Of two the hub would heed one, and something before it perhaps the other. */
    private static final Map<String, String> ONCE = Stream.of(
                    "Host",
                    "Authorization",
                    "X-API-Key",
                    "Content-Length",
                    "Content-Type",
                    "Content-Encoding",
                    "Expect",
                    "Origin",
                    "If-Match",
                    "If-Modified-Since",
                    "If-Unmodified-Since",
                    "If-Range",
                    "Idempotency-Key",
                    "Last-Event-ID",
                    "Signalbox-At-Least",
                    "Signalbox-Seen",
                    "Signalbox-Space")
            .collect(Collectors.toUnmodifiableMap(name -> name.toLowerCase(Locale.ROOT), name -> name));
    /** Lists that the hub reads: several lines are one list. */
    private static final List<String> LISTS = List.of("Accept", "If-None-Match");

    private static final Set<String> CONDITIONS =
            Set.of("if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range");
    private static final Pattern HOST =
            Pattern.compile("(?:\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~%!$&'()*+;=-]+)(?::(\\d{0,5}))?");
    private static final int PORT_MAX = 65_535;

    private RequestHead() {}

    /** Makes one line of each list, and {@code Host} of what HTTP/2 says in its place; before anybody reads them. */
    static void unify(HttpServerRequest http) {
        MultiMap headers = http.headers();
        HostAndPort authority = http.version() == HttpVersion.HTTP_2 ? http.authority() : null;
        if (authority != null) headers.set("Host", authority.toString());
        for (String name : LISTS) {
            List<String> lines = headers.getAll(name);
            if (lines.size() > 1) headers.set(name, String.join(", ", lines));
        }
    }

    /** Fails with {@link InvalidInput}, which names the header. */
    static void refuseUnclear(HttpServerRequest http) {
        Set<String> seen = new HashSet<>();
        String unheeded = null;
        for (Map.Entry<String, String> header : http.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            String once = ONCE.get(name);
            if (once != null && !seen.add(name)) {
                throw new InvalidInput("", "the header " + once + " is given twice; give it once");
            }
            if (unheeded == null && isUnknownCondition(name)) unheeded = header.getKey();
        }
        refuseUnclearHost(http);
        if (http.headers().contains("Content-Range")) {
            throw new InvalidInput(
                    "", "Content-Range says that the body is a part, and the hub takes whole ones; leave it out");
        }
        if (unheeded != null) {
            throw new InvalidInput(
                    "",
                    "the header " + unheeded + " cannot be judged here, so nothing was done; name the version instead:"
                            + " If-Match: \"3\"");
        }
    }

    private static boolean isUnknownCondition(String name) {
        return (name.equals("if") || name.startsWith("if-")) && !CONDITIONS.contains(name);
    }

    private static void refuseUnclearHost(HttpServerRequest http) {
        String host = http.getHeader("Host");
        if (host == null) {
            if (http.version() == HttpVersion.HTTP_1_0) return;
            throw new InvalidInput("", "the header Host is missing; HTTP/1.1 demands it: Host: localhost:7433");
        }
        Matcher named = HOST.matcher(host);
        if (named.matches() && isPort(named.group(1))) return;
        throw new InvalidInput("", "the header Host must be one name or address, and a port at most");
    }

    private static boolean isPort(@Nullable String digits) {
        return digits == null || digits.isEmpty() || Integer.parseInt(digits) <= PORT_MAX;
    }
}
