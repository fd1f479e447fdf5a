package dev.signalbox.hub;

import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.hub.database.FolderLock;
import dev.signalbox.hub.database.StoreSchema;
import dev.signalbox.hub.database.StoreSchema.Mended;
import dev.signalbox.wire.resource.SchemaStatus;
import dev.signalbox.wire.resource.SchemaStatus.Holder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stores of a hub that this process does not serve, as migrations see them: looked at, migrated and mended. Blocks;
 * one thread. Every method fails with what the store fails with, unwrapped.
 */
public final class SchemaDesk implements AutoCloseable {
    private static final List<String> LOGS = List.of("main", "traces");

    private final @Nullable Path folder;
    private final @Nullable Vertx vertx;
    private final Map<String, StoreSchema> stores = new LinkedHashMap<>();

    private SchemaDesk(@Nullable Path folder, @Nullable Vertx vertx) {
        this.folder = folder;
        this.vertx = vertx;
    }

    /**
     * Of a data folder. Fails with {@link IllegalArgumentException} when no hub has been there.
     *
     * @param folder with {@code main.db}
     */
    public static SchemaDesk ofFolder(Path folder) {
        SchemaDesk desk = new SchemaDesk(folder, null);
        for (String log : LOGS) {
            Path file = fileOf(folder, log);
            if (isStore(file)) desk.stores.put(log, StoreSchema.ofFile(log, file));
        }
        if (desk.stores.isEmpty()) {
            throw new IllegalArgumentException("there is no store in " + folder + ": no main.db, no traces.db");
        }
        return desk;
    }

    /**
     * Of a PostgreSQL database, whether or not hubs serve it. Fails with {@link IllegalArgumentException} for no URL.
     */
    public static SchemaDesk ofDatabase(String url) {
        DatabaseUrl parsed = DatabaseUrl.parse(url);
        Vertx vertx = HubThreads.start();
        SchemaDesk desk = new SchemaDesk(null, vertx);
        for (String log : LOGS) {
            desk.stores.put(log, StoreSchema.ofSchema(log, vertx, parsed, PostgresEngine.schema(log)));
        }
        return desk;
    }

    /** What is applied, what a start would apply, and who works on the stores just now. */
    public SchemaStatus status() {
        List<SchemaStatus.Store> found = new ArrayList<>();
        for (String log : LOGS) {
            StoreSchema store = stores.get(log);
            found.add(
                    store == null
                            ? StoreSchema.missing(log, String.valueOf(fileOf(folder, log)))
                            : await(store.status()));
        }
        List<Holder> holders = folder == null
                ? await(Objects.requireNonNull(stores.get(LOGS.get(0))).holders())
                : FolderLock.holder(folder).map(List::of).orElse(List.of());
        return new SchemaStatus(folder == null ? "postgresql" : "sqlite", StoreSchema.known(), found, holders);
    }

    /**
     * Applies to each store what a start would apply; a store that is not there is left to the start.
     *
     * @param rehearsal whether all of it is undone at the end
     * @return the files by log
     */
    public Map<String, List<String>> up(boolean rehearsal) {
        return alone(store -> store.up(rehearsal));
    }

    /** Brings the ledger of each store and its tables together; see {@link StoreSchema#repair}. */
    public Map<String, Mended> repair(boolean rehearsal) {
        return alone(store -> store.repair(rehearsal));
    }

    private <T> Map<String, T> alone(Function<StoreSchema, Future<T>> work) {
        Map<String, T> done = new LinkedHashMap<>();
        FolderLock held = folder == null ? null : FolderLock.take(folder);
        try {
            stores.forEach((log, store) -> done.put(log, await(work.apply(store))));
        } finally {
            if (held != null) release(held);
        }
        return done;
    }

    private static void release(FolderLock held) {
        try {
            held.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Path fileOf(@Nullable Path folder, String log) {
        return Path.of(String.valueOf(folder), log + ".db");
    }

    private static boolean isStore(Path file) {
        try {
            return Files.exists(file) && Files.size(file) > 0;
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read (" + e + ")", e);
        }
    }

    @Override
    public void close() {
        if (vertx != null) await(vertx.close());
    }
}
