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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a {@link FoldedTable}: one row a thing, those that are gone too, as what is left of them. Of a range each thing
 * is read at most once and written once, however often the range changes it; a thing that begins in the range is not
 * read at all.
 */
public final class FoldedProjection<S> implements Projection {
    /** A range of so many events is worth another thread. */
    private static final int LONG_RANGE_EVENTS = 50;

    private final FoldedTable<S> table;
    private final String sqlTable;
    private final String stepsTable;
    private final List<String> columns;
    private final String find;
    private final String store;
    private final String change;
    private final String step;

    public FoldedProjection(FoldedTable<S> table) {
        this.table = table;
        this.sqlTable = FoldedRows.sqlTable(table);
        this.stepsTable = table.name() + "_steps";
        this.columns = columnsOf(table);
        this.find = "SELECT " + FoldedRows.columns(table) + " FROM {" + sqlTable + "} WHERE "
                + (table.hasCategories() ? "row_key = $1 AND category = $2" : "row_key = $1");
        List<String> beside = columns.subList(table.hasCategories() ? 2 : 1, columns.size());
        this.store = store(beside);
        this.change = store(
                beside.stream().filter(column -> !column.startsWith("created_")).toList());
        this.step = "INSERT INTO {" + stepsTable + "} (position, item, version, recorded_at) VALUES ($1, $2, $3, $4)";
    }

    @Override
    public String name() {
        return table.name();
    }

