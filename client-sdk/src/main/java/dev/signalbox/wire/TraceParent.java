package dev.signalbox.wire;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code traceparent} of the W3C's Trace Context: of which trace, and of which span in it, a piece of work is a
 * part.
 *
 * @param traceId 32 hex digits
 * @param spanId 16 hex digits
 */
public record TraceParent(String traceId, String spanId) {
    /** What a text must look like, for whoever is told that it does not. */
    public static final String EXAMPLE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    /** Later versions may say more behind the flags. */
    private static final Pattern FORM = Pattern.compile(
            "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:-[ -~]*)?");

    /** Null for none, and for a malformed one, which the standard says to ignore. */
    public static @Nullable TraceParent parse(@Nullable String text) {
        Matcher matcher = FORM.matcher(text == null ? "" : text);
        return matcher.matches() ? new TraceParent(matcher.group(1), matcher.group(2)) : null;
    }
}
