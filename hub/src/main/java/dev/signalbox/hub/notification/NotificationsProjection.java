package dev.signalbox.hub.notification;

import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.notification.NotificationEvent.DedupKeyTaken;
import dev.signalbox.hub.notification.NotificationEvent.NotificationAcknowledged;
import dev.signalbox.hub.notification.NotificationEvent.NotificationExpired;
import dev.signalbox.hub.notification.NotificationEvent.NotificationPosted;
import dev.signalbox.hub.notification.NotificationEvent.NotificationRepeated;
import dev.signalbox.hub.notification.NotificationEvent.NotificationResolved;
import dev.signalbox.hub.projection.Changed;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.EventHandlers;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.projection.Tables;
import io.vertx.core.Future;
import java.util.List;

/** The table {@code notifications}: one row a notification. */
public final class NotificationsProjection implements Projection {
    static final String NAME = "notifications";

    private final EventHandlers<NotificationEvent> handlers = new EventHandlers<>(NotificationEvent.CODEC)
            .on(NotificationPosted.class, NotificationsProjection::add)
            .on(NotificationRepeated.class, NotificationsProjection::repeat)
            .on(NotificationAcknowledged.class, NotificationsProjection::acknowledge)
            .on(NotificationResolved.class, NotificationsProjection::resolve)
            .on(NotificationExpired.class, NotificationsProjection::expire)
            .on(DedupKeyTaken.class, NotificationsProjection::leaveInTheLog)
            .covering();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of(NAME);
    }

    @Override
    public List<String> definition() {
        return List.of(
                """
                CREATE TABLE {notifications} (
                    id              text PRIMARY KEY,
                    position        bigint NOT NULL,
                    version         bigint NOT NULL,
                    state           text NOT NULL,
                    title           text NOT NULL,
                    body            text,
                    priority        bigint NOT NULL,
                    tags            text NOT NULL,
                    link            text,
                    dedup_key       text,
                    count           bigint NOT NULL,
                    source          text NOT NULL,
                    created_at      bigint NOT NULL,
                    updated_at      bigint NOT NULL,
                    expires_at      bigint,
                    acknowledged_by text,
                    acknowledged_at bigint,
                    resolved_by     text,
                    resolved_at     bigint,
                    comment         text,
                    data            text)""",
                "CREATE INDEX {notifications}_position ON {notifications} (position)",
                "CREATE INDEX {notifications}_state ON {notifications} (state, position)",
                "CREATE INDEX {notifications}_due ON {notifications} (expires_at)"
                        + " WHERE state IN ('open', 'acknowledged')");
    }

    @Override
    public List<String> eventTypes() {
        return handlers.types();
    }

    @Override
    public Future<?> apply(RecordedEvent event, Tables tables, Transaction transaction) {
        return handlers.apply(event, tables, transaction);
    }

    private static Future<?> add(
            NotificationPosted posted, RecordedEvent recorded, Tables tables, Transaction transaction) {
        Long recordedAt = Columns.time(recorded.recordedAt());
        return transaction.update(
                tables.sql("""
                        INSERT INTO {notifications} (id, position, version, state, title, body, priority, tags, link,
                            dedup_key, count, source, created_at, updated_at, expires_at, data)
                        VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, 1, $10, $11, $12, $13, $14)"""),
                recorded.subjectId(),
                recorded.position(),
                recorded.version(),
                posted.title(),
                posted.body(),
                (long) posted.priority(),
                Columns.tags(posted.tags()),
                posted.link(),
                posted.dedupKey(),
                recorded.actor(),
                recordedAt,
                recordedAt,
                Columns.time(posted.deadline(recorded.recordedAt())),
                Columns.json(posted.data()));
    }

    private static Future<?> repeat(
            NotificationRepeated repeated, RecordedEvent recorded, Tables tables, Transaction transaction) {
        Future<Integer> rows = transaction.update(
                tables.sql("""
                        UPDATE {notifications} SET title = $1, body = $2, priority = $3, tags = $4, link = $5, expires_at = $6,
                            data = $7, count = count + 1, updated_at = $8, version = $9
                        WHERE id = $10"""),
                repeated.title(),
                repeated.body(),
                (long) repeated.priority(),
                Columns.tags(repeated.tags()),
                repeated.link(),
                Columns.time(repeated.deadline(recorded.recordedAt())),
                Columns.json(repeated.data()),
                Columns.time(recorded.recordedAt()),
                recorded.version(),
                recorded.subjectId());
        return Changed.oneRow(rows, recorded);
    }

    private static Future<?> acknowledge(
            NotificationAcknowledged acknowledged, RecordedEvent recorded, Tables tables, Transaction transaction) {
        Long recordedAt = Columns.time(recorded.recordedAt());
        Future<Integer> rows = transaction.update(
                tables.sql("""
                        UPDATE {notifications} SET state = 'acknowledged', acknowledged_by = $1, acknowledged_at = $2,
                            comment = coalesce($3, comment), updated_at = $4, version = $5
                        WHERE id = $6"""),
                recorded.actor(),
                recordedAt,
                acknowledged.comment(),
                recordedAt,
                recorded.version(),
                recorded.subjectId());
        return Changed.oneRow(rows, recorded);
    }

    private static Future<?> resolve(
            NotificationResolved resolved, RecordedEvent recorded, Tables tables, Transaction transaction) {
        Long recordedAt = Columns.time(recorded.recordedAt());
        Future<Integer> rows = transaction.update(
                tables.sql("""
                        UPDATE {notifications} SET state = 'resolved', resolved_by = $1, resolved_at = $2,
                            comment = coalesce($3, comment), updated_at = $4, version = $5
                        WHERE id = $6"""),
                recorded.actor(),
                recordedAt,
                resolved.comment(),
                recordedAt,
                recorded.version(),
                recorded.subjectId());
        return Changed.oneRow(rows, recorded);
    }

    private static Future<?> expire(
            NotificationExpired expired, RecordedEvent recorded, Tables tables, Transaction transaction) {
        Future<Integer> rows = transaction.update(
                tables.sql("UPDATE {notifications} SET state = 'expired', updated_at = $1, version = $2 WHERE id = $3"),
                Columns.time(recorded.recordedAt()),
                recorded.version(),
                recorded.subjectId());
        return Changed.oneRow(rows, recorded);
    }

    /** Who holds a dedup key is asked of its stream, where the answer is never late. */
    private static Future<?> leaveInTheLog(
            DedupKeyTaken taken, RecordedEvent recorded, Tables tables, Transaction transaction) {
        return Future.succeededFuture();
    }
}
