package dev.signalbox.client.store;

import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The file itself. Nothing here may read or copy it through Java while the store is open: closing any other channel of
 * a file drops all POSIX locks that this process has on it, SQLite's too.
 */
final class StoreFile {
    private StoreFile() {}

    /**
     * The one name of the file that all processes agree on; makes it, empty and private, where it is missing. Fails
     * with {@link StoreRefused} when it is missing or empty though a store was in use under this name.
     */
    static Path resolve(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        if (absolute.toString().indexOf('?') >= 0) {
            throw new IllegalArgumentException("the path of a store must not contain a question mark: " + absolute);
        }
        if (Files.isDirectory(absolute)) throw new StoreRefused(absolute + " is a folder; give the path of a file");
        // The mark first: a process that makes the store at this moment fills the file before it sets the mark.
        String mark = markOfUse(absolute);
        if (mark != null && sizeOf(absolute) == 0) throw lost(absolute, mark);
        try {
            OwnerOnly.makeStore(absolute);
        } catch (IOException e) {
            throw new StoreFailed(
                    "cannot make the store " + absolute + ", readable by its owner alone: " + e
                            + "; its folder must exist, and the file must belong to this user",
                    e);
        }
        try {
            return absolute.toRealPath();
        } catch (IOException e) {
            throw new StoreFailed("cannot find the store " + absolute + ": " + e, e);
        }
    }

    /** The file of the lock that all processes of a store take in turn. */
    static Path lockOf(Path file) {
        return Path.of(file + "-lock");
    }

    /** What lies beside the file and says that a store was in use under its name; null when nothing does. */
    static @Nullable String markOfUse(Path file) {
        if (sizeOf(lockOf(file)) > 0) return lockOf(file).getFileName().toString();
        for (String beside : List.of("-sender", "-wal")) {
            Path path = Path.of(file + beside);
            boolean says = beside.equals("-wal") ? sizeOf(path) > 0 : Files.exists(path);
            if (says) return String.valueOf(path.getFileName());
        }
        return null;
    }

    /** The store itself is gone, and its unsent commands with it: nobody but a person may begin anew. */
    static StoreRefused lost(Path file, String mark) {
        return new StoreRefused(
                file + " holds no store, but " + mark + " beside it says that one was in use here: what it"
                        + " had not sent yet is in the file that is missing. Bring that file back, with its -wal if there is one;"
                        + " or, to begin anew without it, first remove all files whose names begin with "
                        + file.getFileName() + "-");
    }

    private static long sizeOf(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new StoreFailed("cannot look at " + file + ": " + e, e);
        }
    }

    /**
     * What tells this file from a copy of it: its number in the file system, or its path where files have no number.
     */
    static String identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file.toString() : key.toString();
    }
}
