package dev.signalbox.hub.trace.model;

import dev.signalbox.wire.Ids;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The names of streams and events on the {@code traces} log. Ids of clients are free text; names in the log are not.
 */
public final class TraceStream {
    /** The category of the streams of traces. */
    public static final String CATEGORY = "trace";

    private static final String TRACE = CATEGORY + "/";
    private static final String SCORE = "score/";
    private static final String PRICE = "price/";
    private static final String SPAN = "span:";
    private static final Pattern PLAIN = Pattern.compile("[!-~]{1,160}");
    private static final String DIGEST = "sha256-";

    private TraceStream() {}

    /** The stream of a trace: everything that belongs to it, its scores too. */
    public static String ofTrace(String traceId) {
        return TRACE + name(traceId);
    }

    /** The stream of a score that belongs to no trace. */
    public static String ofScore(String scoreId) {
        return SCORE + name(scoreId);
    }

    /** The stream of the price of a model. */
    public static String ofPrice(String pattern) {
        return PRICE + name(pattern);
    }

    /** The id of the event of an envelope, which its producer names. */
    public static String envelopeEvent(String envelopeId) {
        return "envelope:" + name(envelopeId);
    }

    /** The id of the event of a span: the same span sent again is the same event, a changed one another. */
    public static String spanEvent(String traceId, String spanId, byte[] data) {
        String digest = HexFormat.of().formatHex(Ids.sha256(data), 0, 8);
        return SPAN + name(traceId) + ":" + name(spanId) + ":" + digest;
    }

    /** Whether a stream's name has the digest of an id in the place of the id. */
    public static boolean isDigest(String name) {
        return name.startsWith(DIGEST);
    }

    /** Whether the event of that id is a span. */
    public static boolean isSpanEvent(String eventId) {
        return eventId.startsWith(SPAN);
    }

    /** The id itself where it is short and printable, else its digest. */
    private static String name(String id) {
        if (PLAIN.matcher(id).matches() && !id.startsWith(DIGEST)) return id;
        return DIGEST + Ids.sha256Hex(id);
    }
}
