package dev.signalbox.hub;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.hub.database.DataFolder;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.StorageFull;
import dev.signalbox.hub.database.StoreBroken;
import dev.signalbox.hub.database.StoreUnavailable;
import dev.signalbox.hub.move.MoveMark;
import dev.signalbox.hub.move.MoveMark.Kind;
import dev.signalbox.hub.tenancy.Host;
import dev.signalbox.hub.tenancy.Host.Place;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.OwnerOnly;
import dev.signalbox.wire.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the data of each space lies. A space has a folder {@code spaces/NAME} in the data folder: with its stores on
 * SQLite; else for its notes, and for the file {@link #DATABASE} of one that has a PostgreSQL of its own. On PostgreSQL
 * each log has a schema, {@code signalbox_NAME_main} and {@code signalbox_NAME_traces}.
 */
final class SpacePlaces {
    /**
     * In the folder of a space: the URL of the database that keeps it, with the password, or {@link #HERE}. Mode 0600.
     * Without it the space lies where the hub keeps its own data.
     */
    static final String DATABASE = "database";
    /** The same of the place that a move goes to, until it is there. */
    static final String NEXT = "database.next";
    /** In place of a URL: the folder itself. */
    private static final String HERE = "folder";

    private static final String FOLDER = "spaces";
    private static final List<String> LOGS = List.of("main", "traces");
    /** Connections of one log of a space; there may be many spaces on one server. */
    private static final int POOL_MAX = 4;

    private static final Logger LOG = LoggerFactory.getLogger(SpacePlaces.class);

    private final HubConfig config;
    private final Engine.Choice choice;
    private final Clock clock;
    private final Vertx vertx;
    private volatile Supplier<Future<String>> hub = () -> Future.failedFuture("the hub is not known yet");

    SpacePlaces(HubConfig config, Engine.Choice choice, Clock clock, Vertx vertx) {
        this.config = config;
        this.choice = choice;
        this.clock = clock;
        this.vertx = vertx;
    }

    /** By what the schemas of its spaces are known as this hub's, on a server that other hubs use too. */
    void areOf(Supplier<Future<String>> id) {
        hub = id;
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

    /**
     * The engine of a space, wherever it lies, also when the process was ended in the moment in which a move had just
     * taken it there.
     *
     * @param told the server that keeps it, as the events say; null for none
     */
    Future<Engine> engine(String name, @Nullable String told, Consumer<Throwable> onFatal) {
        return vertx.executeBlocking(() -> Files.exists(folder(name).resolve(NEXT)), false)
                .compose(moving -> moving ? settle(name, onFatal) : Future.succeededFuture())
                .compose(settled -> vertx.executeBlocking(() -> urlOf(name, told), false))
                .compose(url -> at(name, url, onFatal))
                .map(engine -> choice.ofSpace(engine, clock));
    }

    private Future<Engine> at(String name, String url, Consumer<Throwable> onFatal) {
        return url.isEmpty()
                ? SqliteEngine.start(folder(name), clock, onFatal, vertx)
                : Future.succeededFuture(postgres(name, url));
    }

    /** A move that was cut off: the mark in the store that it came from says whether that was left. */
    private Future<Void> settle(String name, Consumer<Throwable> onFatal) {
        return vertx.executeBlocking(() -> urlOf(name, null), false)
                .compose(url -> at(name, url, onFatal))
                .compose(here -> here.database("main")
                        .compose(main -> MoveMark.of(main).eventually(main::close))
                        .eventually(here::close))
                .compose(mark -> vertx.executeBlocking(
                        () -> {
                            boolean left = mark.filter(found -> found.kind() == Kind.LEFT)
                                    .isPresent();
                            if (left) MovedStore.note(folder(name), mark.get().move());
                            settle(name, left);
                            return null;
                        },
                        false));
    }

    private void settle(String name, boolean left) throws IOException {
        Path next = folder(name).resolve(NEXT);
        if (left) write(folder(name).resolve(DATABASE), Files.readString(next));
        Files.deleteIfExists(next);
    }

    /** The engine of another place for a space, which is remembered: its own folder, or a PostgreSQL. */
    Future<Engine> other(String name, String where, Consumer<Throwable> onFatal) {
        Path own = folder(name).toAbsolutePath().normalize();
        boolean here = !DatabaseUrl.isOne(where);
        if (here && !Path.of(where).toAbsolutePath().normalize().equals(own)) {
            throw new IllegalArgumentException(
                    "a space goes to postgres://user:password@host:5432/database, or back to its folder " + own);
        }
        if (!here) DatabaseUrl.parse(where);
        return vertx.executeBlocking(
                        () -> {
                            write(folder(name).resolve(NEXT), here ? HERE : where);
                            return null;
                        },
                        false)
                .compose(noted -> at(name, here ? "" : where, onFatal))
                .map(engine -> choice.ofSpace(engine, clock));
    }

    /**
     * Remembers that a space lives at a place, if a move was to take it there.
     *
     * @return the server that keeps it, for people; null where the hub keeps its own data
     */
    Future<@Nullable String> lives(String name, String where) {
        return vertx.executeBlocking(
                () -> {
                    Path next = folder(name).resolve(NEXT);
                    if (Files.exists(next)
                            && whereOf(name, Files.readString(next).strip()).equals(where)) {
                        settle(name, true);
                    }
                    Path file = folder(name).resolve(DATABASE);
                    String kept = Files.exists(file) ? Files.readString(file).strip() : HERE;
                    return kept.equals(HERE) ? null : shown(kept);
                },
                false);
    }

    private String whereOf(String name, String kept) {
        return kept.equals(HERE) ? folder(name).toAbsolutePath().normalize().toString() : shown(kept);
    }

    /** On disk when it returns. */
    private static void write(Path file, String text) throws IOException {
        OwnerOnly.replace(file, text.strip() + "\n");
        for (Path each : List.of(file, file.toAbsolutePath().getParent())) {
            try (FileChannel open = FileChannel.open(each, StandardOpenOption.READ)) {
                open.force(true);
            }
        }
    }

    private PostgresEngine postgres(String name, String url) {
        DatabaseUrl parsed = DatabaseUrl.parse(url);
        return new PostgresEngine(
                folder(name), parsed.withPool(POOL_MAX), PostgresEngine.prefix(name), hub, clock, vertx);
    }

    /** The URL of the database that keeps it; empty when its folder does. Blocks. */
    private String urlOf(String name, @Nullable String told) throws IOException {
        Path file = folder(name).resolve(DATABASE);
        if (Files.exists(file)) {
            String kept = Files.readString(file).strip();
            return kept.equals(HERE) ? "" : kept;
        }
        if (told != null) {
            throw new StoreUnavailable(
                    "the space " + name + " is kept on " + told
                            + ", and how to get in there is not known: there is no file " + file
                            + ". Copy it from the node on which the space was made or moved, with the mode 0600",
                    null);
        }
        String hub = config.databaseUrl();
        return hub == null || Files.exists(folder(name).resolve("main.db")) ? "" : hub;
    }

    /** Makes the place: see {@link Host#place}. */
    Future<Place> make(String name, @Nullable String database) {
        refuseNone(database);
        return vertx.executeBlocking(
                        () -> {
                            made(name);
                            forget(name);
                            if (database != null) write(folder(name).resolve(DATABASE), database);
                            return urlOf(name, null);
                        },
                        false)
                .compose(url -> url.isEmpty()
                        ? Future.succeededFuture(new Place(null, () -> unmade(name)))
                        : tried(postgres(name, url))
                                .map(undo -> new Place(database == null ? null : shown(url), () -> undo.get()
                                        .transform(gone -> unmade(name)))))
                .recover(failure ->
                        unmade(name).transform(gone -> Future.failedFuture(forOperators(failure, database))));
    }

    /** Forgets a place that no space came to. Stores that are there are left as they are. */
    private Future<Void> unmade(String name) {
        return vertx.executeBlocking(() -> leave(name), false).transform(left -> Future.succeededFuture());
    }

    private static void refuseNone(@Nullable String database) {
        try {
            if (database != null) DatabaseUrl.parse(database);
        } catch (IllegalArgumentException e) {
            throw new InvalidInput("/database", "database: " + e.getMessage());
        }
    }

    private static Throwable forOperators(Throwable failure, @Nullable String database) {
        if (failure instanceof IOException || failure instanceof StorageFull) return failure;
        return database == null
                ? new Refused(ProblemCode.OVERLOADED, "no place was made for the space: " + failure.getMessage())
                : new InvalidInput("/database", "database: " + failure.getMessage());
    }

    private boolean leave(String name) throws IOException {
        forget(name);
        try {
            return Files.deleteIfExists(folder(name));
        } catch (DirectoryNotEmptyException others) {
            return false;
        }
    }

    /** What a wish that failed, or a space that is gone, has left there is nobody's: it has a password. Blocks. */
    private void forget(String name) throws IOException {
        Files.deleteIfExists(folder(name).resolve(DATABASE));
        Files.deleteIfExists(folder(name).resolve(NEXT));
    }

    /** The folder of a space, which is there now. Blocks. */
    Path made(String name) throws IOException {
        OwnerOnly.makeFolder(config.data().resolve(FOLDER));
        OwnerOnly.makeFolder(folder(name));
        return folder(name);
    }

    private static String shown(String url) {
        return DatabaseUrl.parse(url).where();
    }

    /**
     * Makes its schemas, or says why that cannot be, and leaves none that was not there then.
     *
     * @return takes away those that were not there
     */
    private static Future<Supplier<Future<Void>>> tried(PostgresEngine engine) {
        List<String> fresh = new ArrayList<>();
        Supplier<Future<Void>> undo = () -> engine.drop(fresh).recover(failure -> {
            LOG.warn("empty schemas of a space are left on {}: {}", engine.where(), failure.getMessage());
            return Future.succeededFuture();
        });
        return engine.lacking(LOGS)
                .compose(lacking -> {
                    Future<Void> made = Future.succeededFuture();
                    for (String log : LOGS) {
                        made = made.compose(before -> engine.database(log)).compose(ours -> {
                            if (lacking.contains(log)) fresh.add(log);
                            return ours.close();
                        });
                    }
                    return made;
                })
                .map(undo)
                .recover(failure -> undo.get().transform(gone -> Future.failedFuture(failure)));
    }

    /** Erases all that is there. */
    Future<Void> erase(String name, @Nullable String told) {
        return vertx.executeBlocking(() -> urlOf(name, told), false)
                .compose(url -> url.isEmpty() ? Future.succeededFuture() : dropped(name, url))
                .compose(dropped -> vertx.executeBlocking(
                        () -> {
                            DataFolder.remove(folder(name));
                            return null;
                        },
                        false));
    }

    private Future<Void> dropped(String name, String url) {
        return postgres(name, url).drop(LOGS);
    }
}
