package dev.signalbox.hub.http.admission;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the secret in a request: {@code Authorization: Bearer}, {@code X-API-Key}, or the password of {@code Basic}.
 */
public final class Credentials {
    private static final String AUTHORIZATION = "Authorization";
    private static final String API_KEY = "X-API-Key";
    private static final String PUBLIC_KEY = "pk-lf-";
    private static final String SECRET = "sbx_";
    private static final Pattern ENCODED_SPACE = Pattern.compile("^([A-Za-z]+)%20");

    private Credentials() {}

    /**
     * The secret as it was shown; null when none was. Fails with {@link Refused} for a scheme that the hub does not
     * know, and for two secrets: it would act as one of both.
     */
    public static @Nullable String secretIn(Function<String, @Nullable String> header) {
        String authorization = header.apply(AUTHORIZATION);
        if (authorization == null || authorization.isBlank()) return header.apply(API_KEY);
        return only(secretOf(authorization), header);
    }

    /** The public key that stands alone, {@code Bearer pk-lf-…}; null when there is none. Fails as above. */
    static @Nullable String publicKeyIn(Function<String, @Nullable String> header) {
        String shown = behind("Bearer ", header.apply(AUTHORIZATION));
        return shown != null && shown.startsWith(PUBLIC_KEY) ? only(shown, header) : null;
    }

    /** What is shown, a secret or a public key that stands alone; null when nothing is. Fails as above. */
    public static @Nullable String shownIn(Function<String, @Nullable String> header) {
        String secret = secretIn(header);
        return secret == null || secret.isBlank() ? null : secret;
    }

    private static String only(String shown, Function<String, @Nullable String> header) {
        String other = header.apply(API_KEY);
        if (other == null || other.isBlank() || other.strip().equals(shown)) return shown;
        throw new Refused(
                ProblemCode.INVALID, "the headers Authorization and X-API-Key show two keys; send one of them");
    }

    /** The value of a header, for the questions above; null when there is none. Fails with {@link Refused} for two. */
    public static Function<String, @Nullable String> in(MultiMap headers) {
        return name -> {
            List<String> values = headers.getAll(name);
            if (values.size() <= 1) return values.isEmpty() ? null : values.get(0);
            throw new Refused(ProblemCode.INVALID, "the header " + name + " is given twice; give it once");
        };
    }

    /** The user of {@code Basic} when that is a public key; null otherwise. */
    static @Nullable String publicKeyBeside(Function<String, @Nullable String> header) {
        String basic = behind("Basic ", header.apply(AUTHORIZATION));
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

    /**
     * Basic names a user and a password; the key is the password, or the user where a tool asks for one text only, and
     * may then write something of its own for the password, as Apprise does.
     */
    private static String passwordOf(String base64) {
        String pair = decoded(base64);
        int colon = pair.indexOf(':');
        if (colon < 0) return pair;
        String password = pair.substring(colon + 1);
        boolean user = password.isEmpty() || (pair.startsWith(SECRET) && !password.startsWith(SECRET));
        return user ? pair.substring(0, colon) : password;
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Refused(ProblemCode.UNAUTHORIZED, "what follows Basic is not Base64; send user:key in Base64");
        }
    }
}
