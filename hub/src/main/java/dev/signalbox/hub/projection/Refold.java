package dev.signalbox.hub.projection;

import dev.signalbox.hub.database.Blame;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.Row;
import dev.signalbox.hub.database.Transaction;
import dev.signalbox.hub.log.EventFilter;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.LogPage;
import dev.signalbox.hub.vertx.FewAtOnce;
import dev.signalbox.hub.vertx.Turns;
import dev.signalbox.wire.Cursor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One projection folded anew into a store of its own, and held against its tables row by row, while events go on. Each
 * page of rows is read together with the checkpoint that it belongs to, in one short read; then the fold is moved on to
 * exactly there, and the two are compared. So nothing is locked, no read stays open, and every difference is one.
 */
public final class Refold {
    private static final int EVENTS_A_RANGE = 1_000;
    private static final int ROWS_A_PAGE = 500;
    /** Bytes at which a page ends. */
    private static final long PAGE_BYTES = 1024L * 1024;
    /** How often rows are looked at again that a job may be about to bring up to date. */
    private static final int LOOKS_AGAIN = 20;

    private static final long LOOK_AGAIN_MILLIS = 250;
    private static final String PROBLEMS = "SELECT position, stream, event_id, event_type FROM fold_problems"
            + " WHERE projection = $1 ORDER BY position";

    private final Projection projection;
    private final Database live;
    private final EventLog log;
    private final Database scratch;
    private final Witness witness;
    private final Vertx vertx;
    private final Context context;
    private final ProjectionWriter writer;
    private final List<TableShape> shapes = new ArrayList<>();

    /**
     * One thing in which the tables are not what the log says.
     *
     * @param table its name, or {@code checkpoints}, or {@code fold_problems}
     * @param key what tells the row apart, for people
     * @param field the column, or {@code column.field} of one with JSON; null when it is the whole row
     * @param position of the event that decides it; null when none does, or it is the table as a whole
     * @param what is wrong, for people, as the rest of a sentence; shows no text of a row
     */
    public record Difference(
            String table,
            @Nullable String key,
            @Nullable String field,
            @Nullable Long position,
            String what) {}

    /** Who hears of it. */
    public interface Witness {
        /** Everything up to here is folded. */
        void folded(long position);

        /** So many rows more were compared. */
        void compared(String table, int rows);

        void differs(Difference difference);

        /** Whether a hub is at work on the tables: what a job of it is about to do is waited for. */
        boolean isServed();

        /** Between two steps; the next one begins when this completes, none when it fails. */
        Future<?> breath();
    }

    /** Rows as they were at a checkpoint. */
    private record Seen(Checkpoints.@Nullable Checkpoint checkpoint, List<Row> rows) {}

