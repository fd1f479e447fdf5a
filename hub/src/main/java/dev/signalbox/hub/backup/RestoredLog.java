package dev.signalbox.hub.backup;

import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.Appended;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.ForwardingLog;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.wire.Cursor;
import io.vertx.core.Future;

/**
 * The log of a running hub, whose beginning is read from a store that was restored: what is folded of it must be what
 * the hub shows. Nothing is written to it.
 */
final class RestoredLog extends ForwardingLog {
    private final EventLog restored;
    private final long last;

    /** @param last the position up to which {@code restored} is read, and behind which {@code running} is */
    RestoredLog(EventLog restored, long last, EventLog running) {
        super(running);
        this.restored = restored;
        this.last = last;
    }

    @Override
    public Future<LogPage> read(long after, int limit, EventFilter filter) {
        return after < last ? restored.read(after, limit, filter).map(this::upToLast) : real.read(after, limit, filter);
    }

    private LogPage upToLast(LogPage page) {
        if (page.to().position() <= last) return page;
        Cursor to = new Cursor(page.to().epoch(), last, page.to().hashPrefix());
        return new LogPage(
                page.from(),
                to,
                page.head(),
                page.events().stream().filter(event -> event.position() <= last).toList());
    }

    @Override
    public Future<Appended> append(Append append) {
        throw new UnsupportedOperationException("nothing is written to a log that is restored for trial");
    }
}
