package dev.signalbox.hub.http;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.BodyRule;
import dev.signalbox.hub.vertx.VertxInternals;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects the body of one request as a {@link BodyRule} wants it, chunked or not; a compressed one stays so. */
final class Body {
    /**
     * Bytes that are read and thrown away behind a refused body, so that the sender gets round to reading the refusal.
     * More: the connection is cut.
     */
    static final long DISCARDED_BYTES_MAX = 16L * 1024 * 1024;

    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
    private static final byte[] NONE = {};
    private static final Logger LOG = LoggerFactory.getLogger(Body.class);

    private final Vertx vertx;
    private final HttpServerRequest http;
    private final BodyRule rule;
    private final ByteBudget.Share share;
    private final int bytesMax;
    private final Promise<byte[]> whole = Promise.promise();
    private @Nullable Buffer collected;
    private long seen;

    private Body(Vertx vertx, HttpServerRequest http, BodyRule rule, ByteBudget.Share share, boolean encoded) {
        this.vertx = vertx;
        this.http = http;
        this.rule = rule;
        this.share = share;
        this.bytesMax = encoded ? rule.wireBytesMax() : Math.min(rule.wireBytesMax(), rule.bytesMax());
    }

    /**
     * Fails with {@link Refused}: {@code too_large}, {@code overloaded}, or {@code unsupported_media_type} for a body
     * that is none of the types of the rule.
     *
     * @param encoded whether the body is compressed, so that it may become longer than it comes
     */
    static Future<byte[]> of(
            Vertx vertx, HttpServerRequest http, BodyRule rule, ByteBudget.Share share, boolean encoded) {
        return new Body(vertx, http, rule, share, encoded).read();
    }

    private Future<byte[]> read() {
        http.handler(this::take);
        http.endHandler(ended -> end());
        http.exceptionHandler(this::brokeOff);
        // Of a stream that the hub itself resets nobody else tells.
        http.response().closeHandler(closed -> brokeOff(new ClosedChannelException()));
        long announced = announced(http);
        if (announced > bytesMax) whole.tryFail(tooLarge(bytesMax, ""));
        else if (announced > 0 && !isTaken()) whole.tryFail(notTaken());
        else if (expectsContinue()) http.response().writeContinue();
        StreamPatience.forBody(vertx, http, () -> seen, whole);
        return whole.future();
    }

    /** Nobody is there to answer any more; whoever comes again sends all of it. */
    private void brokeOff(Throwable cause) {
        LOG.debug("an upload broke off after {} bytes", seen, cause);
        whole.tryFail(new Refused(ProblemCode.INVALID, "the connection ended before the body did; send it again"));
    }

    private void take(Buffer chunk) {
        // Over HTTP/2 the end of a body without bytes is a chunk without bytes.
        if (chunk.length() == 0) return;
        seen += chunk.length();
        if (seen > bytesMax + DISCARDED_BYTES_MAX) {
            VertxInternals.cut(http);
        } else if (seen > bytesMax) {
            collected = null;
            whole.tryFail(tooLarge(bytesMax, ""));
        } else if (!whole.future().isComplete()) {
            collect(chunk);
        }
    }

    private void collect(Buffer chunk) {
        try {
            if (rule.counted()) share.take(chunk.length());
            collected = collected == null ? chunk : collected.appendBuffer(chunk);
        } catch (Refused full) {
            collected = null;
            whole.tryFail(full);
        }
    }

    private void end() {
        Buffer body = collected;
        collected = null;
        if (body == null && isLost()) whole.tryFail(lost());
        else if (body == null) whole.tryComplete(NONE);
        else if (!isTaken()) whole.tryFail(notTaken());
        else whole.tryComplete(body.getBytes());
    }

    private boolean expectsContinue() {
        return "100-continue".equalsIgnoreCase(http.getHeader(HttpHeaders.EXPECT));
    }

    /** Bytes that the head promises; 0 when it does not say. */
    private static long announced(HttpServerRequest http) {
        String length = http.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null || !LENGTH.matcher(length).matches() ? 0 : Long.parseLong(length);
    }

    /**
     * A head that tells of a body, its type and its length, without one behind it: JSON is never of no bytes. Many
     * clients give every request a type, also one that deletes, where a body has no meaning (RFC 9110, 9.3.5).
     */
    private boolean isLost() {
        if (http.method().equals(HttpMethod.DELETE)) return false;
        boolean measured = http.getHeader(HttpHeaders.CONTENT_LENGTH) != null
                || http.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
        return rule.equals(BodyRule.OWN) && measured && isTaken();
    }

    private static Refused lost() {
        return new Refused(
                ProblemCode.INVALID,
                "the body is empty, so nothing was done; send a JSON object, {} without fields, or no Content-Type");
    }

    private boolean isTaken() {
        return rule.takes(http.getHeader(HttpHeaders.CONTENT_TYPE));
    }

    static Refused tooLarge(int bytesMax, String when) {
        return new Refused(
                ProblemCode.TOO_LARGE,
                "the body has more than " + bytesMax + " bytes" + when
                        + "; send less at once, commands in smaller batches");
    }

    private Refused notTaken() {
        return new Refused(
                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                rule.equals(BodyRule.OWN)
                        ? "send JSON and say so: Content-Type: application/json (curl: --json '{…}')"
                        : "Content-Type must be one of "
                                + rule.types().stream().sorted().toList());
    }
}
