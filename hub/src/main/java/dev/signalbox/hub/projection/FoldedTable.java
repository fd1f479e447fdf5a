package dev.signalbox.hub.projection;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.command.Fold;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.Json;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A feature's declaration of its table: how events become a state ({@link Fold}), how a state is shown, and by what
 * rows are found. All that is read of the thing follows from it: lists, rows as they were, snapshots, deadlines, the
 * view for SQL. A field of the resource is written nowhere else; when the record of the resource changes, the table is
 * folded anew.
 */
public final class FoldedTable<S> {
    private final String name;
    private final @Nullable String category;
    private final List<String> eventTypes;
    private final Function<String, @Nullable Fold<S, ?>> folds;
    private final Function<S, @Nullable Object> resource;
    private final Predicate<S> exists;
    private final Function<FoldedRow, S> state;
    private final @Nullable Function<S, @Nullable String> extra;
    private final List<Field<S>> fields;
    private final List<String> indexes;
    private final @Nullable Deadline<S> deadline;
    private final boolean steps;
    private final TableView view;
    private final List<String> resourceFields;

    /** A column by which rows are found: {@code by_<name>}. */
    record Field<S>(String column, String type, Function<S, @Nullable Object> value) {}

    /** When things end by themselves. */
    record Deadline<S>(
            Function<S, @Nullable Instant> of,
            List<String> eventTypes,
            Function<RecordedEvent, @Nullable Instant> by) {}

    private FoldedTable(Declaring<S> declared) {
        this.name = declared.name;
        this.category = declared.category;
        this.eventTypes = declared.eventTypes;
        this.folds = declared.folds;
        this.resource = declared.resource;
        this.exists = declared.exists;
        this.state = Objects.requireNonNull(declared.state, "state");
        this.extra = declared.extra;
        this.fields = List.copyOf(declared.fields);
        this.indexes = List.copyOf(declared.indexes);
        this.deadline = declared.deadline;
        this.steps = declared.steps;
        this.view = Objects.requireNonNull(declared.view, "view");
        this.resourceFields = declared.resourceFields;
    }

    /**
     * Begins the declaration of a table for the things of one fold, under the name that its projection and its view
     * have.
     */
    public static <S> Declaring<S> of(String name, Fold<S, ?> fold) {
        String only = fold.category();
        return new Declaring<>(name, only, fold.codec().types(), category -> category.equals(only) ? fold : null);
    }

    /**
     * The same for things of several categories.
     *
     * @param eventTypes types or patterns of them
     * @param folds the fold of a category; null for one that is not of this table. Asked once for each stream of a
     *     range
     */
    public static <S> Declaring<S> of(
            String name, List<String> eventTypes, Function<String, @Nullable Fold<S, ?>> folds) {
        return new Declaring<>(name, null, eventTypes, folds);
    }

    /** The name of the projection that keeps it. */
    public String name() {
        return name;
    }

    /** What keeps the rows. */
    public Projection projection() {
        return new FoldedProjection<>(this);
    }

    /** The rows of the one category that it has. */
    public FoldedRows<S> rows(Database database) {
        return rows(Objects.requireNonNull(category, "several categories"), database);
    }

    /** The rows of one category. */
    public FoldedRows<S> rows(String of, Database database) {
        return new FoldedRows<>(this, of, database);
    }

    /** How many things there are in each category that has one, in one look at all. */
    public Future<Map<String, Long>> counts(Database database) {
        return FoldedRows.counts(this, database);
    }

    /** Whether its rows are told apart by category, too: then a row has a column of it. */
    boolean hasCategories() {
        return category == null;
    }

    List<String> eventTypes() {
        return eventTypes;
    }

    /** How the streams of a category are read; null when they are not of this table. */
    public @Nullable Fold<S, ?> fold(String category) {
        return folds.apply(category);
    }

    /** Names of the fields of a resource; empty where each category has its own. */
    public List<String> resourceFields() {
        return resourceFields;
    }

    /** The resource in a state, of a thing that is there. */
    public JsonNode resource(S of) {
        Object shown = shown(of);
        return shown instanceof JsonNode tree ? tree : Json.tree(shown);
    }

    /** What is written as the resource. */
    Object shown(S of) {
        return Objects.requireNonNull(resource.apply(of));
    }

    /** One event on. */
    public Folded<S> after(Folded<S> before, S next, RecordedEvent event) {
        return before.after(next, exists.test(next), event);
    }

    /** The thing of a row. */
    public Folded<S> read(FoldedRow row) {
        return new Folded<>(row.key(), state.apply(row), row.version(), !row.deleted(), row.created(), row.updated());
    }

    boolean hasExtra() {
        return extra != null;
    }

    @Nullable
    String extra(S of) {
        return extra == null ? null : extra.apply(of);
    }

    List<Field<S>> fields() {
        return fields;
    }

    List<String> indexes() {
        return indexes;
    }

    boolean hasDeadlines() {
        return deadline != null;
    }

    @Nullable
    Instant due(S of) {
        return deadline == null ? null : deadline.of().apply(of);
    }

