package dev.signalbox.hub.http.route;

import io.vertx.ext.web.MIMEHeader;
import java.util.List;

/** What types a caller would like, by the {@code Accept} of RFC 9110, section 12.5.1: by weight, in any case. */
final class Accepted {
    private static final float NOT_NAMED = -1;

    private Accepted() {}

    /**
     * Whether a type is wanted more than another, which an answer has when nothing is asked for. It must be named; when
     * both are, with one weight, the first wins.
     */
    static boolean prefers(String type, String other, List<MIMEHeader> accepted) {
        float wished = weight(type, accepted);
        float usual = weight(other, accepted);
        if (wished <= 0) return false;
        return wished == usual ? indexOf(type, accepted) < indexOf(other, accepted) : wished > usual;
    }

    /** Whether a type is named, and not to be left out. */
    static boolean names(String type, List<MIMEHeader> accepted) {
        return weight(type, accepted) > 0;
    }

    private static float weight(String type, List<MIMEHeader> accepted) {
        int at = indexOf(type, accepted);
        return at < accepted.size() ? accepted.get(at).weight() : NOT_NAMED;
    }

    private static int indexOf(String type, List<MIMEHeader> accepted) {
        int at = 0;
        while (at < accepted.size() && !type.equalsIgnoreCase(accepted.get(at).mediaType())) at++;
        return at;
    }
}
