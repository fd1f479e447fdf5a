package dev.signalbox.hub;

import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.PostgresDatabase;
import dev.signalbox.hub.database.PostgresSchemas;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL database without schemas of a hub. The tables come to be in schemas of other names, which one
 * transaction renames at the end; beside them stands an empty one, {@link #UNFINISHED}, for as long as it takes.
 */
final class PostgresTarget implements RestoreTarget {
    private static final String UNFINISHED = "signalbox_restoring";

    private final DatabaseUrl url;
    private final Vertx vertx;
    private final List<Database> open = new ArrayList<>();
    private @Nullable PostgresSchemas schemas;

    PostgresTarget(DatabaseUrl url, Vertx vertx) {
        this.url = url;
        this.vertx = vertx;
    }

    @Override
    public String where() {
        return url.where();
    }

    @Override
    public String discard() {
        List<String> all =
                new ArrayList<>(LOGS.stream().map(PostgresTarget::passing).toList());
        all.add(UNFINISHED);
        return "DROP SCHEMA IF EXISTS " + String.join(", ", all) + " CASCADE";
    }

    private static String passing(String log) {
        return UNFINISHED + "_" + log;
    }

    private PostgresSchemas schemas() throws IOException {
        PostgresSchemas connected = schemas == null ? Waiting.on(PostgresSchemas.open(vertx, url)) : schemas;
        schemas = connected;
        return connected;
    }

    @Override
    public void check() throws IOException {
        if (isNamed()) return;
        for (String log : LOGS) {
            String schema = PostgresEngine.schema(log);
            if (Waiting.on(schemas().isFilled(schema))) {
                throw new RestoreRefused("the database " + where() + " has a hub's tables in the schema " + schema
                        + ", and a restore never writes over what is there; give the URL of an empty database");
            }
        }
    }

    /** The names are given, and what says that it is under way is still there. */
    private boolean isNamed() throws IOException {
        return Waiting.on(schemas().exists(UNFINISHED))
                && Waiting.on(schemas().isFilled(PostgresEngine.schema("main")))
                && !Waiting.on(schemas().exists(passing("main")));
    }

    @Override
    public Database look(String log) throws IOException {
        return Waiting.on(PostgresDatabase.look(vertx, url, PostgresEngine.schema(log)));
    }

    @Override
    public Optional<Long> room() {
        return Optional.empty();
    }

    @Override
    public boolean begin() throws IOException {
        if (!Waiting.on(schemas().lock())) {
            throw new RestoreRefused("another restore is at work in the database " + where()
                    + ": wait until it has ended, or give the URL of another database");
        }
        check();
        if (isNamed()) {
            Waiting.on(schemas().remove(UNFINISHED));
            return false;
        }
        Waiting.on(schemas().make(UNFINISHED));
        return true;
    }

    @Override
    public Database open(String log) throws IOException {
        Database database = Waiting.on(PostgresDatabase.open(vertx, url, passing(log)));
        open.add(database);
        return database;
    }

    @Override
    public void name() throws IOException {
        closeStores();
        check();
        Map<String, String> names = new LinkedHashMap<>();
        for (String log : LOGS) {
            // An empty one: a server's operator may have made it.
            Waiting.on(schemas().remove(PostgresEngine.schema(log)));
            names.put(passing(log), PostgresEngine.schema(log));
        }
        Waiting.on(schemas().rename(names));
        Waiting.on(schemas().remove(UNFINISHED));
    }

    private void closeStores() throws IOException {
        for (Database database : open) Waiting.on(database.close());
        open.clear();
    }

    @Override
    public void close() throws IOException {
        closeStores();
        if (schemas != null) Waiting.on(schemas.close());
    }
}
