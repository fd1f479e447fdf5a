package dev.signalbox.hub.http.admission;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.ProblemCode;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells requests of the hub's own page from those of others. A cookie comes along with every request of its browser to
 * this host, also with those of pages on its other ports: so it says who asks, and never that the hub's own page does.
 */
public final class OwnPages {
    private static final String SITE = "Sec-Fetch-Site";
    private static final String ORIGIN = "Origin";

    private OwnPages() {}

    /**
     * Fails with {@link Refused}, {@code forbidden}, for what the page of another origin asks: by the word of the
     * browser, or, of one that does not say, by the origin that it names.
     *
     * @param header the value of a header, null when it is absent
     */
    public static void refuseOthers(Function<String, @Nullable String> header) {
        String site = header.apply(SITE);
        String origin = header.apply(ORIGIN);
        boolean own = site == null
                ? origin == null || isOf(origin, header.apply("Host"))
                : site.equals("same-origin") || site.equals("none");
        if (!own) throw other(origin);
    }

    /**
     * The same for what changes something: it is not enough that nothing is said.
     *
     * @param header the value of a header, null when it is absent
     */
    public static void demand(Function<String, @Nullable String> header) {
        refuseOthers(header);
        if (header.apply(SITE) == null && header.apply(ORIGIN) == null) throw other(null);
    }

    /** Whether an origin has the host and the port of the request; a proxy may have taken TLS away. */
    private static boolean isOf(String origin, @Nullable String host) {
        boolean sealed = origin.startsWith("https://");
        if (host == null || !(sealed || origin.startsWith("http://"))) return false;
        String site = origin.substring(origin.indexOf("://") + 3);
        return withPort(site, sealed).equals(withPort(host, sealed));
    }

    private static String withPort(String host, boolean sealed) {
        String name = host.toLowerCase(Locale.ROOT);
        boolean named = name.lastIndexOf(':') > name.lastIndexOf(']');
        return named ? name : name + (sealed ? ":443" : ":80");
    }

    private static Refused other(@Nullable String origin) {
        return new Refused(
                ProblemCode.FORBIDDEN,
                "this browser is signed in to the page of the hub, and the request does not come from that page but "
                        + (origin == null ? "says neither Origin nor Sec-Fetch-Site" : "from " + shown(origin))
                        + "; nothing was done. A page of your own shows a key: docs/dashboard.md");
    }

    private static String shown(String origin) {
        return origin.length() <= 100 ? origin : origin.substring(0, 100) + "…";
    }
}
