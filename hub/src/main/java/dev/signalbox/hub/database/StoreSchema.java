package dev.signalbox.hub.database;

import dev.signalbox.hub.database.Shape.Made;
import dev.signalbox.wire.Times;
import dev.signalbox.wire.resource.SchemaStatus;
import dev.signalbox.wire.resource.SchemaStatus.Applied;
import dev.signalbox.wire.resource.SchemaStatus.Holder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the store of one log as migrations see them: looked at, migrated and mended without a hub. One thread
 * at a time; a SQLite file blocks it, and is changed only by whoever holds the {@link FolderLock}. Futures fail like
 * those of {@link Database}.
 */
public final class StoreSchema {
    private static final String WHO = """
            SELECT CASE WHEN l.pid IS NULL THEN 'connection' WHEN l.granted THEN 'migration lock'
                ELSE 'waits for the migration lock' END AS holds, a.pid::bigint AS pid,
                COALESCE(a.application_name, '')::text AS name,
                CAST(extract(epoch FROM CASE WHEN l.pid IS NULL THEN a.backend_start ELSE a.xact_start END) * 1000000
                    AS bigint) AS since
            FROM pg_stat_activity a LEFT JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'advisory'
                AND l.objsubid = 1 AND l.database = a.datid
                AND (l.classid::bigint << 32 | l.objid::bigint) = $1
            WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
                AND (l.pid IS NOT NULL OR a.application_name LIKE 'signalbox%')
            ORDER BY l.pid IS NULL, l.granted DESC, a.backend_start""";

    private final String log;
    private final String where;
    private final SchemaAccess access;
    private final Function<Transaction, Future<List<Migration>>> migration;

    private StoreSchema(
            String log, String where, SchemaAccess access, Function<Transaction, Future<List<Migration>>> migration) {
        this.log = log;
        this.where = where;
        this.access = access;
        this.migration = migration;
    }

    /** Of a SQLite file, which is there. */
    public static StoreSchema ofFile(String log, Path file) {
        String name = file.toString();
        return new StoreSchema(
                log, name, new SchemaAccess.OfFile(file), transaction -> Migrations.sqlite(transaction, name));
    }

    /** Of a schema of PostgreSQL, which need not be there. */
    public static StoreSchema ofSchema(String log, Vertx vertx, DatabaseUrl url, String schema) {
        return new StoreSchema(
                log,
                "schema " + schema,
                SchemaAccess.OfSchema.of(vertx, url, schema),
                transaction -> Migrations.postgres(transaction, schema, null));
    }

    /** How many files this version knows. */
    public static int known() {
        return Migrations.FILES.size();
    }

    /** What stands in a store that is not there. */
    public static SchemaStatus.Store missing(String log, String where) {
        return new SchemaStatus.Store(log, where, "missing", 0, List.of(), Migrations.FILES, null);
    }

    /** What was applied, and what a start would do; of a store that a hub has open, in a transaction of its own. */
    public static Future<SchemaStatus.Store> status(String log, String where, Database database) {
        return database.read(transaction -> look(log, where, transaction, database.dialect()));
    }

    /** The same of this store. */
    public Future<SchemaStatus.Store> status() {
        return access.read(transaction -> look(log, where, transaction, access.engine()));
    }

    /** Who migrates the stores of this PostgreSQL database, waits for that, or is connected. */
    public Future<List<Holder>> holders() {
        return access.read(StoreSchema::who);
    }

    /** The same by a database that a hub has open; nobody on SQLite, where the folder is locked. */
    public static Future<List<Holder>> holders(Database database) {
        return database.dialect() == Dialect.SQLITE
                ? Future.succeededFuture(List.of())
                : database.read(StoreSchema::who);
    }

    /**
     * Applies what a start would apply. Fails with {@link NewerSchema}, {@link MigrationFailed} or
     * {@link IllegalStateException}; the store is as it was then.
     *
     * @param rehearsal whether all of it is undone at the end
     * @return the files, in order
     */
    public Future<List<String>> up(boolean rehearsal) {
        return (rehearsal ? access.rehearse(migration) : access.write(migration))
                .map(files -> files.stream().map(Migration::file).toList());
    }

    /**
     * What {@link #repair} did or would do.
     *
     * @param steps for people; none when ledger and tables agree
     * @param refused why nothing may be done, with the next step; null when it may
     */
    public record Mended(List<String> steps, @Nullable String refused) {
        public Mended {
            steps = List.copyOf(steps);
        }
    }

