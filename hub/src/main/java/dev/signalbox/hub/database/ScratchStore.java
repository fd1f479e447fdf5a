package dev.signalbox.hub.database;

import dev.signalbox.wire.OwnerOnly;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A store for tables that are folded anew to be compared: a file in a folder of its own, made for each use and gone
 * after it. What a process left behind that was killed goes when the next one begins.
 */
public final class ScratchStore {
    private static final String FOLDER = "verify.tmp";
    private static final String FILE = "tables.db";

    private final Path folder;
    private final Vertx vertx;

    /** @param within a folder that is this process's alone: of the data, or a temporary one */
    public ScratchStore(Path within, Vertx vertx) {
        this.folder = within.resolve(FOLDER);
        this.vertx = vertx;
    }

    /** Does some work on a fresh store. */
    public Future<Void> with(Function<Database, Future<Void>> work) {
        return vertx.executeBlocking(
                        () -> {
                            clear();
                            OwnerOnly.makeFolder(folder);
                            return SqliteDatabase.scratch(folder.resolve(FILE));
                        },
                        false)
                .compose(store -> work.apply(store)
                        .eventually(store::close)
                        .eventually(() -> vertx.executeBlocking(
                                () -> {
                                    clear();
                                    return null;
                                },
                                false)));
    }

    private void clear() throws IOException {
        if (!Files.isDirectory(folder)) return;
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path file : files) Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
    }
}
