package dev.signalbox.hub.projection;

import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link FoldedTable}: one row a thing, those that are gone too, as what is left of them. Of a range each thing is read at most
 * once and written once, however often the range changes it; a thing that begins in the range is not read at all.
 */
public final class FoldedProjection<S> implements Projection {
    /** A range of so many events is worth another thread. */
    private static final int LONG_RANGE_EVENTS = 50;

    private final FoldedTable<S> table;
    private final String sqlTable;
    private final List<String> columns;
    private final String find;
    private final String store;

    public FoldedProjection(FoldedTable<S> table) {
        this.table = table;
        this.sqlTable = FoldedRows.sqlTable(table);
        this.columns = columnsOf(table);
        this.find =
                "SELECT " + FoldedRows.columns(table) + " FROM {" + sqlTable + "} WHERE category = $1 AND row_key = $2";
        this.store = store();
    }

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public List<String> tables() {
        return List.of(sqlTable);
    }

    @Override
    public List<String> eventTypes() {
        return table.eventTypes();
    }

    @Override
    public TableView view() {
        return table.view();
    }

    /** Keys are bytes, which both engines order alike, whatever the language of the database. */
    @Override
    public List<String> definition() {
        StringBuilder create = new StringBuilder(
                "CREATE TABLE {" + sqlTable + "} (/* " + table.view().shape() + " */"
                        + " category text NOT NULL, row_key bytea NOT NULL, version bigint NOT NULL, position bigint NOT NULL,"
                        + " deleted bigint NOT NULL, created_position bigint NOT NULL, created_at bigint NOT NULL,"
                        + " created_by text NOT NULL, updated_at bigint NOT NULL, updated_by text NOT NULL,"
                        + " resource text NOT NULL");
        if (table.hasExtra()) create.append(", extra text");
        if (table.hasDeadlines()) create.append(", due_at bigint");
        for (FoldedTable.Field<S> field : table.fields()) {
            create.append(", ").append(field.column()).append(' ').append(field.type());
        }
        List<String> statements = new ArrayList<>();
        statements.add(create.append(", PRIMARY KEY (category, row_key))").toString());
        statements.add(index("gone", "category, row_key) WHERE (deleted = 1"));
        if (table.hasDeadlines()) statements.add(index("due", "due_at) WHERE (due_at IS NOT NULL"));
        for (String each : table.indexes()) statements.add(index(Integer.toString(statements.size()), each));
        return statements;
    }

    private String index(String index, String over) {
        return "CREATE INDEX {" + sqlTable + "}_" + index + " ON {" + sqlTable + "} (" + over + ")";
    }

    @Override
    public Future<?> apply(RecordedEvent event, Tables tables, Transaction transaction) {
        return applyAll(List.of(event), tables, transaction);
    }

    @Override
    public Future<?> applyAll(List<RecordedEvent> events, Tables tables, Transaction transaction) {
        return prepare(events).on(tables, transaction);
    }

    @Override
    public boolean preparesLong(List<RecordedEvent> events) {
        return events.size() > LONG_RANGE_EVENTS;
    }

    @Override
    public Work prepare(List<RecordedEvent> events) {
        Map<String, Change> changes = new LinkedHashMap<>();
        for (RecordedEvent event : events) {
            Change known = changes.get(event.stream());
            if (known == null) known = begun(event);
            if (known == null) continue;
            changes.putIfAbsent(event.stream(), known);
            known.add(event);
        }
        for (Change change : changes.values()) change.foldWhatBegins();
        return (tables, transaction) -> write(changes.values(), tables, transaction);
    }

    private @Nullable Change begun(RecordedEvent event) {
        Fold<S, ?> fold = table.fold(event.category());
        return fold == null ? null : new Change(fold, event);
    }

    private Future<?> write(Collection<Change> changes, Tables tables, Transaction transaction) {
        List<Future<?>> effects = new ArrayList<>(changes.size());
        for (Change change : changes) effects.add(change.write(tables, transaction));
        return Future.all(effects);
    }

    /** What a range makes of one thing. */
    private final class Change {
        private final Fold<S, ?> fold;
        private final RecordedEvent first;
        private final List<RecordedEvent> events = new ArrayList<>(1);
        private final List<UnaryOperator<S>> steps = new ArrayList<>(1);
        private @Nullable Object @Nullable [] row;

        Change(Fold<S, ?> fold, RecordedEvent first) {
            this.fold = fold;
            this.first = first;
        }

        void add(RecordedEvent event) {
            events.add(event);
            steps.add(stepOf(fold, event));
        }

        void foldWhatBegins() {
            if (first.version() == 1) row = rowOf(after(Folded.nothing(first.subjectId(), fold.empty())));
        }

        Future<?> write(Tables tables, Transaction transaction) {
            if (row != null) return transaction.update(tables.sql(store), row);
            return transaction
                    .query(tables.sql(find), fold.category(), FoldedRows.bytes(first.subjectId()))
                    .compose(found -> {
                        Folded<S> before = found.isEmpty()
                                ? Folded.nothing(first.subjectId(), fold.empty())
                                : table.read(FoldedRow.of(found.get(0), table.hasExtra()));
                        if (before.version() != first.version() - 1) {
                            return Future.failedFuture(new IllegalStateException(first + " follows version "
                                    + before.version() + " of its row; rebuild the projection"));
                        }
                        return transaction.update(tables.sql(store), rowOf(after(before)));
                    });
        }

        private Folded<S> after(Folded<S> before) {
            Folded<S> folded = before;
            for (int i = 0; i < events.size(); i++) {
                folded = table.after(folded, steps.get(i).apply(folded.state()), events.get(i));
            }
            return folded;
        }

        private @Nullable Object[] rowOf(Folded<S> folded) {
            S state = folded.state();
            List<@Nullable Object> values = new ArrayList<>(columns.size());
            values.add(fold.category());
            values.add(FoldedRows.bytes(folded.key()));
            values.add(folded.version());
            values.add(folded.updated().position());
            values.add(folded.exists() ? 0L : 1L);
            values.add(folded.created().position());
            values.add(Columns.time(folded.created().at()));
            values.add(folded.created().by());
            values.add(Columns.time(folded.updated().at()));
            values.add(folded.updated().by());
            values.add(Json.writeText(table.shown(state)));
            if (table.hasExtra()) values.add(table.extra(state));
            if (table.hasDeadlines()) values.add(Columns.time(table.due(state)));
            for (FoldedTable.Field<S> field : table.fields()) {
                Object value = field.value().apply(state);
                values.add(value instanceof Integer number ? Long.valueOf(number) : value);
            }
            return values.toArray();
        }
    }

    private static <S, E> UnaryOperator<S> stepOf(Fold<S, E> fold, RecordedEvent recorded) {
        E event = fold.codec().decode(recorded);
        return state -> fold.after(state, event, recorded);
    }

    private String store() {
        List<String> values = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        for (String column : columns) {
            values.add("$" + (values.size() + 1));
            if (values.size() > 2) changed.add(column + " = excluded." + column);
        }
        return "INSERT INTO {" + sqlTable + "} (" + String.join(", ", columns) + ") VALUES ("
                + String.join(", ", values) + ") ON CONFLICT (category, row_key) DO UPDATE SET "
                + String.join(", ", changed);
    }

    private static List<String> columnsOf(FoldedTable<?> table) {
        List<String> columns = new ArrayList<>(List.of("category"));
        columns.addAll(List.of(FoldedRows.columns(table).split(", ")));
        if (table.hasDeadlines()) columns.add("due_at");
        table.fields().forEach(field -> columns.add(field.column()));
        return columns;
    }
}
