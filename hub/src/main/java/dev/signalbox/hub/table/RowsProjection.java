package dev.signalbox.hub.table;

import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.hub.projection.Projection;
import dev.signalbox.hub.projection.Tables;
import dev.signalbox.wire.EventTypes;
import dev.signalbox.wire.resource.RowEvent;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table {@code table_rows}: every row of every declared table, the deleted ones too, as what is left of them.
 *
 * <p>It takes the events of all tables by their verbs, whether a table is declared or not: so declaring one rebuilds nothing, a node
 * that does not know a declaration yet loses no event of it, and a table that comes back after it was withdrawn has its rows.
 */
public final class RowsProjection implements Projection {
    static final String NAME = "rows";
    static final String TABLE = "table_rows";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of(TABLE);
    }

    /** Keys are bytes, which both engines order alike, whatever the language of the database. */
    @Override
    public List<String> definition() {
        return List.of(
                """
                CREATE TABLE {table_rows} (
                    tbl             text NOT NULL,
                    row_key         bytea NOT NULL,
                    version         bigint NOT NULL,
                    position        bigint NOT NULL,
                    deleted         bigint NOT NULL,
                    data            text NOT NULL,
                    origins         text,
                    created_by      text NOT NULL,
                    created_at      bigint NOT NULL,
                    created_version bigint NOT NULL,
                    updated_by      text NOT NULL,
                    updated_at      bigint NOT NULL,
                    PRIMARY KEY (tbl, row_key))""",
                "CREATE INDEX {table_rows}_present ON {table_rows} (tbl, deleted, row_key)",
                "CREATE INDEX {table_rows}_age ON {table_rows} (tbl, deleted, updated_at)");
    }

    @Override
    public List<String> eventTypes() {
        return EventTypes.ROW_VERBS.stream().map(verb -> "*." + verb).toList();
    }

    @Override
    public Future<?> apply(RecordedEvent event, Tables tables, Transaction transaction) {
        return applyAll(List.of(event), tables, transaction);
    }

    /** Each row is read at most once and written once, however often the range changes it. */
    @Override
    public Future<?> applyAll(List<RecordedEvent> events, Tables tables, Transaction transaction) {
        Map<String, List<RecordedEvent>> streams = new LinkedHashMap<>();
        for (RecordedEvent event : events) {
            streams.computeIfAbsent(event.stream(), stream -> new ArrayList<>()).add(event);
        }
        Map<String, Fold<RowState, RowEvent>> folds = new HashMap<>();
        List<Future<?>> effects = new ArrayList<>(streams.size());
        for (List<RecordedEvent> stream : streams.values()) {
            Fold<RowState, RowEvent> fold = folds.computeIfAbsent(stream.get(0).category(), RowState::fold);
            effects.add(applyStream(stream, fold, tables, transaction));
        }
        return Future.all(effects);
    }

    private static Future<?> applyStream(
            List<RecordedEvent> events, Fold<RowState, RowEvent> fold, Tables tables, Transaction transaction) {
        RecordedEvent first = events.get(0);
        String table = fold.category();
        String key = first.subjectId();
        Future<RowState> before = first.version() == 1
                ? Future.succeededFuture(RowState.NONE)
                : RowColumns.find(table, key, tables, transaction).map(found -> found.orElse(RowState.NONE));
        return before.compose(state -> {
            if (state.version() != first.version() - 1) {
                return Future.failedFuture(new IllegalStateException(
                        first + " follows version " + state.version() + " of its row; rebuild the projection"));
            }
            RowState after = state;
            for (RecordedEvent event : events) after = fold.after(after, event);
            return RowColumns.store(table, key, after, tables, transaction);
        });
    }
}
