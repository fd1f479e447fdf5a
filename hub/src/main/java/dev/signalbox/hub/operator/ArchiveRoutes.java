package dev.signalbox.hub.operator;

import dev.signalbox.hub.archive.LogExport;
import dev.signalbox.hub.archive.LogExport.AnotherHistory;
import dev.signalbox.hub.archive.LogExport.End;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.hub.archive.SegmentHead;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.http.route.Answer;
import dev.signalbox.hub.http.route.Need;
import dev.signalbox.hub.http.route.Query;
import dev.signalbox.hub.http.route.Request;
import dev.signalbox.hub.http.route.RouteTable;
import dev.signalbox.hub.http.route.Routes;
import dev.signalbox.hub.http.route.StreamedAnswer;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.History;
import dev.signalbox.hub.space.LogSpace;
import dev.signalbox.hub.space.Space;
import dev.signalbox.wire.Limits;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * For operators: a log as segments of an archive, while the hub runs. Each answer is one segment, behind the one that
 * the caller has; it is compressed, never encrypted, for the connection is. Memory holds a few pages of it.
 */
public final class ArchiveRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(ArchiveRoutes.class);
    private static final String CONTENT_TYPE = "application/vnd.signalbox.segment";
    /** What is read ahead, what is written meanwhile, and what was made of it. */
    private static final Need SEGMENT = Need.ofText(4L * Limits.TRACE_DATA_BYTES_MAX);

    private final Space space;
    private final String hub;
    private final AtomicInteger sending = new AtomicInteger();

    /** @param hub the version of Signalbox that writes */
    public ArchiveRoutes(Space space, String hub) {
        this.space = space;
        this.hub = hub;
    }

    @Override
    public void declare(RouteTable doors) {
        doors.admin(HttpMethod.GET, "/v1/archive/{log}", List.of("after", "hash", "receipts"), SEGMENT, this::segment);
    }

    private Future<Answer> segment(Request request) {
        LogExport export = exportOf(request.path("log"));
        End after = after(request.query());
        if (request.isHead()) return Future.succeededFuture(Answer.headOf(CONTENT_TYPE));
        if (sending.incrementAndGet() > Limits.SEGMENTS_SENT_MAX) {
            sending.decrementAndGet();
            throw new Refused(
                    ProblemCode.OVERLOADED,
                    "another archive is being made of this hub just now; repeat when it is done");
        }
        return export.head(after)
                .compose(head -> export.ahead(after).map(ahead -> send(request, export, head, ahead)))
                .recover(failure -> {
                    sending.decrementAndGet();
                    return Future.failedFuture(refusal(failure));
                });
    }

    private Answer send(Request request, LogExport export, SegmentHead head, LogExport.Ahead ahead) {
        StreamedAnswer answer = new StreamedAnswer(
                request,
                "the archive of " + head.log(),
                () -> request.admission().holds(),
                space.vertx());
        answer.begin(
                CONTENT_TYPE,
                Map.of(
                        "Signalbox-Position",
                        Long.toString(head.to()),
                        "Signalbox-Archive-Events",
                        Long.toString(ahead.events()),
                        "Signalbox-Archive-Bytes",
                        Long.toString(ahead.bytes())));
        Buffered made = new Buffered();
        Future<Void> sent = export.write(
                        head,
                        made,
                        Recipients.NONE,
                        () -> made.isEmpty() ? Future.succeededFuture() : answer.piece(made.take()))
                // What failed is said in the segment itself, for whoever reads it.
                .transform(written -> {
                    if (written.failed()) {
                        LOG.warn(
                                "the archive of {} broke off: {}",
                                head.log(),
                                written.cause().toString());
                    }
                    return answer.end(made.take());
                });
        answer.whenOver(sent).onComplete(over -> sending.decrementAndGet());
        return Answer.streaming();
    }

    private LogExport exportOf(String name) {
        for (LogSpace log : space.logs()) {
            if (!log.log().name().equals(name)) continue;
            return new LogExport(
                    space.name(), log.log(), new History(log.database()), hub, space.clock(), space.vertx());
        }
        throw new Refused(ProblemCode.NOT_FOUND, "there is no log " + name + "; there are main and traces");
    }

    private static End after(Query query) {
        long position = number(query, "after");
        String hash = query.text("hash");
        if (position > 0 && hash == null) {
            throw Query.invalid("hash", "is missing: the chain's hash at the position in after, 64 hex digits");
        }
        if (hash != null && !hash.matches("[0-9a-f]{64}")) throw Query.invalid("hash", "must be 64 hex digits");
        byte[] bytes = hash == null ? HashChain.genesis() : HexFormat.of().parseHex(hash);
        return new End(position, bytes, number(query, "receipts"));
    }

    private static long number(Query query, String name) {
        String text = query.text(name);
        if (text == null) return 0;
        if (text.matches("\\d{1,18}")) return Long.parseLong(text);
        throw Query.invalid(name, "must be a whole number, 0 or more");
    }

    private static Throwable refusal(Throwable failure) {
        return failure instanceof AnotherHistory other
                ? new Refused(ProblemCode.LOG_DIVERGED, "the segment before " + other.getMessage())
                : failure;
    }

    /** What was made and is not sent yet. One thread at a time. */
    private static final class Buffered extends ByteArrayOutputStream {
        boolean isEmpty() {
            return count == 0;
        }

        Buffer take() {
            Buffer taken = Buffer.buffer(toByteArray());
            reset();
            return taken;
        }
    }
}
