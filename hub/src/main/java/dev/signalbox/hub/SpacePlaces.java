package dev.signalbox.hub;

import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.wire.OwnerOnly;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the data of each space lies. A space has a folder {@code spaces/NAME} in the data folder: with its stores on
 * SQLite; else for its notes, and for the file {@link #DATABASE} of one that has a PostgreSQL of its own. On PostgreSQL
 * each log has a schema, {@code signalbox_NAME_main} and {@code signalbox_NAME_traces}.
 */
final class SpacePlaces {
    /** In the folder of a space: the URL of the database that keeps it, with the password. Mode 0600. */
    static final String DATABASE = "database";

    private static final String FOLDER = "spaces";
    /** Connections of one log of a space; there may be many spaces on one server. */
    private static final int POOL_MAX = 4;

    private final HubConfig config;
    private final Engine.Choice choice;
    private final Clock clock;
    private final Vertx vertx;

    SpacePlaces(HubConfig config, Engine.Choice choice, Clock clock, Vertx vertx) {
        this.config = config;
        this.choice = choice;
        this.clock = clock;
        this.vertx = vertx;
    }

    /** The data folder of the hub. */
    Path data() {
        return config.data();
    }

    /** The folder of a space. */
    Path folder(String name) {
        return config.data().resolve(FOLDER).resolve(name);
    }

    /** Whether a failure is the trouble of one store, and not of the disk or the process. */
    static boolean isOfOne(Throwable failure) {
        return failure instanceof StoreBroken;
    }

    /** The engine of a space, wherever it lies. */
    Future<Engine> engine(String name, Consumer<Throwable> onFatal) {
        return vertx.executeBlocking(() -> urlOf(name), false)
                .compose(url -> url.isEmpty()
                        ? SqliteEngine.start(folder(name), clock, onFatal, vertx)
                        : Future.succeededFuture(postgres(name, url)))
                .map(engine -> choice.ofSpace(engine, clock));
    }

    /** The engine of another place for a space: its own folder, or a PostgreSQL. */
    Future<Engine> other(String name, String where, Consumer<Throwable> onFatal) {
        if (DatabaseUrl.isOne(where)) return Future.succeededFuture(postgres(name, where));
        Path own = folder(name).toAbsolutePath().normalize();
        if (!Path.of(where).toAbsolutePath().normalize().equals(own)) {
            throw new IllegalArgumentException(
                    "a space goes to postgres://user:password@host:5432/database, or back to its folder " + own);
        }
        return SqliteEngine.start(own, clock, onFatal, vertx);
    }

    private Engine postgres(String name, String url) {
        DatabaseUrl parsed = DatabaseUrl.parse(url);
        return new PostgresEngine(folder(name), parsed.withPool(POOL_MAX), PostgresEngine.prefix(name), clock, vertx);
    }

    /** The URL of the database that keeps it; empty when its folder does. Blocks. */
    private String urlOf(String name) throws IOException {
        Path file = folder(name).resolve(DATABASE);
        if (Files.exists(file)) return Files.readString(file).strip();
        String hub = config.databaseUrl();
        return hub == null || Files.exists(folder(name).resolve("main.db")) ? "" : hub;
    }

    /** Makes the place: see {@link dev.signalbox.hub.tenancy.Host#place}. */
    Future<@Nullable String> make(String name, @Nullable String database) {
        if (database != null) DatabaseUrl.parse(database);
        return vertx.executeBlocking(
                        () -> {
                            made(name);
                            if (database != null) OwnerOnly.replace(folder(name).resolve(DATABASE), database + "\n");
                            return urlOf(name);
                        },
                        false)
                .compose(url -> url.isEmpty()
                        ? Future.succeededFuture((String) null)
                        : tried(postgres(name, url)).map(opened -> database == null ? null : shown(url)));
    }

    /** The folder of a space, which is there now. Blocks. */
    Path made(String name) throws IOException {
        OwnerOnly.makeFolder(config.data().resolve(FOLDER));
        OwnerOnly.makeFolder(folder(name));
        return folder(name);
    }

    private static String shown(String url) {
        DatabaseUrl parsed = DatabaseUrl.parse(url);
        return parsed.host() + ":" + parsed.port() + "/" + parsed.database();
    }

    /** Makes its schemas, or says why that cannot be. */
    private static Future<Void> tried(Engine engine) {
        return engine.database("main")
                .compose(main -> main.close())
                .compose(made -> engine.database("traces"))
                .compose(traces -> traces.close())
                .eventually(engine::close);
    }

    /** Erases all that is there. */
    Future<Void> erase(String name) {
        return vertx.executeBlocking(() -> urlOf(name), false)
                .compose(url -> url.isEmpty() ? Future.succeededFuture() : dropped(name, url))
                .compose(dropped -> vertx.executeBlocking(
                        () -> {
                            remove(folder(name));
                            return null;
                        },
                        false));
    }

    private Future<Void> dropped(String name, String url) {
        PostgresEngine engine = (PostgresEngine) postgres(name, url);
        return engine.drop(List.of("main", "traces"));
    }

    private static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(each);
        }
    }
}
