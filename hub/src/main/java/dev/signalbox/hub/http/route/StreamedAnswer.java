package dev.signalbox.hub.http.route;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A long answer that goes out piece by piece: the next one is made when the connection has taken the last, so nothing
 * queues. A reader that takes none for {@link Limits#STREAM_STALL_MAX} is cut off. Whatever goes wrong behind the first
 * piece breaks the connection, so that the end is missing. Belongs to the event loop of its connection.
 */
public final class StreamedAnswer {
    private static final Logger LOG = LoggerFactory.getLogger(StreamedAnswer.class);

    private final Request request;
    private final HttpServerResponse response;
    private final String what;
    private final BooleanSupplier mayRead;
    private final Vertx vertx;
    private final Promise<Void> over = Promise.promise();
    private boolean gone;

    /**
     * @param what is sent, for the log: {@code the snapshot of tasks}
     * @param mayRead whether the reader may have the next piece still
     */
    public StreamedAnswer(Request request, String what, BooleanSupplier mayRead, Vertx vertx) {
        this.request = request;
        this.response = request.response();
        this.what = what;
        this.mayRead = mayRead;
        this.vertx = vertx;
    }

    /** Says what comes; once, before the first piece. */
    public void begin(String contentType, Map<String, String> headers) {
        response.setStatusCode(200)
                .setChunked(true)
                .putHeader("Content-Type", contentType)
                .putHeader("Cache-Control", "no-store");
        headers.forEach(response::putHeader);
        response.closeHandler(closed -> leave());
        response.exceptionHandler(failure -> leave());
        // Of one that is closed already no handler is told.
        if (response.closed()) leave();
    }

    /** Completes when the other side has taken it; fails when nobody reads any more, or the right to has ended. */
    public Future<Void> piece(Buffer piece) {
        return mayGoOut().compose(may -> taken(response.write(piece)));
    }

    /** The last piece. */
    public Future<Void> end(Buffer last) {
        return mayGoOut().compose(may -> response.end(last));
    }

    private Future<Void> mayGoOut() {
        if (gone) return Future.failedFuture(new IllegalStateException("nobody reads it any more"));
        return mayRead.getAsBoolean()
                ? Future.succeededFuture()
                : Future.failedFuture(new Refused(ProblemCode.FORBIDDEN, "the right to read it has ended"));
    }

    /** Completes when the sending is over, whole or not, or nobody takes it any more. */
    public Future<Void> whenOver(Future<?> sending) {
        sending.onComplete(sent -> {
            if (sent.failed() && !gone) {
                LOG.warn("{} broke off", what, sent.cause());
                request.cut();
            }
            leave();
        });
        return over.future();
    }

    /** One piece is in memory, never more: Vert.x calls a queue full by its messages, whatever their size. */
    private Future<Void> taken(Future<Void> written) {
        if (written.isComplete()) return Future.succeededFuture();
        Promise<Void> room = Promise.promise();
        long stall = vertx.setTimer(Limits.STREAM_STALL_MAX.toMillis(), late -> {
            LOG.info("a reader of {} took nothing for {}; cut off", what, Limits.STREAM_STALL_MAX);
            request.cut();
            leave();
            room.tryComplete();
        });
        written.onComplete(done -> room.tryComplete());
        over.future().onComplete(left -> room.tryComplete());
        return room.future().andThen(done -> vertx.cancelTimer(stall));
    }

    private void leave() {
        gone = true;
        over.tryComplete();
    }
}
