package dev.signalbox.hub.http;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.vertx.VertxInternals;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long one stream of HTTP/2 may stand still while others, or pings, keep its connection alive: as long as a silent
 * connection of HTTP/1.1, which needs no such look. Otherwise memory would be held for whoever sends half a body, or
 * takes half an answer, and waits.
 */
final class StreamPatience {
    /** An answer goes out this fast at least, on top of the time for silence. */
    private static final int ANSWER_BYTES_A_MILLI = 16;

    private static final long SILENCE_MILLIS =
            Duration.ofSeconds(HttpDoor.IDLE_SECONDS_MAX).toMillis();

    private StreamPatience() {}

    /**
     * Fails a body of which nothing comes any more.
     *
     * @param seen bytes of it that have come
     */
    static void forBody(Vertx vertx, HttpServerRequest http, LongSupplier seen, Promise<byte[]> body) {
        if (http.version() == HttpVersion.HTTP_2 && !body.future().isComplete()) look(vertx, seen, -1, body);
    }

    private static void look(Vertx vertx, LongSupplier seen, long before, Promise<byte[]> body) {
        long now = seen.getAsLong();
        if (now == before) {
            body.tryFail(new Refused(ProblemCode.INVALID, "the body stopped coming before its end; send it again"));
            return;
        }
        long timer = vertx.setTimer(SILENCE_MILLIS, again -> look(vertx, seen, now, body));
        body.future().onComplete(whole -> vertx.cancelTimer(timer));
    }

    /** Cuts a stream off on which an answer of so many bytes is not taken. */
    static void forAnswer(Vertx vertx, HttpServerRequest http, int bytes, Future<Void> taken) {
        if (http.version() != HttpVersion.HTTP_2 || taken.isComplete()) return;
        long millis = SILENCE_MILLIS + bytes / ANSWER_BYTES_A_MILLI;
        long timer = vertx.setTimer(millis, late -> VertxInternals.cut(http));
        taken.onComplete(done -> vertx.cancelTimer(timer));
    }
}
