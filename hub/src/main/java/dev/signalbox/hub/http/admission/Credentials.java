package dev.signalbox.hub.http.admission;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the secret in a request: {@code Authorization: Bearer}, {@code X-API-Key}, or the password of {@code Basic}.
 */
public final class Credentials {
    private static final String PUBLIC_KEY = "pk-lf-";
    private static final Pattern ENCODED_SPACE = Pattern.compile("^([A-Za-z]+)%20");

    private Credentials() {}

    /**
     * The secret as it was shown; null when none was. Fails with {@link Refused} for a scheme that the hub does not
     * know.
     */
    public static @Nullable String secretIn(Function<String, @Nullable String> header) {
        String authorization = header.apply("Authorization");
        if (authorization == null || authorization.isBlank()) return header.apply("X-API-Key");
        return secretOf(authorization);
    }

    /** The public key that stands alone, {@code Bearer pk-lf-…}; null when there is none. */
    static @Nullable String publicKeyIn(Function<String, @Nullable String> header) {
        String authorization = header.apply("Authorization");
        if (authorization == null) return null;
        String value = spaced(authorization);
        if (!value.regionMatches(true, 0, "Bearer ", 0, 7)) return null;
        String shown = value.substring(7).strip();
        return shown.startsWith(PUBLIC_KEY) ? shown : null;
    }

    /** The user of {@code Basic} when that is a public key; null otherwise. */
    static @Nullable String publicKeyBeside(Function<String, @Nullable String> header) {
        String authorization = header.apply("Authorization");
        if (authorization == null) return null;
        String value = spaced(authorization);
        if (!value.regionMatches(true, 0, "Basic ", 0, 6)) return null;
        String pair = decoded(value.substring(6).strip());
        int colon = pair.indexOf(':');
        return pair.startsWith(PUBLIC_KEY) && colon > 0 ? pair.substring(0, colon) : null;
    }

    /** The secret in the value of an {@code Authorization} header. */
    public static String secretOf(String authorization) {
        String value = spaced(authorization);
        int space = value.indexOf(' ');
        String scheme = space < 0 ? "" : value.substring(0, space).toLowerCase(Locale.ROOT);
        String rest = value.substring(space + 1).strip();
        if (scheme.equals("bearer")) return rest;
        if (scheme.equals("basic")) return passwordOf(rest);
        throw new Refused(ProblemCode.UNAUTHORIZED, "send the key as Authorization: Bearer sbx_…");
    }

    /**
     * {@code Bearer%20key} is what programs send that take {@code OTEL_EXPORTER_OTLP_HEADERS} as it is; the variable
     * wants it encoded. No scheme has a percent sign.
     */
    private static String spaced(String authorization) {
        return ENCODED_SPACE.matcher(authorization.strip()).replaceFirst("$1 ");
    }

    /** Basic names a user and a password; the key is the password, or the user where a tool asks for one text only. */
    private static String passwordOf(String base64) {
        String pair = decoded(base64);
        int colon = pair.indexOf(':');
        if (colon < 0) return pair;
        return colon == pair.length() - 1 ? pair.substring(0, colon) : pair.substring(colon + 1);
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refused(ProblemCode.UNAUTHORIZED, "what follows Basic is not Base64; send user:key in Base64");
        }
    }
}