    /** The events that may bring a deadline. */
    public EventFilter deadlineEvents() {
        return EventFilter.types(
                Objects.requireNonNull(deadline, "no deadlines").eventTypes());
    }

    /** The deadline that such an event brings; null when it brings none. */
    public @Nullable Instant deadlineBy(RecordedEvent event) {
        return Objects.requireNonNull(deadline, "no deadlines").by().apply(event);
    }

    /** Whether it remembers where each event of its things stands. */
    boolean hasSteps() {
        return steps;
    }

    TableView view() {
        return view;
    }

    /** A table while it is declared. */
    public static final class Declaring<S> {
        private final String name;
        private final @Nullable String category;
        private final List<String> eventTypes;
        private final Function<String, @Nullable Fold<S, ?>> folds;
        private final List<Field<S>> fields = new ArrayList<>();
        private final List<String> indexes = new ArrayList<>();
        private Function<S, @Nullable Object> resource = none -> null;
        private Predicate<S> exists = some -> resource.apply(some) != null;
        private @Nullable Function<FoldedRow, S> state;
        private @Nullable Function<S, @Nullable String> extra;
        private @Nullable Deadline<S> deadline;
        private boolean steps;
        private @Nullable TableView view;
        private List<String> resourceFields = List.of();

        private Declaring(
                String name,
                @Nullable String category,
                List<String> eventTypes,
                Function<String, @Nullable Fold<S, ?>> folds) {
            this.name = name;
            this.category = category;
            this.eventTypes = List.copyOf(eventTypes);
            this.folds = folds;
        }

        /**
         * What the API shows of a state, null of none; and the state that has this resource.
         *
         * @param untold fields that no event tells, since the answer alone has them: the view has no column of them
         */
        public <R extends Record> Declaring<S> resource(
                Class<R> type, Function<S, @Nullable R> shown, Function<R, S> stateOf, String... untold) {
            resource = shown::apply;
            state = row -> stateOf.apply(row.as(type));
            view = TableView.of(name, type, Set.of(untold));
            // That events of it could not be read is said of a thing beside its fields.
            resourceFields = Columns.fieldsOf(type).stream()
                    .filter(field -> !field.equals("incomplete"))
                    .toList();
            return this;
        }

        /** Of things that go: whether one is gone, and the state of one that is, of what is left of it. */
        public Declaring<S> goes(Predicate<S> gone, UnaryOperator<S> leave) {
            Function<FoldedRow, S> there = Objects.requireNonNull(state);
            exists = exists.and(gone.negate());
            state = row -> row.deleted() ? leave.apply(there.apply(row)) : there.apply(row);
            return this;
        }

        /** What the state says beyond the resource, and the state with it. */
        public Declaring<S> extra(Function<S, @Nullable String> written, BiFunction<S, String, S> read) {
            Function<FoldedRow, S> without = Objects.requireNonNull(state);
            extra = written;
            state = row -> read.apply(without.apply(row), Objects.requireNonNull(row.extra()));
            return this;
        }

        /**
         * The same for a state that is written by hand: what the API shows, also of one that is gone; beyond that; and
         * there and back.
         */
        public Declaring<S> stored(
                Function<S, @Nullable Object> shown,
                Predicate<S> there,
                Function<S, @Nullable String> beyond,
                Function<FoldedRow, S> read) {
            resource = shown;
            exists = there;
            extra = beyond;
            state = read;
            return this;
        }

        /** The columns of the view, and its name. */
        public Declaring<S> view(String named, String columns) {
            view = new TableView(named, columns, (table, dialect) -> "SELECT " + columns + " FROM " + table);
            return this;
        }

        /** Remembers in {@code <name>_steps} where each event of a thing stands, for histories of many things. */
        public Declaring<S> steps() {
            steps = true;
            return this;
        }

        /** A text by which rows are found. */
        public Declaring<S> text(String field, Function<S, @Nullable String> value) {
            fields.add(new Field<>("by_" + field, "text", value::apply));
            return this;
        }

        /** A number by which rows are found. */
        public Declaring<S> number(String field, Function<S, @Nullable Integer> value) {
            fields.add(new Field<>("by_" + field, "bigint", value::apply));
            return this;
        }

        /** Tags, each of which finds the row. */
        public Declaring<S> tags(String field, Function<S, List<String>> value) {
            return text(field, of -> {
                List<String> tags = value.apply(of);
                return tags.isEmpty() ? null : Columns.tags(tags);
            });
        }

        /** An index over columns, as {@code "by_state, created_position"}. */
        public Declaring<S> index(String columns) {
            indexes.add(columns);
            return this;
        }

        /**
         * Things end by themselves.
         *
         * @param of the deadline of a state; null when it has none, or is over
         * @param types the events that may bring one
         * @param by the deadline that such an event brings; null when it brings none
         */
        public Declaring<S> due(
                Function<S, @Nullable Instant> of, List<String> types, Function<RecordedEvent, @Nullable Instant> by) {
            deadline = new Deadline<>(of, List.copyOf(types), by);
            return this;
        }

        public FoldedTable<S> declared() {
            return new FoldedTable<>(this);
        }
    }
}