    /** The tables were swapped for others meanwhile, or are further than the log: nothing can be compared. */
    private static final class Incomparable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Incomparable(String why) {
            super(why, null, false, false);
        }
    }

    private Refold(Projection projection, Database live, EventLog log, Database scratch, Witness witness, Vertx vertx) {
        this.projection = projection;
        this.live = live;
        this.log = log;
        this.scratch = scratch;
        this.witness = witness;
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.writer = new ProjectionWriter(
                projection,
                projection.name(),
                (transaction, from, to, held) -> Future.succeededFuture(true),
                new Tables(projection.tables(), ""),
                scratch,
                0);
    }

    /**
     * Folds and compares all tables of a projection. Completes when the witness has heard of everything; fails with
     * what a store fails with, or the witness.
     *
     * @param live where its tables are
     * @param scratch a SQLite store without these tables, which are made there
     */
    public static Future<Void> run(
            Projection projection, Database live, EventLog log, Database scratch, Witness witness, Vertx vertx) {
        Refold refold = new Refold(projection, live, log, scratch, witness, vertx);
        return refold.begin().recover(failure -> {
            if (!(failure instanceof Incomparable)) return Future.failedFuture(failure);
            witness.differs(
                    new Difference("checkpoints", projection.name(), null, null, String.valueOf(failure.getMessage())));
            return Future.succeededFuture();
        });
    }

    /** Whose checkpoints are there that belong to none of the projections, and to no rebuild of one. */
    public static Future<List<String>> strangers(List<Projection> known, Database live) {
        Set<String> names = new HashSet<>();
        for (Projection each : known) names.addAll(List.of(each.name(), Rebuild.rowOf(each)));
        return live.read(Checkpoints::names)
                .map(found ->
                        found.stream().filter(name -> !names.contains(name)).toList());
    }

    /** Whether none of these has a checkpoint or a table: a store that was restored, on which no hub has begun. */
    public static Future<Boolean> areUnbegun(List<Projection> known, Database live) {
        List<String> tables =
                known.stream().flatMap(each -> each.tables().stream()).toList();
        return live.read(transaction -> Checkpoints.names(transaction)
                .compose(names -> names.isEmpty()
                        ? FewAtOnce.inOrder(
                                        tables,
                                        table ->
                                                transaction.query(live.dialect().kindOf(), table))
                                .map(found -> found.stream().allMatch(List::isEmpty))
                        : Future.succeededFuture(false)));
    }

    /** Whether all of these have tables: a store that was restored has none before a hub has begun on it. */
    public static Future<Boolean> areFolded(List<Projection> known, Database live) {
        List<String> names = known.stream().map(Projection::name).toList();
        return live.read(Checkpoints::names).map(found -> found.containsAll(names));
    }

    private Future<Void> begin() {
        Future<Void> made = scratch.write(transaction ->
                ProjectionFollower.define(projection, new Tables(projection.tables(), ""), scratch, transaction));
        return made.compose(defined -> live.read(transaction -> Checkpoints.find(transaction, projection.name())))
                .compose(this::upTo)
                .compose(folded -> projection.settle(scratch))
                .compose(settled -> shapes())
                .compose(known -> inOrder(0))
                .compose(compared -> problems());
    }

    private Future<Void> shapes() {
        return scratch.read(transaction -> {
            Future<?> last = Future.succeededFuture();
            for (String table : projection.tables()) {
                last = last.compose(done -> TableShape.of(table, transaction)).map(shapes::add);
            }
            return last.mapEmpty();
        });
    }

    private Future<Void> inOrder(int index) {
        if (index == shapes.size()) return Future.succeededFuture();
        TableShape shape = shapes.get(index);
        return new TableWalk(shape)
                .run()
                .recover(failure -> {
                    if (!Blame.isOfTheTables(failure)) return Future.failedFuture(failure);
                    String what = "is missing, or a column of it is: " + failure.getMessage();
                    witness.differs(new Difference(shape.name(), null, null, null, what));
                    return Future.succeededFuture();
                })
                .compose(done -> inOrder(index + 1));
    }

    /** Folds on to a checkpoint, exactly. */
    private Future<Void> upTo(Checkpoints.@Nullable Checkpoint checkpoint) {
        if (checkpoint == null) throw new Incomparable("is missing: the tables cannot be compared");
        if (!checkpoint.shape().equals(ProjectionFollower.shapeOf(projection))) {
            throw new Incomparable("has the shape of another version of Signalbox, or was changed: a start of this"
                    + " version folds the tables anew");
        }
        long position = checkpoint.position();
        if (writer.position() >= position) return Future.succeededFuture();
        return Turns.whileMore(context, () -> range(position));
    }

    private Future<Boolean> range(long position) {
        EventFilter wanted = EventFilter.types(projection.eventTypes());
        return log.read(writer.position(), EVENTS_A_RANGE, wanted).compose(page -> {
            if (page.to().position() <= page.from()) {
                throw new Incomparable("is at position " + position + ", and the log ends at " + page.head());
            }
            return writer.add(clipped(page, position), context)
                    .compose(added -> {
                        witness.folded(writer.position());
                        return witness.breath();
                    })
                    .map(rested -> writer.position() < position);
        });
    }

    private LogPage clipped(LogPage page, long position) {
        if (page.to().position() <= position) return page;
        return new LogPage(
                page.from(),
                new Cursor(page.to().epoch(), position, page.to().hashPrefix()),
                page.head(),
                page.events().stream()
                        .filter(event -> event.position() <= position)
                        .toList());
    }

    /** The walk through one table. */
    private final class TableWalk {
        private final TableShape shape;
        /** The key of the last row that was looked at; of no column before the first. */
        private @Nullable Object[] behind = {};

        private int looks;
        private boolean strangers;

        TableWalk(TableShape shape) {
            this.shape = shape;
        }

        Future<Void> run() {
            return Turns.whileMore(context, this::page).compose(walked -> counts());
        }

        private Future<Boolean> page() {
            return live.read(this::rows).compose(seen -> upTo(seen.checkpoint())
                    .compose(folded -> scratch.read(transaction -> compare(seen.rows(), transaction)))
                    .compose(found -> found.isEmpty() || !mayPass() ? next(seen, found) : again()));
        }

        private boolean mayPass() {
            return witness.isServed() && projection.settles() && looks < LOOKS_AGAIN;
        }

        /** A job may be late with what is no event. */
        private Future<Boolean> again() {
            looks++;
            return projection
                    .settle(scratch)
                    .compose(settled -> witness.breath())
                    .compose(rested -> looks < 2 ? Future.succeededFuture() : vertx.timer(LOOK_AGAIN_MILLIS))
                    .map(true);
        }

        private Future<Boolean> next(Seen seen, List<Difference> found) {
            looks = found.isEmpty() ? 0 : LOOKS_AGAIN;
            found.forEach(witness::differs);
            List<Row> rows = seen.rows();
            if (rows.isEmpty()) return Future.succeededFuture(false);
            behind = shape.values(shape.key(), rows.get(rows.size() - 1));
            witness.compared(shape.name(), rows.size());
            return witness.breath().map(rested -> true);
        }

        /** The next rows of the live table, with the checkpoint at which they are so. */
        private Future<Seen> rows(Transaction transaction) {
            return Checkpoints.find(transaction, projection.name()).compose(checkpoint -> transaction
                    .query(shape.sizes(behind.length > 0), with(behind, ROWS_A_PAGE))
                    .compose(sizes -> sizes.isEmpty()
                            ? Future.succeededFuture(List.<Row>of())
                            : transaction.query(shape.rows(behind.length > 0), with(behind, last(sizes))))
                    .map(rows -> new Seen(checkpoint, rows)));
        }

        private @Nullable Object[] last(List<Row> sizes) {
            long bytes = 0;
            int end = 0;
            while (end < sizes.size() && (end == 0 || bytes < PAGE_BYTES)) {
                bytes += sizes.get(end).bigint("bytes");
                end++;
            }
            return TableShape.first(shape.key().size(), sizes.get(end - 1));
        }

        private Future<List<Difference>> compare(List<Row> rows, Transaction transaction) {
            return FewAtOnce.inOrder(rows, row -> right(row, transaction).map(right -> difference(row, right)))
                    .map(found -> found.stream().flatMap(Optional::stream).toList());
        }

        private Optional<Difference> difference(Row row, @Nullable Row right) {
            if (right == null) {
                strangers = true;
                return Optional.of(of(row, null, "is in the table, and no event makes it"));
            }
            String column = shape.differing(row, right);
            if (column == null) return Optional.empty();
            return Optional.of(new Difference(
                    shape.name(),
                    shape.named(right),
                    shape.field(column, row, right),
                    shape.position(right),
                    shape.words(column, row, right)));
        }

        private Difference of(Row row, @Nullable String field, String what) {
            return new Difference(shape.name(), shape.named(row), field, shape.position(row), what);
        }

        /** The row that the fold made: by its key, or, when that was changed, by what else tells it apart. */
        private Future<@Nullable Row> right(Row row, Transaction transaction) {
            Future<@Nullable Row> found = by(shape.key(), row, transaction);
            for (List<String> unique : shape.uniques()) {
                found = found.compose(
                        known -> known != null ? Future.succeededFuture(known) : by(unique, row, transaction));
            }
            return found;
        }

        private Future<@Nullable Row> by(List<String> columns, Row row, Transaction transaction) {
            return transaction
                    .query(shape.find(columns), shape.values(columns, row))
                    .map(rows -> rows.isEmpty() ? null : rows.get(0));
        }

        /** Every row that is there was compared: when as many must be there, they are all. */
        private Future<Void> counts() {
            return live.read(transaction -> Checkpoints.find(transaction, projection.name())
                            .compose(checkpoint ->
                                    transaction.query(shape.count()).map(rows -> new Seen(checkpoint, rows))))
                    .compose(seen -> upTo(seen.checkpoint())
                            .compose(folded -> scratch.read(transaction -> transaction.query(shape.count())))
                            .compose(rows -> {
                                long there = seen.rows().get(0).bigint("n");
                                long right = rows.get(0).bigint("n");
                                if (there > right && !strangers) {
                                    witness.differs(new Difference(
                                            shape.name(),
                                            null,
                                            null,
                                            null,
                                            "has " + there + " rows, and the log makes " + right));
                                }
                                return there < right || strangers ? missing() : Future.succeededFuture();
                            }));
        }

        private Future<Void> missing() {
            behind = new Object[0];
            return Turns.whileMore(context, () -> scratch.read(
                            transaction -> transaction.query(shape.sizes(behind.length > 0), with(behind, ROWS_A_PAGE)))
                    .compose(keys -> keys.isEmpty() ? Future.succeededFuture(false) : missing(keys)));
        }

        private Future<Boolean> missing(List<Row> keys) {
            int columns = shape.key().size();
            behind = TableShape.first(columns, keys.get(keys.size() - 1));
            return live.read(transaction -> Checkpoints.find(transaction, projection.name())
                            .compose(checkpoint ->
                                    absent(keys, transaction).map(absent -> new Seen(checkpoint, absent))))
                    .compose(seen -> upTo(seen.checkpoint())
                            .compose(folded -> scratch.read(transaction -> present(seen.rows(), transaction))))
                    .compose(missing -> {
                        for (Row row : missing) {
                            witness.differs(of(row, null, "is missing, and the log says that it is there"));
                        }
                        return witness.breath();
                    })
                    .map(rested -> true);
        }

        private Future<List<Row>> absent(List<Row> keys, Transaction transaction) {
            return FewAtOnce.inOrder(keys, key -> find(key, transaction)
                            .map(found -> found.isEmpty() ? Optional.of(key) : Optional.<Row>empty()))
                    .map(absent -> absent.stream().flatMap(Optional::stream).toList());
        }

        /** Of keys that are not there the rows that the fold has still. */
        private Future<List<Row>> present(List<Row> keys, Transaction transaction) {
            return FewAtOnce.inOrder(keys, key -> find(key, transaction))
                    .map(found -> found.stream().flatMap(List::stream).toList());
        }

        private Future<List<Row>> find(Row key, Transaction transaction) {
            int columns = shape.key().size();
            return transaction.query(shape.find(shape.key()), TableShape.first(columns, key));
        }
    }

    /** What was set aside must be what is set aside now; how it was said may differ between versions. */
    private Future<Void> problems() {
        return live.read(transaction -> Checkpoints.find(transaction, projection.name())
                        .compose(checkpoint ->
                                transaction.query(PROBLEMS, projection.name()).map(rows -> new Seen(checkpoint, rows))))
                .compose(seen -> upTo(seen.checkpoint())
                        .compose(folded -> scratch.read(transaction -> transaction.query(PROBLEMS, projection.name())))
                        .map(right -> {
                            compareProblems(seen.rows(), right);
                            return null;
                        }));
    }

    private void compareProblems(List<Row> found, List<Row> right) {
        for (int i = 0; i < Math.max(found.size(), right.size()); i++) {
            Row is = i < found.size() ? found.get(i) : null;
            Row must = i < right.size() ? right.get(i) : null;
            if (is != null && must != null && sameProblem(is, must)) continue;
            Row of = Objects.requireNonNull(must == null ? is : must);
            witness.differs(new Difference(
                    "fold_problems",
                    projection.name() + " " + of.text("stream"),
                    null,
                    of.bigint("position"),
                    must == null
                            ? "says that an event could not be folded, and it can"
                            : "does not say of an event that could not be folded what it is"));
            return;
        }
    }

    private static boolean sameProblem(Row one, Row other) {
        for (String column : List.of("position", "stream", "event_id", "event_type")) {
            if (!Objects.equals(one.value(column), other.value(column))) return false;
        }
        return true;
    }

    private static @Nullable Object[] with(@Nullable Object[] first, @Nullable Object... then) {
        List<@Nullable Object> all = new ArrayList<>();
        for (Object each : first) all.add(each);
        for (Object each : then) all.add(each);
        return all.toArray();
    }
}
