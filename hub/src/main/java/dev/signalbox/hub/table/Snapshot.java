package dev.signalbox.hub.table;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.resource.SnapshotEnd;
import dev.signalbox.wire.resource.SnapshotStart;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One answer to {@code GET …/snapshot}: the table at one position, line by line, with a digest at its end. The next
 * rows are read when the connection has taken the last ones, so nothing queues; a reader that takes none for
 * {@link Limits#STREAM_STALL_MAX} is cut off. Whatever goes wrong behind the first line breaks the connection, so that
 * the end is missing. Belongs to the event loop of its connection.
 */
final class Snapshot {
    static final String CONTENT_TYPE = "application/jsonl";

    static final int PIECE_ROWS = 20;
    private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);

    private final Request request;
    private final HttpServerResponse response;
    private final RowScan scan;
    private final BooleanSupplier mayRead;
    private final Vertx vertx;
    private final MessageDigest digest = Ids.sha256();
    private final Promise<Void> over = Promise.promise();
    private long rows;
    private boolean gone;

    /** @param mayRead whether the reader may have the next rows still */
    Snapshot(Request request, RowScan scan, BooleanSupplier mayRead, Vertx vertx) {
        this.request = request;
        this.response = request.response();
        this.scan = scan;
        this.mayRead = mayRead;
        this.vertx = vertx;
    }

    /** Completes when the answer is out, or nobody takes it any more. */
    Future<Void> send(SnapshotStart start) {
        response.setStatusCode(200)
                .setChunked(true)
                .putHeader("Content-Type", CONTENT_TYPE)
                .putHeader("Cache-Control", "no-store")
                .putHeader("Signalbox-Position", Long.toString(start.position()));
        response.closeHandler(closed -> leave());
        response.exceptionHandler(failure -> leave());
        response.write(line(start));
        piece("").onComplete(sent -> {
            if (sent.failed() && !gone) breakOff(sent.cause(), start.table());
            leave();
        });
        return over.future();
    }

    private Future<Void> piece(String behind) {
        return scan.piece(behind, PIECE_ROWS).compose(piece -> {
            if (gone) return Future.succeededFuture();
            if (!mayRead.getAsBoolean()) throw new Refused(ProblemCode.FORBIDDEN, "the right to read it has ended");
            Buffer lines = Buffer.buffer();
            for (ScannedRow row : piece.rows())
                lines.appendBuffer(line(row.tree().get()));
            rows += piece.rows().size();
            digest.update(lines.getBytes());
            String next = piece.behind();
            if (next == null) {
                lines.appendBuffer(line(new SnapshotEnd(rows, HexFormat.of().formatHex(digest.digest()))));
                return response.end(lines);
            }
            return taken(response.write(lines)).compose(taken -> piece(next));
        });
    }

    /** One piece is in memory, never more: Vert.x calls a queue full by its messages, whatever their size. */
    private Future<Void> taken(Future<Void> written) {
        if (written.isComplete()) return Future.succeededFuture();
        Promise<Void> room = Promise.promise();
        long stall = vertx.setTimer(Limits.STREAM_STALL_MAX.toMillis(), late -> {
            LOG.info("a reader of a snapshot took nothing for {}; cut off", Limits.STREAM_STALL_MAX);
            request.cut();
            leave();
            room.tryComplete();
        });
        written.onComplete(done -> room.tryComplete());
        over.future().onComplete(left -> room.tryComplete());
        return room.future().onComplete(done -> vertx.cancelTimer(stall));
    }

    private void breakOff(Throwable failure, String table) {
        LOG.warn("the snapshot of {} broke off after {} rows", table, rows, failure);
        request.cut();
    }

    private void leave() {
        gone = true;
        over.tryComplete();
    }

    private static Buffer line(Object value) {
        return Buffer.buffer(Json.write(value)).appendByte((byte) '\n');
    }
}
