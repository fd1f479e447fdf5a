package dev.signalbox.hub.log;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.StoreBroken;
import io.vertx.core.Future;

/**
 * What a start looks at before it trusts a log. A torn copy, an event that was changed, moved or taken out is found
 * among the newest events at once, and by counting behind the start; the whole chain is not gone through.
 */
public final class LogCheck {
    /** Events whose hashes are computed anew. */
    static final int NEWEST_EVENTS = 1_000;

    private static final int READ_LIMIT = 500;

    private LogCheck() {}

    /** Follows the chain through the newest events. Fails with {@link StoreBroken} at the first that does not fit. */
    public static Future<Void> newest(EventLog log, Head head) {
        long from = Math.max(0, head.position() - NEWEST_EVENTS);
        if (from == 0) return follow(log, new HashChain(), head, 0, HashChain.genesis());
        return log.at(from)
                .compose(event -> event.isPresent()
                        ? follow(log, new HashChain(), head, from, event.get().hash())
                        : Future.failedFuture(missing(log, from)));
    }

    /** Counts the events: their positions are dense. Fails with {@link StoreBroken} when some are missing. */
    public static Future<Void> count(EventLog log, Database database) {
        return database.read(transaction -> transaction.query(
                        "SELECT count(*) AS events, COALESCE(max(position), 0) AS newest FROM events"))
                .compose(rows -> {
                    Row row = rows.get(0);
                    long events = row.bigint("events");
                    long newest = row.bigint("newest");
                    return events == newest
                            ? Future.succeededFuture()
                            : Future.failedFuture(new StoreBroken(
                                    "the log " + log.name() + " is damaged: it has " + events
                                            + " events, but the newest has position " + newest,
                                    null));
                });
    }

    private static Future<Void> follow(EventLog log, HashChain chain, Head head, long after, byte[] hash) {
        if (after >= head.position()) return Future.succeededFuture();
        return log.read(after, READ_LIMIT, EventFilter.ALL).compose(page -> {
            byte[] previous = hash;
            long at = after;
            for (RecordedEvent event : page.events()) {
                at++;
                if (event.position() != at) return Future.failedFuture(missing(log, at));
                if (!chain.verifies(previous, event)) return Future.failedFuture(changed(log, event));
                previous = event.hash();
            }
            if (at == after) return Future.failedFuture(missing(log, after + 1));
            return follow(log, chain, head, at, previous);
        });
    }

    private static StoreBroken missing(EventLog log, long position) {
        return new StoreBroken("the log " + log.name() + " is damaged: it has no event at position " + position, null);
    }

    private static StoreBroken changed(EventLog log, RecordedEvent event) {
        return new StoreBroken(
                "the log " + log.name() + " is damaged: the event " + event
                        + " is not what was written there, or what stood before it is not",
                null);
    }
}
