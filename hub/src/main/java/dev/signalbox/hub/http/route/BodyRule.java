package dev.signalbox.hub.http.route;

import dev.signalbox.wire.Limits;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the body of a request may be.
 *
 * @param types the content types, in lower case and without parameters
 * @param wireBytesMax bytes as they come over the wire. More: 413
 * @param bytesMax bytes after inflation; also bounds those that come as they are. More: 413
 * @param encodings the words of {@code Content-Encoding} beside {@code identity}. Any other: 415
 */
public record BodyRule(Set<String> types, int wireBytesMax, int bytesMax, Set<String> encodings) {
    /** Among the types: a body of any type, or of none. */
    public static final String ANY = "*/*";

    public static final String GZIP = "gzip";
    static final String DEFLATE = "deflate";

    /** The hub's own commands. */
    public static final BodyRule OWN =
            new BodyRule(Set.of("application/json"), Limits.BODY_BYTES_MAX, Limits.BODY_BYTES_MAX, Set.of());

    public BodyRule {
        types = Set.copyOf(types);
        encodings = Set.copyOf(encodings);
    }

    /** Of these types, gzipped, deflated or as it is. */
    public static BodyRule inflated(Set<String> types, int wireBytesMax, int bytesMax) {
        return new BodyRule(types, wireBytesMax, bytesMax, Set.of(GZIP, DEFLATE));
    }

    /** Whether the value of a {@code Content-Type} is one of the types. */
    public boolean takes(@Nullable String contentType) {
        if (types.contains(ANY)) return true;
        return contentType != null && (types.contains(contentType) || types.contains(bare(contentType)));
    }

    /** Whether bodies of this rule share {@link Limits#INTAKE_BYTES_MAX}: small ones need no such account. */
    public boolean counted() {
        return bytesMax > Limits.BODY_BYTES_MAX;
    }

    /** A content type in lower case without its parameters. */
    public static String bare(String contentType) {
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
