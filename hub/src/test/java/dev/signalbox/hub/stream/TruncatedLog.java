package dev.signalbox.hub.stream;

import dev.signalbox.hub.WrappedLog;
import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;

/** A log from which retention takes the history while somebody reads it: the first page is served, then it is gone. */
final class TruncatedLog extends WrappedLog {
    static final long FLOOR = 1_001;

    TruncatedLog(EventLog log) {
        super(log);
    }

    @Override
    public Future<LogPage> read(long after, int limit, EventFilter filter) {
        if (after == 0 || after + 1 >= FLOOR) return real.read(after, limit, filter);
        return Future.failedFuture(new Refused(
                Problem.of(ProblemCode.CURSOR_EXPIRED, "no longer kept").withFloor(FLOOR)));
    }
}
