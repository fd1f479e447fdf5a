package dev.signalbox.hub;

import dev.signalbox.hub.database.DataFolder;
import dev.signalbox.hub.database.Database;
import dev.signalbox.hub.database.FolderLock;
import dev.signalbox.hub.database.SqliteDatabase;
import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A data folder that is empty. The files come to be in a folder {@link #UNFINISHED} within it, which may be a mount of
 * its own, and are moved out of it at the end; beside that folder no hub starts without its {@code main.db}. Its lock
 * is held meanwhile.
 */
final class SqliteTarget implements RestoreTarget {
    /** Beside a missing {@code main.db} it says that a restore was ended. */
    static final String UNFINISHED = "restoring";

    /** What a folder may have that is empty: its lock, and what file systems put into a new one. */
    private static final Set<String> EMPTY = Set.of(UNFINISHED, FolderLock.FILE, "lost+found");

    private final Path folder;
    private final List<Database> open = new ArrayList<>();
    private @Nullable FolderLock lock;

    SqliteTarget(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    @Override
    public String where() {
        return folder.toString();
    }

    @Override
    public String discard() {
        return "rm -r " + unfinished();
    }

    private Path unfinished() {
        return folder.resolve(UNFINISHED);
    }

    @Override
    public void check() throws IOException {
        if (!Files.exists(folder)) return;
        if (!Files.isDirectory(folder)) throw new RestoreRefused(folder + " is a file; name a folder with --to");
        boolean begun = Files.isDirectory(unfinished());
        try (Stream<Path> files = Files.list(folder)) {
            Optional<String> other = files.map(file -> file.getFileName().toString())
                    .filter(name -> !EMPTY.contains(name))
                    .filter(name -> !begun || !isOfAStore(name))
                    .sorted()
                    .findFirst();
            if (other.isEmpty()) return;
            throw new RestoreRefused(folder + " is not empty (" + other.get()
                    + "), and a restore never writes over what is there; name an empty folder with --to, and start the hub"
                    + " on that");
        }
    }

    /** Killed while it gave the names: some of them are given. */
    private static boolean isOfAStore(String name) {
        return LOGS.stream().anyMatch(log -> name.startsWith(log + ".db"));
    }

    @Override
    public Database look(String log) {
        return SqliteDatabase.look(folder.resolve(log + ".db"), failure -> {});
    }

    @Override
    public Optional<Long> room() throws IOException {
        return Optional.of(DataFolder.room(folder));
    }

    @Override
    public boolean begin() throws IOException {
        lock = FolderLock.take(folder);
        check();
        if (Files.exists(folder.resolve("main.db"))) {
            Files.deleteIfExists(unfinished());
            return false;
        }
        OwnerOnly.makeFolder(unfinished());
        return true;
    }

    @Override
    public Database open(String log) {
        Path named = folder.resolve(log + ".db");
        SqliteDatabase database =
                SqliteDatabase.open(Files.exists(named) ? named : unfinished().resolve(log + ".db"), failure -> {});
        open.add(database);
        return database;
    }

    @Override
    public void name() throws IOException {
        closeStores();
        for (String log : LOGS) {
            Path file = unfinished().resolve(log + ".db");
            if (!Files.exists(file)) continue;
            if (Files.exists(unfinished().resolve(log + ".db-wal"))) {
                throw new RestoreRefused("another program reads " + file + ": end it, then repeat the restore");
            }
            Files.move(file, folder.resolve(log + ".db"), StandardCopyOption.ATOMIC_MOVE);
            DataFolder.flush(folder);
        }
        Files.delete(unfinished());
        DataFolder.flush(folder);
    }

    private void closeStores() throws IOException {
        for (Database database : open) Waiting.on(database.close());
        open.clear();
    }

    @Override
    public void close() throws IOException {
        closeStores();
        if (lock != null) lock.close();
    }
}
