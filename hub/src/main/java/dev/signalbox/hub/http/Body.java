package dev.signalbox.hub.http;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects the body of one request, at most {@link Limits#BODY_BYTES_MAX} bytes, chunked or not. */
final class Body {
    /**
     * Bytes that are read and thrown away behind a refused body, so that the sender gets round to reading the refusal. More: the
     * connection is cut.
     */
    private static final long DISCARDED_BYTES_MAX = 16L * 1024 * 1024;

    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");
    private static final byte[] NONE = {};
    private static final Logger LOG = LoggerFactory.getLogger(Body.class);

    private final HttpServerRequest http;
    private final Promise<byte[]> whole = Promise.promise();
    private @Nullable Buffer collected;
    private long seen;

    private Body(HttpServerRequest http) {
        this.http = http;
    }

    /** Fails with {@link Refused}: {@code too_large}, or {@code unsupported_media_type} for a body that is not JSON. */
    static Future<byte[]> of(HttpServerRequest http) {
        return new Body(http).read();
    }

    private Future<byte[]> read() {
        http.handler(this::take);
        http.endHandler(ended -> end());
        http.exceptionHandler(this::brokeOff);
        long announced = announced(http);
        if (announced > Limits.BODY_BYTES_MAX) whole.tryFail(tooLarge());
        else if (announced > 0 && !isJson(http)) whole.tryFail(notJson());
        else if (expectsContinue()) http.response().writeContinue();
        return whole.future();
    }

    /** Nobody is there to answer any more; whoever comes again sends all of it. */
    private void brokeOff(Throwable cause) {
        LOG.debug("an upload broke off after {} bytes", seen, cause);
        whole.tryFail(new Refused(ProblemCode.INVALID, "the connection ended before the body did; send it again"));
    }

    private void take(Buffer chunk) {
        seen += chunk.length();
        if (seen > DISCARDED_BYTES_MAX) {
            http.connection().close();
        } else if (seen > Limits.BODY_BYTES_MAX) {
            collected = null;
            whole.tryFail(tooLarge());
        } else if (!whole.future().isComplete()) {
            collected = collected == null ? chunk : collected.appendBuffer(chunk);
        }
    }

    private void end() {
        Buffer body = collected;
        collected = null;
        if (body == null) whole.tryComplete(NONE);
        else if (!isJson(http)) whole.tryFail(notJson());
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

    private static boolean isJson(HttpServerRequest http) {
        String type = http.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null) return false;
        if (type.equals("application/json")) return true;
        int parameters = type.indexOf(';');
        String bare = (parameters < 0 ? type : type.substring(0, parameters)).strip();
        return bare.toLowerCase(Locale.ROOT).equals("application/json");
    }

    private static Refused tooLarge() {
        return new Refused(
                ProblemCode.TOO_LARGE,
                "the body has more than " + Limits.BODY_BYTES_MAX
                        + " bytes; send less at once, commands in smaller batches");
    }

    private static Refused notJson() {
        return new Refused(
                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                "send JSON and say so: Content-Type: application/json (curl: --json '{…}')");
    }
}
