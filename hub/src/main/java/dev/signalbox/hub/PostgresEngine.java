package dev.signalbox.hub;

import dev.signalbox.hub.database.DataFolder;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.database.PostgresSchemas;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.doctor.ServerProbes;
import dev.signalbox.hub.log.AppendMeter;
import dev.signalbox.hub.log.PostgresEventLog;
import dev.signalbox.hub.space.Space;
import dev.signalbox.hub.space.Store;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One schema of a PostgreSQL database a log; any number of hub nodes may share it.
 *
 * @param folder holds {@code admin.key} and notes; made when it is missing and the database has answered, and not
 *     locked: several nodes may share it
 * @param hub by which the schemas of a space are known as this hub's; null for the default space, whose nodes share
 *     them
 */
record PostgresEngine(
        Path folder,
        DatabaseUrl url,
        String prefix,
        @Nullable Supplier<Future<String>> hub,
        Clock clock,
        Vertx vertx) implements Engine {
    /** Schemas are {@code signalbox_main} and {@code signalbox_traces}, or {@code signalbox_NAME_main} of a space. */
    private static final String SCHEMA_PREFIX = "signalbox_";

    /** Each hub has one such connection a log. */
    private static final String WATCHES = "SELECT count(*) AS watches FROM pg_stat_activity"
            + " WHERE datname = current_database() AND application_name IN ($1, $2)";

    private static final int WATCHES_OF_ONE = 2;

    private static final String OWNERS =
            "CREATE TABLE IF NOT EXISTS space_owner (name text NOT NULL PRIMARY KEY, hub text NOT NULL)";
    private static final String OWN =
            "INSERT INTO space_owner (name, hub) VALUES ('space', $1) ON CONFLICT (name) DO NOTHING";
    private static final String OWNER = "SELECT hub FROM space_owner";

    private static final String NOW = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint) AS now";

    /** Of the default space. */
    PostgresEngine(Path folder, DatabaseUrl url, Clock clock, Vertx vertx) {
        this(folder, url, SCHEMA_PREFIX, null, clock, vertx);
    }

    /** The schema of a log of the default space. */
    static String schema(String log) {
        return SCHEMA_PREFIX + log;
    }

    /** What the schemas of another space begin with; no two names have the same, for none has an underscore. */
    static String prefix(String space) {
        return SCHEMA_PREFIX + space.replace('-', '_') + "_";
    }

    /**
     * Two hubs may have a space of one name and be given one database; only the first one works there. Fails with
     * {@link StoreUnavailable} for the other.
     */
    private Future<Database> own(Database database, String log) {
        if (hub == null) return Future.succeededFuture(database);
        return hub.get()
                .compose(id -> database.makeTable(OWNERS)
                        .compose(made -> database.write(
                                transaction -> transaction.update(OWN, id).compose(owned -> transaction.query(OWNER)))))
                .compose(rows -> hub.get().map(id -> {
                    if (rows.get(0).text("hub").equals(id)) return database;
                    throw new StoreUnavailable(
                            "the schema " + prefix + log + " on " + where() + " keeps a space of another hub; give this"
                                    + " one another database, or another name",
                            null);
                }))
                .recover(failure -> database.close().transform(closed -> Future.failedFuture(failure)));
    }

    /** Those of the logs whose schemas are not there. */
    Future<List<String>> lacking(List<String> logs) {
        List<String> lacking = new ArrayList<>();
        return eachSchema(logs, (schemas, log) -> schemas.exists(prefix + log).map(there -> there || lacking.add(log)))
                .map(looked -> lacking);
    }

    /** Erases these logs of the space, which nobody has open. */
    Future<Void> drop(List<String> logs) {
        Future<Void> owned = Future.succeededFuture();
        for (String log : logs) owned = owned.compose(mine -> database(log).compose(Database::close));
        return owned.compose(mine -> eachSchema(logs, (schemas, log) -> schemas.drop(prefix + log)));
    }

    private Future<Void> eachSchema(List<String> logs, BiFunction<PostgresSchemas, String, Future<?>> work) {
        if (logs.isEmpty()) return Future.succeededFuture();
        return PostgresSchemas.open(vertx, url).compose(schemas -> {
            Future<Void> last = Future.succeededFuture();
            for (String log : logs)
                last = last.compose(before -> work.apply(schemas, log).mapEmpty());
            return last.eventually(schemas::close);
        });
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public String where() {
        return url.where();
    }

    @Override
    public Future<Database> database(String log) {
        return PostgresDatabase.open(vertx, url, prefix + log).compose(database -> own(database, log));
    }

    @Override
    public Future<Void> alone(Database main) {
        return main.read(transaction -> transaction.query(
                        WATCHES,
                        PostgresEventLog.watchOf(prefix + "main"),
                        PostgresEventLog.watchOf(prefix + "traces")))
                .map(rows -> {
                    if (rows.get(0).bigint("watches") <= WATCHES_OF_ONE) return null;
                    throw new IllegalStateException(
                            "other hubs work on " + where() + " too: stop all but this one, then repeat");
                });
    }

    @Override
    public Future<Store> open(String log, AppendMeter meter, @Nullable Cursor seen) {
        String beside = prefix + (log.equals("main") ? "traces" : "main");
        return PostgresDatabase.open(vertx, url, prefix + log, beside)
                .compose(database -> own(database, log).map(database))
                .compose(database -> PostgresEventLog.open(log, database, vertx, clock, meter, seen)
                        .compose(opened -> withFolder().map(made -> new Store(database, opened)))
                        .recover(failure -> database.close().transform(closed -> Future.failedFuture(failure))));
    }

    @Override
    public Future<Store> look(String log) {
        return PostgresDatabase.look(vertx, url, prefix + log)
                .compose(database -> PostgresEventLog.look(log, database, vertx)
                        .map(opened -> new Store(database, opened))
                        .recover(failure -> database.close().transform(closed -> Future.failedFuture(failure))));
    }

    private Future<Void> withFolder() {
        return vertx.executeBlocking(
                () -> {
                    DataFolder.make(folder);
                    return null;
                },
                false);
    }

    @Override
    public Future<Optional<Instant>> time(Database database) {
        return database.read(transaction -> transaction.query(NOW))
                .map(rows -> Optional.of(Times.ofMicros(rows.get(0).bigint("now"))));
    }

    @Override
    public List<Probe> probes(Space in) {
        return ServerProbes.of(in.main().database(), in.traces().database(), url.port());
    }

    @Override
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
