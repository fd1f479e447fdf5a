package dev.signalbox.hub.stream;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.Appended;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.Head;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.log.RecordedReceipt;
import dev.signalbox.wire.Problem;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** A log from which retention takes the history while somebody reads it: the first page is served, then it is gone. */
final class TruncatedLog implements EventLog {
    static final long FLOOR = 1_001;

    private final EventLog log;

    TruncatedLog(EventLog log) {
        this.log = log;
    }

    @Override
    public Future<LogPage> read(long after, int limit, EventFilter filter) {
        if (after == 0 || after + 1 >= FLOOR) return log.read(after, limit, filter);
        return Future.failedFuture(new Refused(
                Problem.of(ProblemCode.CURSOR_EXPIRED, "no longer kept").withFloor(FLOOR)));
    }

    @Override
    public String name() {
        return log.name();
    }

    @Override
    public String epoch() {
        return log.epoch();
    }

    @Override
    public Future<Appended> append(Append append) {
        return log.append(append);
    }

    @Override
    public Future<List<RecordedEvent>> readStream(String stream, long afterVersion, int limit) {
        return log.readStream(stream, afterVersion, limit);
    }

    @Override
    public Future<Optional<RecordedEvent>> at(long position) {
        return log.at(position);
    }

    @Override
    public Future<Optional<RecordedEvent>> byId(String id) {
        return log.byId(id);
    }

    @Override
    public Future<Optional<RecordedReceipt>> receipt(String commandId) {
        return log.receipt(commandId);
    }

    @Override
    public Future<Head> head() {
        return log.head();
    }

    @Override
    public void onCommit(CommitListener listener) {
        log.onCommit(listener);
    }

    @Override
    public void onGrowth(GrowthListener listener) {
        log.onGrowth(listener);
    }

    @Override
    public Future<Void> close() {
        return log.close();
    }
}
