package dev.signalbox.hub.key;

import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.key.KeyEvent.KeyCreated;
import dev.signalbox.hub.key.KeyEvent.KeyRefused;
import dev.signalbox.hub.key.KeyEvent.KeyRevoked;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Changed;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.EventHandlers;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.projection.Tables;
import io.vertx.core.Future;
import java.util.List;

/** The table {@code keys}: one row a key, also of revoked ones. */
public final class KeysProjection implements Projection {
    private final EventHandlers<KeyEvent> handlers = new EventHandlers<>(KeyEvent.CODEC)
            .on(KeyCreated.class, KeysProjection::add)
            .on(KeyRevoked.class, KeysProjection::revoke)
            .on(KeyRefused.class, KeysProjection::leaveInTheLog)
            .covering();

    @Override
    public String name() {
        return "keys";
    }

    @Override
    public List<String> tables() {
        return List.of("keys");
    }

    @Override
    public List<String> definition() {
        return List.of("""
                CREATE TABLE {keys} (
                    id            text PRIMARY KEY,
                    position      bigint NOT NULL,
                    version       bigint NOT NULL,
                    name          text NOT NULL,
                    role          text NOT NULL,
                    secret_sha256 text NOT NULL,
                    public_key    text,
                    created_at    bigint NOT NULL,
                    created_by    text NOT NULL,
                    expires_at    bigint,
                    revoked_at    bigint,
                    revoked_by    text)""", "CREATE INDEX {keys}_position ON {keys} (position)");
    }

    @Override
    public List<String> eventTypes() {
        return handlers.types();
    }

    @Override
    public Future<?> apply(RecordedEvent event, Tables tables, Transaction transaction) {
        return handlers.apply(event, tables, transaction);
    }

    private static Future<?> add(KeyCreated created, RecordedEvent recorded, Tables tables, Transaction transaction) {
        return transaction.update(
                tables.sql("""
                        INSERT INTO {keys} (id, position, version, name, role, secret_sha256, public_key, created_at, created_by, expires_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"""),
                recorded.subjectId(),
                recorded.position(),
                recorded.version(),
                created.name(),
                created.role(),
                created.secretSha256(),
                created.publicKey(),
                Columns.time(recorded.recordedAt()),
                recorded.actor(),
                Columns.time(created.expiresAt(recorded.recordedAt())));
    }

    private static Future<?> revoke(
            KeyRevoked revoked, RecordedEvent recorded, Tables tables, Transaction transaction) {
        Future<Integer> rows = transaction.update(
                tables.sql("UPDATE {keys} SET revoked_at = $1, revoked_by = $2, version = $3 WHERE id = $4"),
                Columns.time(recorded.recordedAt()),
                recorded.actor(),
                recorded.version(),
                recorded.subjectId());
        return Changed.oneRow(rows, recorded);
    }

    private static Future<?> leaveInTheLog(
            KeyRefused refused, RecordedEvent recorded, Tables tables, Transaction transaction) {
        return Future.succeededFuture();
    }
}
