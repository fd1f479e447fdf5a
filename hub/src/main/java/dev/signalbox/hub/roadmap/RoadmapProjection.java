package dev.signalbox.hub.roadmap;

import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Changed;
import dev.signalbox.hub.projection.Columns;
import dev.signalbox.hub.projection.EventHandlers;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemAdded;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemMoved;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemRemoved;
import dev.signalbox.hub.roadmap.RoadmapEvent.ItemUpdated;
import dev.signalbox.hub.roadmap.RoadmapEvent.KeyFreed;
import dev.signalbox.hub.roadmap.RoadmapEvent.KeyTaken;
import dev.signalbox.hub.roadmap.RoadmapEvent.StatusSet;
import dev.signalbox.wire.resource.RoadmapItem;
import io.vertx.core.Future;
import java.util.List;

/**
 * The table {@code roadmap}, one row an item that is on it, and {@code roadmap_steps}, which says where in the log the steps of the
 * history stand; what they say stays in the streams.
 */
public final class RoadmapProjection implements Projection {
    static final String NAME = "roadmap";
    static final String STEPS = "roadmap_steps";

    private final EventHandlers<RoadmapEvent> handlers = new EventHandlers<>(RoadmapEvent.CODEC)
            .on(ItemAdded.class, RoadmapProjection::add)
            .on(ItemUpdated.class, RoadmapProjection::update)
            .on(ItemMoved.class, RoadmapProjection::move)
            .on(StatusSet.class, RoadmapProjection::setStatus)
            .on(ItemRemoved.class, RoadmapProjection::remove)
            .on(KeyTaken.class, RoadmapProjection::leaveInTheLog)
            .on(KeyFreed.class, RoadmapProjection::leaveInTheLog)
            .covering();

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of(NAME, STEPS);
    }

    @Override
    public List<String> definition() {
        return List.of(
                """
                CREATE TABLE {roadmap} (
                    id          text PRIMARY KEY,
                    position    bigint NOT NULL,
                    version     bigint NOT NULL,
                    item_key    text NOT NULL,
                    folded_key  text NOT NULL,
                    title       text NOT NULL,
                    status      text NOT NULL,
                    rank        text NOT NULL,
                    description text,
                    links       text NOT NULL,
                    estimate    text,
                    comment     text,
                    created_at  bigint NOT NULL,
                    created_by  text NOT NULL,
                    updated_at  bigint NOT NULL,
                    updated_by  text NOT NULL)""",
                "CREATE INDEX {roadmap}_rank ON {roadmap} (rank, id)",
                "CREATE INDEX {roadmap}_key ON {roadmap} (folded_key)",
                """
                CREATE TABLE {roadmap_steps} (
                    position    bigint PRIMARY KEY,
                    item        text NOT NULL,
                    version     bigint NOT NULL,
                    recorded_at bigint NOT NULL)""",
                "CREATE INDEX {roadmap_steps}_item ON {roadmap_steps} (item, position)",
                "CREATE INDEX {roadmap_steps}_time ON {roadmap_steps} (recorded_at)");
    }

    @Override
    public List<String> eventTypes() {
        return handlers.types();
    }

    @Override
    public Future<?> apply(RecordedEvent event, Tables tables, Transaction transaction) {
        return handlers.apply(event, tables, transaction);
    }

    private static Future<?> add(ItemAdded added, RecordedEvent recorded, Tables tables, Transaction transaction) {
        Long recordedAt = Columns.time(recorded.recordedAt());
        Future<?> row = transaction.update(
                tables.sql("""
                        INSERT INTO {roadmap} (id, position, version, item_key, folded_key, title, status, rank, description,
                            links, estimate, created_at, created_by, updated_at, updated_by)
                        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"""),
                recorded.subjectId(),
                recorded.position(),
                recorded.version(),
                added.key(),
                RoadmapItem.folded(added.key()),
                added.title(),
                added.status().word(),
                added.order(),
                added.description(),
                Columns.json(added.links()),
                added.estimate(),
                recordedAt,
                recorded.actor(),
                recordedAt,
                recorded.actor());
        return Future.all(row, step(recorded, tables, transaction));
    }

    private static Future<?> update(
            ItemUpdated updated, RecordedEvent recorded, Tables tables, Transaction transaction) {
        Future<Integer> rows = transaction.update(
                tables.sql("""
                        UPDATE {roadmap} SET item_key = coalesce($1, item_key), folded_key = coalesce($2, folded_key),
                            title = coalesce($3, title), description = nullif(coalesce($4, description), ''),
                            links = coalesce($5, links), estimate = nullif(coalesce($6, estimate), ''),
                            updated_at = $7, updated_by = $8, version = $9
                        WHERE id = $10"""),
                updated.key(),
                updated.key() == null ? null : RoadmapItem.folded(updated.key()),
                updated.title(),
                updated.description(),
                Columns.json(updated.links()),
                updated.estimate(),
                Columns.time(recorded.recordedAt()),
                recorded.actor(),
                recorded.version(),
                recorded.subjectId());
        return changed(rows, recorded, tables, transaction);
    }

    private static Future<?> move(ItemMoved moved, RecordedEvent recorded, Tables tables, Transaction transaction) {
        Future<Integer> rows = transaction.update(
                tables.sql(
                        "UPDATE {roadmap} SET rank = $1, updated_at = $2, updated_by = $3, version = $4 WHERE id = $5"),
                moved.order(),
                Columns.time(recorded.recordedAt()),
                recorded.actor(),
                recorded.version(),
                recorded.subjectId());
        return changed(rows, recorded, tables, transaction);
    }

    private static Future<?> setStatus(StatusSet set, RecordedEvent recorded, Tables tables, Transaction transaction) {
        Future<Integer> rows = transaction.update(
                tables.sql("""
                        UPDATE {roadmap} SET status = $1, comment = $2, updated_at = $3, updated_by = $4, version = $5
                        WHERE id = $6"""),
                set.status().word(),
                set.comment(),
                Columns.time(recorded.recordedAt()),
                recorded.actor(),
                recorded.version(),
                recorded.subjectId());
        return changed(rows, recorded, tables, transaction);
    }

    private static Future<?> remove(
            ItemRemoved removed, RecordedEvent recorded, Tables tables, Transaction transaction) {
        Future<Integer> rows =
                transaction.update(tables.sql("DELETE FROM {roadmap} WHERE id = $1"), recorded.subjectId());
        return changed(rows, recorded, tables, transaction);
    }

    private static Future<?> changed(
            Future<Integer> rows, RecordedEvent recorded, Tables tables, Transaction transaction) {
        return Future.all(Changed.oneRow(rows, recorded), step(recorded, tables, transaction));
    }

    private static Future<?> step(RecordedEvent recorded, Tables tables, Transaction transaction) {
        return transaction.update(
                tables.sql(
                        "INSERT INTO {roadmap_steps} (position, item, version, recorded_at) VALUES ($1, $2, $3, $4)"),
                recorded.position(),
                recorded.subjectId(),
                recorded.version(),
                Columns.time(recorded.recordedAt()));
    }

    /** Who has a key is asked of its stream, where the answer is never late. */
    private static Future<?> leaveInTheLog(
            RoadmapEvent ofAKey, RecordedEvent recorded, Tables tables, Transaction transaction) {
        return Future.succeededFuture();
    }
}
