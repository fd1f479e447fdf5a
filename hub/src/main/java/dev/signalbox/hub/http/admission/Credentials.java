package dev.signalbox.hub.http.admission;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
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
        String shown = behind("Bearer ", header.apply("Authorization"));
        return shown != null && shown.startsWith(PUBLIC_KEY) ? shown : null;
    }

    /** The user of {@code Basic} when that is a public key; null otherwise. */
    static @Nullable String publicKeyBeside(Function<String, @Nullable String> header) {
        String basic = behind("Basic ", header.apply("Authorization"));
        if (basic == null) return null;
        String pair = decoded(basic);
        int colon = pair.indexOf(':');
        return pair.startsWith(PUBLIC_KEY) && colon > 0 ? pair.substring(0, colon) : null;
    }

    /** The secret in the value of an {@code Authorization} header. */
    public static String secretOf(String authorization) {
        String bearer = behind("Bearer ", authorization);
        if (bearer != null) return bearer;
        String basic = behind("Basic ", authorization);
        if (basic != null) return passwordOf(basic);
        throw new Refused(ProblemCode.UNAUTHORIZED, "send the key as Authorization: Bearer sbx_…");
    }

    /**
     * What follows a scheme. {@code Bearer%20key} is what programs send that take {@code OTEL_EXPORTER_OTLP_HEADERS} as
     * it is; the variable wants it encoded. No scheme has a percent sign.
     */
    private static @Nullable String behind(String scheme, @Nullable String authorization) {
        if (authorization == null) return null;
        String value = ENCODED_SPACE.matcher(authorization.strip()).replaceFirst("$1 ");
        boolean same = value.regionMatches(true, 0, scheme, 0, scheme.length());
        return same ? value.substring(scheme.length()).strip() : null;
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
