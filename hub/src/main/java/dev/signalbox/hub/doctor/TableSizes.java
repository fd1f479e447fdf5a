package dev.signalbox.hub.doctor;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Database.TableBytes;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes the tables of a store take. Measured when somebody asks, once for all who ask at the same time, and
 * again when it is a minute old, or a hundred times as old as it took: on a store that takes long to read, measuring is
 * at most a hundredth of what goes on. Any thread.
 */
final class TableSizes {
    /** Longest wait of who asks; what was measured by then is for the next. */
    static final int SECONDS_MAX = 3;

    private static final long FRESH_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int SHARE = 100;

    private final Database database;
    private @Nullable Future<List<TableBytes>> newest;
    private volatile List<TableBytes> known = List.of();
    private long begunNanos;
    private volatile long tookNanos;

    TableSizes(Database database) {
        this.database = database;
    }

    /** The largest first; those of the last time while measuring takes long, and none the first time. */
    Future<List<TableBytes>> newest() {
        return measured().timeout(SECONDS_MAX, TimeUnit.SECONDS).recover(late -> Future.succeededFuture(known));
    }

    private synchronized Future<List<TableBytes>> measured() {
        Future<List<TableBytes>> last = newest;
        if (last != null && (!last.isComplete() || (last.succeeded() && isFresh()))) return last;
        long begun = System.nanoTime();
        begunNanos = begun;
        Future<List<TableBytes>> fresh = database.tableBytes().map(found -> {
            known = List.copyOf(found);
            tookNanos = System.nanoTime() - begun;
            return found;
        });
        newest = fresh;
        return fresh;
    }

    private boolean isFresh() {
        return System.nanoTime() - begunNanos < Math.max(FRESH_NANOS, SHARE * tookNanos);
    }
}
