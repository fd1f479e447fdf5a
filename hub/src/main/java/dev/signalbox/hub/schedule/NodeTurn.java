package dev.signalbox.hub.schedule;

import dev.signalbox.hub.database.Database;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Whose turn it is to do a piece of work, of the nodes that have one database: the one that took it last and did not
 * let it go by. It spares work, and keeps nothing right by itself. A node that dies loses it after {@link #HOLDS}, or
 * the time for which it is made. Any thread.
 */
public final class NodeTurn {
    /** So long it holds without being renewed. */
    public static final Duration HOLDS = Duration.ofMinutes(1);

    private static final String TABLE = "CREATE TABLE IF NOT EXISTS node_turns"
            + " (name text NOT NULL PRIMARY KEY, holder text NOT NULL, until bigint NOT NULL)";
    /** One that ends later than any that is taken now is of a clock that was set back. */
    private static final String TAKE = "INSERT INTO node_turns (holder, until, name) VALUES ($1, $2, $3)"
            + " ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until"
            + " WHERE node_turns.holder = excluded.holder OR node_turns.until <= $4 OR node_turns.until > $5";

    private static final String KEEP = "UPDATE node_turns SET until = $1 WHERE name = $2 AND holder = $3";
    private static final String GIVE_BACK = "DELETE FROM node_turns WHERE name = $1 AND holder = $2";

    private final String self = Ids.next();
    private final String name;
    private final Database database;
    private final Clock clock;
    private final Vertx vertx;
    private final Duration holds;
    private volatile boolean prepared;

    /** @param name of the work */
    public NodeTurn(String name, Database database, Clock clock, Vertx vertx) {
        this(name, database, clock, vertx, HOLDS);
    }

    /**
     * @param name of the work
     * @param holds so long it holds without being renewed, and others wait for a node that died
     */
    public NodeTurn(String name, Database database, Clock clock, Vertx vertx, Duration holds) {
        this.holds = holds;
        this.name = name;
        this.database = database;
        this.clock = clock;
        this.vertx = vertx;
    }

    /** Takes it, or renews it. Completes with false when it is another node's. */
    public Future<Boolean> take() {
        return take(Duration.ZERO);
    }

    /**
     * The same of work that is done once in so long a time: whoever did it may have kept the turn as long, see
     * {@link #during(Future, Duration)}.
     */
    public Future<Boolean> take(Duration every) {
        return prepared()
                .compose(made -> database.write(transaction -> {
                    Instant now = clock.instant();
                    return transaction.update(
                            TAKE,
                            self,
                            Times.toMicros(now.plus(holds)),
                            name,
                            Times.toMicros(now),
                            Times.toMicros(now.plus(every).plus(holds.multipliedBy(2))));
                }))
                .map(taken -> taken == 1);
    }

    private Future<Void> prepared() {
        return prepared
                ? Future.succeededFuture()
                : database.makeTable(TABLE).map(made -> {
                    prepared = true;
                    return null;
                });
    }

    /** Holds what was taken, until the work is over. */
    public <T> Future<T> during(Future<T> work) {
        return held(work).eventually(this::giveBack);
    }

    /** The same, and keeps it until the work is due again, so that no other node does it before; not when it failed. */
    public <T> Future<T> during(Future<T> work, Duration every) {
        return held(work).compose(done -> keep(every).map(done), failure -> giveBack()
                .compose(given -> Future.failedFuture(failure)));
    }

    private Future<?> keep(Duration every) {
        long until = Times.toMicros(clock.instant().plus(every));
        return database.write(transaction -> transaction.update(KEEP, until, name, self))
                .otherwiseEmpty();
    }

    private Future<?> giveBack() {
        return database.write(transaction -> transaction.update(GIVE_BACK, name, self))
                .otherwiseEmpty();
    }

    private <T> Future<T> held(Future<T> work) {
        long renewing = vertx.setPeriodic(holds.toMillis() / 3, tick -> take());
        return work.andThen(over -> vertx.cancelTimer(renewing));
    }
}
