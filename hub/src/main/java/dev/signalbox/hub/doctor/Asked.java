package dev.signalbox.hub.doctor;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.StoreUnavailable;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers that a probe waits for, not for long. */
final class Asked {
    static final int SECONDS_MAX = 5;

    private Asked() {}

    /** Not on an event loop. Fails with {@link StoreUnavailable} when there is no answer. */
    static <T> T now(Future<T> asked) throws InterruptedException {
        try {
            return asked.toCompletionStage().toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new StoreUnavailable("the store did not say: " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new StoreUnavailable("the store did not answer within " + SECONDS_MAX + " s", e);
        }
    }

    static List<Row> rows(Database database, String sql, Object... parameters) throws InterruptedException {
        return now(database.read(transaction -> transaction.query(sql, parameters)));
    }

    static Row row(Database database, String sql, Object... parameters) throws InterruptedException {
        return rows(database, sql, parameters).get(0);
    }
}