    /**
     * Makes the ledger say what the tables are, see {@link SchemaRepair}.
     *
     * @param rehearsal whether all of it is undone at the end
     */
    public Future<Mended> repair(boolean rehearsal) {
        List<Migration> files = Migration.all(access.engine());
        return access.scratch(transaction -> Shape.made(transaction, access.engine(), files))
                .compose(made -> {
                    Function<Transaction, Future<SchemaRepair>> work = transaction -> mend(transaction, files, made);
                    return rehearsal ? access.rehearse(work) : access.write(work);
                })
                .map(repair -> new Mended(
                        repair.steps().stream().map(SchemaRepair.Step::words).toList(), repair.refused()));
    }

    private Future<SchemaRepair> mend(Transaction transaction, List<Migration> files, List<Made> made) {
        Dialect engine = access.engine();
        Future<?> alone = engine == Dialect.SQLITE ? Future.succeededFuture() : Migrations.lock(transaction);
        return alone.compose(locked -> Ledger.read(transaction, engine)).compose(ledger -> Shape.of(transaction, engine)
                .map(all -> all.known(made))
                .compose(tables -> filled(transaction, tables)
                        .map(filled -> SchemaRepair.of(where, ledger, files, made, tables, filled)))
                .compose(repair -> apply(transaction, ledger, repair).map(repair)));
    }

    private static Future<?> apply(Transaction transaction, Ledger ledger, SchemaRepair repair) {
        Future<?> done = repair.steps().isEmpty() ? Future.succeededFuture() : ledger.make(transaction);
        for (SchemaRepair.Step step : repair.steps()) done = done.compose(before -> take(transaction, step));
        return done;
    }

    private static Future<?> take(Transaction transaction, SchemaRepair.Step step) {
        String statement = step.statement();
        Migration file = step.file();
        if (statement != null) return transaction.update(statement);
        return file == null ? Future.succeededFuture() : Ledger.note(transaction, file);
    }

    private static Future<Set<String>> filled(Transaction transaction, Shape tables) {
        Set<String> filled = new HashSet<>();
        Future<?> done = Future.succeededFuture();
        for (String object : tables.objects().keySet()) {
            if (!object.startsWith("table ")) continue;
            String sql = "SELECT 1 AS one FROM " + object.substring("table ".length()) + " LIMIT 1";
            done = done.compose(before -> transaction.query(sql)).map(rows -> !rows.isEmpty() && filled.add(object));
        }
        return done.map(filled);
    }

    private static Future<SchemaStatus.Store> look(String log, String where, Transaction transaction, Dialect engine) {
        return Ledger.read(transaction, engine).compose(ledger -> transaction
                .query(engine.kindOf(), "events")
                .map(events -> judged(log, where, ledger, !events.isEmpty(), Migration.all(engine)))
                .compose(judged -> Shape.of(transaction, engine).map(shape -> whole(judged, shape.lacking(engine)))));
    }

    /** What a current store lacks no start makes again. */
    private static SchemaStatus.Store whole(SchemaStatus.Store judged, List<String> lacking) {
        if (!judged.state().equals("current") || lacking.isEmpty()) return judged;
        String trouble = judged.where() + " is damaged: " + String.join(", ", lacking)
                + ". What stood there cannot be made again; put a whole copy in its place (docs/recovery.md)";
        return new SchemaStatus.Store(
                judged.log(), judged.where(), "foreign", judged.version(), judged.applied(), List.of(), trouble);
    }

    private static SchemaStatus.Store judged(
            String log, String where, Ledger ledger, boolean filled, List<Migration> files) {
        if (!ledger.there() && !filled) return missing(log, where);
        List<Applied> applied = ledger.entries().stream()
                .map(entry -> new Applied(entry.version(), entry.script(), entry.at(), entry.by(), entry.success()))
                .toList();
        int newest = ledger.entries().isEmpty()
                ? 0
                : ledger.entries().get(ledger.entries().size() - 1).number();
        try {
            if (!ledger.there()) {
                throw new IllegalStateException(where + Migrations.WITHOUT_LEDGER);
            }
            int sound = ledger.applied(files, where);
            List<String> pending = Migrations.FILES.subList(sound, files.size());
            String state = pending.isEmpty() ? "current" : "behind";
            return new SchemaStatus.Store(log, where, state, sound, applied, pending, null);
        } catch (IllegalStateException e) {
            String state = e instanceof NewerSchema ? "newer" : "foreign";
            return new SchemaStatus.Store(
                    log, where, state, Math.max(0, newest), applied, List.of(), String.valueOf(e.getMessage()));
        }
    }

    private static Future<List<Holder>> who(Transaction transaction) {
        return transaction.query(WHO, Migrations.LOCK).map(rows -> rows.stream()
                .map(row -> {
                    Long since = row.bigintOrNull("since");
                    return new Holder(
                            row.text("holds"),
                            row.bigint("pid"),
                            row.text("name"),
                            since == null ? null : Times.ofMicros(since));
                })
                .toList());
    }
}
