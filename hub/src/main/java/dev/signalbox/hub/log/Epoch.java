package dev.signalbox.hub.log;

import dev.signalbox.hub.database.Transaction;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;

/** The identity of a log's history: eight hex digits, which a store gets when it is opened for the first time. */
final class Epoch {
    private static final String GIVE = "INSERT INTO log_identity (epoch, created_at) SELECT $1, $2"
            + " WHERE NOT EXISTS (SELECT 1 FROM log_identity)";
    private static final String READ = "SELECT epoch FROM log_identity";

    private Epoch() {}

    /**
     * The epoch of a migrated store.
     *
     * @param transaction one in which nobody else may give it
     */
    static Future<String> of(Transaction transaction, Clock clock) {
        String fresh = HexFormat.of().toHexDigits(new SecureRandom().nextInt());
        return transaction
                .update(GIVE, fresh, Times.toMicros(clock.instant()))
                .compose(given -> transaction.query(READ))
                .map(rows -> rows.get(0).text("epoch"));
    }
}
