package dev.signalbox.hub.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the files that an open SQLite database writes are those that stand in the folder under their names. When one
 * was deleted or replaced, what is written goes where no start will find it. One thread at a time.
 */
final class StoreFiles {
    private static final List<String> NAMES = List.of("", "-wal");

    private final Path file;
    private final Map<String, Object> known = new HashMap<>();

    StoreFiles(Path file) {
        this.file = file;
    }

    /** A file of the store was deleted or replaced while it was open. */
    static final class Replaced extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Replaced(Path file) {
            super(file + " was deleted or replaced while the hub runs; what was written since may be nowhere");
        }
    }

    /** Fails with {@link Replaced} when a file is not the one that was seen first. */
    void check() {
        for (String name : NAMES) {
            Object before = known.get(name);
            Object now = keyOf(name);
            if (before == null && now != null) known.put(name, now);
            else if (before != null && !before.equals(now)) {
                throw new Replaced(file.resolveSibling(file.getFileName() + name));
            }
        }
    }

    /** Null when there is none, or where files have no identity. */
    private @Nullable Object keyOf(String name) {
        Path each = file.resolveSibling(file.getFileName() + name);
        try {
            return Files.readAttributes(each, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            // It cannot be looked at just now, which says nothing of what it is.
            return known.get(name);
        }
    }
}
