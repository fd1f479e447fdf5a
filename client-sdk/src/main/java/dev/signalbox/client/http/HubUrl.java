package dev.signalbox.client.http;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The URL of a hub as people write it: {@code http://host:port} or {@code https://…}, with a path where a proxy puts
 * the hub below one. An address of this machine may leave {@code http://} out: {@code 127.0.0.1:24100}. No user, query
 * or fragment.
 */
public final class HubUrl {
    /** Where a hub listens when nobody says otherwise. */
    public static final String DEFAULT = "http://127.0.0.1:7433";

    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "[::1]");
    private static final Pattern BARE_LOOPBACK =
            Pattern.compile("(?i)(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d+)?(/.*)?");

    private HubUrl() {}

    /** The URL without a slash at its end. Fails with {@link IllegalArgumentException}, which says what to write. */
    public static URI parse(String text) {
        String trimmed = text.strip();
        String whole = BARE_LOOPBACK.matcher(trimmed).matches() ? "http://" + trimmed : trimmed;
        try {
            return checked(new URI(whole));
        } catch (URISyntaxException e) {
            throw bad(text);
        }
    }

    /** The same of one that was parsed already. */
    public static URI checked(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        if (!List.of("http", "https").contains(scheme) || url.getHost() == null) throw bad(url.toString());
        if (url.getRawUserInfo() != null || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the hub's URL must have no user, query or fragment; the key goes apart");
        }
        return URI.create(scheme + url.toString().substring(scheme.length()).replaceAll("/+$", ""));
    }

    /** Whether what listens there runs on this machine. */
    public static boolean isLoopback(URI url) {
        return url.getHost() != null && LOOPBACK.contains(url.getHost().toLowerCase(Locale.ROOT));
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException("\"" + text
                + "\" is not the URL of a hub; write it as http://host:port, such as " + DEFAULT + ", or https://host");
    }
}
