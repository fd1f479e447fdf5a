package dev.signalbox.client.store;

import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The file itself. Nothing here may read or copy it through Java while the store is open: closing any other channel of
 * a file drops all POSIX locks that this process has on it, SQLite's too.
 */
final class StoreFile {
    private StoreFile() {}

    /** The one name of the file that all processes agree on; makes it, empty and private, where it is missing. */
    static Path resolve(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        if (absolute.toString().indexOf('?') >= 0) {
            throw new IllegalArgumentException("the path of a store must not contain a question mark: " + absolute);
        }
        if (Files.isDirectory(absolute)) throw new StoreRefused(absolute + " is a folder; give the path of a file");
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

    /**
     * What tells this file from a copy of it: its number in the file system, or its path where files have no number.
     */
    static String identity(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? file.toString() : key.toString();
    }
}
