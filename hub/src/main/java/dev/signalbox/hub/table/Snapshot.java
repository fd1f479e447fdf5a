package dev.signalbox.hub.table;

import dev.signalbox.hub.http.route.StreamedAnswer;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.SnapshotEnd;
import dev.signalbox.wire.resource.SnapshotStart;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/**
 * One answer to {@code GET …/snapshot}: the table at one position, line by line, with a digest at its end, as a
 * {@link StreamedAnswer}. Belongs to the event loop of its connection.
 */
final class Snapshot {
    static final String CONTENT_TYPE = "application/jsonl";

    static final int PIECE_ROWS = 20;

    private final StreamedAnswer answer;
    private final RowScan scan;
    private final MessageDigest digest = Ids.sha256();
    private long rows;

    Snapshot(StreamedAnswer answer, RowScan scan) {
        this.answer = answer;
        this.scan = scan;
    }

    /** Completes when the answer is out, or nobody takes it any more. */
    Future<Void> send(SnapshotStart start) {
        answer.begin(CONTENT_TYPE, Map.of("Signalbox-Position", Long.toString(start.position())));
        return answer.whenOver(answer.piece(line(start)).compose(begun -> piece("")));
    }

    private Future<Void> piece(String behind) {
        return scan.piece(behind, PIECE_ROWS).compose(piece -> {
            Buffer lines = Buffer.buffer();
            for (ScannedRow row : piece.rows())
                lines.appendBuffer(line(row.tree().get()));
            rows += piece.rows().size();
            digest.update(lines.getBytes());
            String next = piece.behind();
            if (next != null) return answer.piece(lines).compose(taken -> piece(next));
            return answer.end(
                    lines.appendBuffer(line(new SnapshotEnd(rows, HexFormat.of().formatHex(digest.digest())))));
        });
    }

    private static Buffer line(Object value) {
        return Buffer.buffer(Json.write(value)).appendByte((byte) '\n');
    }
}