    @Override
    public List<String> tables() {
        return table.hasSteps() ? List.of(sqlTable, stepsTable) : List.of(sqlTable);
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
                        + (table.hasCategories() ? " category text NOT NULL," : "")
                        + " row_key bytea NOT NULL, version bigint NOT NULL, position bigint NOT NULL,"
                        + " deleted bigint NOT NULL, created_position bigint PRIMARY KEY, created_at bigint NOT NULL,"
                        + " created_by text NOT NULL, updated_at bigint NOT NULL, updated_by text NOT NULL,"
                        + " resource text NOT NULL, incomplete bigint NOT NULL DEFAULT 0");
        if (table.hasExtra()) create.append(", extra text");
        if (table.hasDeadlines()) create.append(", due_at bigint");
        for (FoldedTable.Field<S> field : table.fields()) {
            create.append(", ").append(field.column()).append(' ').append(field.type());
        }
        List<String> statements = new ArrayList<>();
        statements.add(create.append(", UNIQUE (" + key(table) + "))").toString());
        statements.add(index("gone", key(table) + ") WHERE (deleted = 1"));
        if (table.hasDeadlines()) statements.add(index("due", "due_at) WHERE (due_at IS NOT NULL"));
        for (String each : table.indexes()) statements.add(index(Integer.toString(statements.size()), each));
        if (table.hasSteps()) {
            String steps = "{" + stepsTable + "}";
            statements.add("CREATE TABLE " + steps + " (position bigint PRIMARY KEY, item text NOT NULL,"
                    + " version bigint NOT NULL, recorded_at bigint NOT NULL)");
            statements.add("CREATE INDEX " + steps + "_item ON " + steps + " (item, position)");
            statements.add("CREATE INDEX " + steps + "_time ON " + steps + " (recorded_at)");
        }
        return statements;
    }

    private String index(String index, String over) {
        return "CREATE INDEX {" + sqlTable + "}_" + index + " ON {" + sqlTable + "} (" + over + ")";
    }

    /** A thing whose first event is missing gets the row of one that is not there, which what follows is folded on. */
    @Override
    public Future<?> setAside(RecordedEvent event, Tables tables, Transaction transaction) {
        Fold<S, ?> fold = table.fold(event.category());
        if (fold == null) return Future.succeededFuture();
        Folded<S> seen = Folded.nothing(event.subjectId(), fold.empty()).past(event);
        List<@Nullable Object> key = new ArrayList<>(List.of(keyOf(fold, event)));
        key.add(0, event.position());
        key.add(0, event.version());
        // Nothing can be decided about it, its end at a deadline neither.
        String mark = "UPDATE {" + sqlTable + "} SET incomplete = 1, version = $1, position = $2"
                + (table.hasDeadlines() ? ", due_at = NULL" : "") + " WHERE row_key = $3"
                + (table.hasCategories() ? " AND category = $4" : "");
        return transaction
                .update(tables.sql(mark), key.toArray())
                .compose(marked -> marked > 0
                        ? Future.succeededFuture(marked)
                        : transaction
                                .update(tables.sql(store), valuesOf(fold, seen, FoldedRow.OF_NOTHING, null))
                                .compose(added -> transaction.update(tables.sql(mark), key.toArray())));
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
        List<Future<?>> effects = new ArrayList<>();
        List<@Nullable Object[]> begun = new ArrayList<>(changes.size());
        List<@Nullable Object[]> steps = new ArrayList<>();
        for (Change change : changes) {
            if (change.row != null) begun.add(change.row);
            else effects.add(change.writeRow(tables, transaction));
            if (table.hasSteps()) change.addSteps(steps);
        }
        effects.add(transaction.updateAll(tables.sql(store), begun));
        if (table.hasSteps()) effects.add(transaction.updateAll(tables.sql(step), steps));
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

        void addSteps(List<@Nullable Object[]> steps) {
            for (RecordedEvent event : events) {
                steps.add(new Object[] {
                    event.position(), event.subjectId(), event.version(), Columns.time(event.recordedAt())
                });
            }
        }

        /** Of a thing that was there before. */
        Future<?> writeRow(Tables tables, Transaction transaction) {
            return transaction.query(tables.sql(find), keyOf(fold, first)).compose(found -> {
                FoldedRow stored = found.isEmpty() ? null : FoldedRow.of(found.get(0), table.hasExtra());
                Folded<S> before = before(stored);
                if (before.version() != first.version() - 1) {
                    return Future.failedFuture(new IllegalStateException(
                            first + " follows version " + before.version() + " of its row; rebuild the projection"));
                }
                Folded<S> after = after(before);
                boolean sameThing = after.created().equals(before.created());
                Future<Integer> written = transaction.update(tables.sql(sameThing ? change : store), rowOf(after));
                return stored == null || !stored.incomplete() || after.exists()
                        ? written
                        : written.compose(gone -> forget(tables, transaction));
            });
        }

        private Folded<S> before(@Nullable FoldedRow stored) {
            Folded<S> nothing = Folded.nothing(first.subjectId(), fold.empty());
            if (stored == null) return nothing;
            return stored.isOfNothing() ? nothing.at(stored.version()) : table.read(stored);
        }

        /** What is deleted lacks nothing any more, and may come to be anew. */
        private Future<Integer> forget(Tables tables, Transaction transaction) {
            String whole = "UPDATE {" + sqlTable + "} SET incomplete = 0 WHERE row_key = $1"
                    + (table.hasCategories() ? " AND category = $2" : "");
            return transaction
                    .update(tables.sql(whole), keyOf(fold, first))
                    .compose(marked -> FoldProblems.forgetBefore(transaction, events.get(events.size() - 1)));
        }

        private Folded<S> after(Folded<S> before) {
            Folded<S> folded = before;
            for (int i = 0; i < events.size(); i++) {
                folded = table.after(folded, steps.get(i).apply(folded.state()), events.get(i));
            }
            return folded;
        }

        private @Nullable Object[] rowOf(Folded<S> folded) {
            return valuesOf(fold, folded, Json.writeText(table.shown(folded.state())), folded.state());
        }
    }

    /** @param state by whose fields the row is found; null for none */
    private @Nullable Object[] valuesOf(Fold<S, ?> fold, Folded<S> folded, String resource, @Nullable S state) {
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        if (table.hasCategories()) values.add(fold.category());
        values.add(FoldedRows.bytes(folded.key()));
        values.add(folded.version());
        values.add(folded.updated().position());
        values.add(folded.exists() ? 0L : 1L);
        values.add(folded.created().position());
        values.add(Columns.time(folded.created().at()));
        values.add(folded.created().by());
        values.add(Columns.time(folded.updated().at()));
        values.add(folded.updated().by());
        values.add(resource);
        if (table.hasExtra()) values.add(state == null ? null : table.extra(state));
        if (table.hasDeadlines()) values.add(state == null ? null : Columns.time(table.due(state)));
        for (FoldedTable.Field<S> field : table.fields()) {
            Object value = state == null ? null : field.value().apply(state);
            values.add(value instanceof Integer number ? Long.valueOf(number) : value);
        }
        return values.toArray();
    }

    private Object[] keyOf(Fold<S, ?> fold, RecordedEvent event) {
        byte[] key = FoldedRows.bytes(event.subjectId());
        return table.hasCategories() ? new Object[] {key, fold.category()} : new Object[] {key};
    }

    private static <S, E> UnaryOperator<S> stepOf(Fold<S, E> fold, RecordedEvent recorded) {
        E event = fold.codec().decode(recorded);
        return state -> fold.after(state, event, recorded);
    }

    /** @param changing the columns of a row that is there; leaving out others spares their indexes */
    private String store(List<String> changing) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i <= columns.size(); i++) values.add("$" + i);
        return "INSERT INTO {" + sqlTable + "} (" + String.join(", ", columns) + ") VALUES ("
                + String.join(", ", values) + ") ON CONFLICT (" + key(table) + ") DO UPDATE SET "
                + changing.stream()
                        .map(column -> column + " = excluded." + column)
                        .collect(Collectors.joining(", "));
    }

    /** What tells rows apart. */
    private static String key(FoldedTable<?> table) {
        return table.hasCategories() ? "category, row_key" : "row_key";
    }

    private static List<String> columnsOf(FoldedTable<?> table) {
        List<String> columns = new ArrayList<>();
        if (table.hasCategories()) columns.add("category");
        columns.addAll(List.of(FoldedRows.columns(table).split(", ")));
        // Set when an event is set aside, and stays when others are written.
        columns.remove("incomplete");
        if (table.hasDeadlines()) columns.add("due_at");
        table.fields().forEach(field -> columns.add(field.column()));
        return columns;
    }
}
