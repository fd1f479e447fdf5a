package dev.signalbox.hub.backup;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Whose turn it is to write backups among the nodes of one database, so that they do not all do the same work. A node
 * holds it for {@link #HOLDS} and renews it while it works; that of a dead one ends by itself. It spares work alone:
 * should two write at once, the numbers of the manifests decide, and the slower one begins again.
 */
final class BackupTurn {
    /** How long a turn holds that nobody renews. */
    static final Duration HOLDS = Duration.ofMinutes(1);

    private static final String TABLE = "CREATE TABLE IF NOT EXISTS backup_turns"
            + " (name text NOT NULL PRIMARY KEY, holder text NOT NULL, until bigint NOT NULL)";
    private static final String OPEN =
            "INSERT INTO backup_turns (name, holder, until) VALUES ('backup', '', 0) ON CONFLICT (name) DO NOTHING";
    /** One that ends later than any that is taken now is of a clock that was set back. */
    private static final String TAKE = "UPDATE backup_turns SET holder = $1, until = $2"
            + " WHERE name = 'backup' AND (holder = $1 OR until <= $3 OR until > $4)";

    private static final String GIVE_BACK =
            "UPDATE backup_turns SET holder = '', until = 0 WHERE name = 'backup' AND holder = $1";

    private final String self = Ids.next();
    private final Database database;
    private final Clock clock;
    private final Vertx vertx;
    private volatile boolean prepared;

    BackupTurn(Database database, Clock clock, Vertx vertx) {
        this.database = database;
        this.clock = clock;
        this.vertx = vertx;
    }

    /** Takes it, or renews it. Completes with false when it is another node's. */
    Future<Boolean> take() {
        return database.write(transaction -> made(transaction).compose(made -> {
                    Instant now = clock.instant();
                    return transaction.update(
                            TAKE,
                            self,
                            Times.toMicros(now.plus(HOLDS)),
                            Times.toMicros(now),
                            Times.toMicros(now.plus(HOLDS.multipliedBy(2))));
                }))
                .map(taken -> {
                    prepared = true;
                    return taken == 1;
                });
    }

    private Future<?> made(Transaction transaction) {
        return prepared
                ? Future.succeededFuture()
                : transaction.update(TABLE).compose(table -> transaction.update(OPEN));
    }

    /** Holds what was taken, until the work is over. */
    <T> Future<T> during(Future<T> work) {
        long renewing = vertx.setPeriodic(HOLDS.toMillis() / 3, tick -> take());
        return work.eventually(() -> {
            vertx.cancelTimer(renewing);
            return database.write(transaction -> transaction.update(GIVE_BACK, self))
                    .otherwiseEmpty();
        });
    }
}
