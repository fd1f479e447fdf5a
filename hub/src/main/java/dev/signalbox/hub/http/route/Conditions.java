package dev.signalbox.hub.http.route;

import dev.signalbox.wire.InvalidInput;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The preconditions of a request (RFC 9110, section 13.1). Each is judged or refused with {@link InvalidInput}; none is
 * passed over, for whoever sends one relies on it. Only the dates on a read are ignored, as the RFC says: no answer has
 * a {@code Last-Modified}.
 */
public final class Conditions {
    private static final String IF_MATCH = "If-Match";
    private static final String IF_NONE_MATCH = "If-None-Match";
    private static final List<String> FOR_READS = List.of("If-Modified-Since", "If-Range");
    private static final String IF_UNMODIFIED = "If-Unmodified-Since";
    private static final Pattern VERSION = Pattern.compile("\"(\\d{1,18})\"");
    private static final Pattern TAGS = Pattern.compile("(?:W/)?(\"[^\"]*\")\\s*(?:,\\s*|$)");
    private static final String NONE_YET = "*";

    private Conditions() {}

    /**
     * The version that a write expects: 3 for {@code If-Match: "3"}, 0 for {@code If-None-Match: *}; null when it
     * expects none.
     */
    static @Nullable Long expectedVersion(MultiMap headers) {
        refuse(headers, IF_UNMODIFIED, "name the version instead: If-Match: \"3\"");
        for (String name : FOR_READS) refuse(headers, name, "it is for reads; leave it out");
        String match = headers.get(IF_MATCH);
        String none = headers.get(IF_NONE_MATCH);
        if (match != null && none != null) {
            throw new InvalidInput("", "the headers If-Match and If-None-Match contradict each other; send one");
        }
        if (none != null) return nothingYet(none);
        if (match == null) return null;
        Matcher version = VERSION.matcher(match);
        if (version.matches()) return Long.valueOf(version.group(1));
        throw new InvalidInput("", "the header If-Match must be one version in quotes, as the ETag had it: \"3\"");
    }

    private static Long nothingYet(String none) {
        if (none.equals(NONE_YET)) return 0L;
        throw new InvalidInput(
                "", "the header If-None-Match of a write must be *: there is nothing yet. Else use If-Match: \"3\"");
    }

    /** Refuses the preconditions that the handler of a route does not judge. */
    public static void refuseUnjudged(Route route, HttpServerRequest http) {
        if (route.method().equals(HttpMethod.GET)) {
            refuse(http.headers(), IF_MATCH, "it is for writes; a read may say If-None-Match");
            refuse(http.headers(), IF_UNMODIFIED, "it is for writes; a read may say If-None-Match");
        } else if (!route.conditional() && expectedVersion(http.headers()) != null) {
            throw new InvalidInput(
                    "", "this route knows no versions, so nothing was done; leave If-Match and If-None-Match out");
        }
    }

    /** What is answered: the answer itself, or to a read 304 when {@code If-None-Match} says that the caller has it. */
    public static Answer judged(Answer answer, HttpServerRequest http) {
        String none = http.getHeader(IF_NONE_MATCH);
        boolean read = http.method().equals(HttpMethod.GET) || http.method().equals(HttpMethod.HEAD);
        if (!read || none == null || none.isBlank() || answer.status() != 200) return answer;
        return none.equals(NONE_YET) || names(none, answer.etag()) ? answer.notModified() : answer;
    }

    private static boolean names(String list, @Nullable String etag) {
        Matcher tags = TAGS.matcher(list);
        while (tags.find()) if (tags.group(1).equals(etag)) return true;
        return false;
    }

    private static void refuse(MultiMap headers, String name, String next) {
        if (!headers.contains(name)) return;
        throw new InvalidInput("", "the header " + name + " cannot be judged here, so nothing was done; " + next);
    }
}
