package dev.signalbox.hub.log;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** A log that reads as another does; what an append is, a subclass says. */
public abstract class ForwardingLog implements EventLog {
    protected final EventLog real;

    protected ForwardingLog(EventLog real) {
        this.real = real;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public String epoch() {
        return real.epoch();
    }

    @Override
    public Future<LogPage> read(long after, int limit, EventFilter filter) {
        return real.read(after, limit, filter);
    }

    @Override
    public Future<List<RecordedEvent>> readStream(String stream, long afterVersion, int limit) {
        return real.readStream(stream, afterVersion, limit);
    }

    @Override
    public Future<Optional<RecordedEvent>> at(long position) {
        return real.at(position);
    }

    @Override
    public Future<Optional<RecordedEvent>> byId(String id) {
        return real.byId(id);
    }

    @Override
    public Future<Optional<RecordedReceipt>> receipt(String commandId) {
        return real.receipt(commandId);
    }

    @Override
    public Future<Head> head() {
        return real.head();
    }

    @Override
    public void onCommit(CommitListener listener) {
        real.onCommit(listener);
    }

    @Override
    public void onGrowth(GrowthListener listener) {
        real.onGrowth(listener);
    }

    @Override
    public Future<Void> lost() {
        return real.lost();
    }

    @Override
    public Future<Void> close() {
        return real.close();
    }
}
