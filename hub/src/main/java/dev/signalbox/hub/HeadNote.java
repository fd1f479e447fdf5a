package dev.signalbox.hub;

import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file {@code heads} in the data folder: outside of the stores, the newest cursor of each log that this hub has
 * read. So the next start sees whether a store went back, or is gone. Written behind the commits, about once a second,
 * and not flushed: it may be older than the store, never newer. A line a log: {@code <log> <cursor> <store>}. Blocks;
 * any thread.
 */
final class HeadNote {
    static final String FILE = "heads";

    private static final Logger LOG = LoggerFactory.getLogger(HeadNote.class);

    private final Path file;
    private final String store;
    /** Whether it was told that the note cannot be written, which is tried every second. */
    private boolean told;

    /** @param store which of the stores that the folder may be used with */
    HeadNote(Path folder, String store) {
        this.file = folder.resolve(FILE);
        this.store = store;
    }

    /** The note beside the stores of an engine. */
    static HeadNote of(Path folder, Engine engine) {
        return new HeadNote(folder, engine.name().equals("sqlite") ? engine.name() : engine.where());
    }

    /** The newest cursor of a log of this store that was noted; null when none was, or what is there cannot be read. */
    synchronized @Nullable Cursor of(String log) {
        return read().get(log + " " + store);
    }

    /** Notes the newest cursors of logs of this store. A failure is told, and the note stays what it was. */
    synchronized void note(Map<String, Cursor> heads) {
        Map<String, Cursor> all = read();
        boolean changed = false;
        for (Map.Entry<String, Cursor> head : heads.entrySet()) {
            changed |= !head.getValue().equals(all.put(head.getKey() + " " + store, head.getValue()));
        }
        if (!changed) return;
        StringBuilder text = new StringBuilder();
        all.forEach((key, cursor) -> {
            int space = key.indexOf(' ');
            text.append(key, 0, space)
                    .append(' ')
                    .append(cursor)
                    .append(key.substring(space))
                    .append('\n');
        });
        try {
            OwnerOnly.replace(file, text.toString());
            told = false;
        } catch (IOException e) {
            if (!told) LOG.warn("cannot note how far the logs are in {}, tries on: {}", file, e.toString());
            told = true;
        }
    }

    private Map<String, Cursor> read() {
        Map<String, Cursor> noted = new TreeMap<>();
        if (!Files.exists(file)) return noted;
        try {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split(" ", 3);
                if (parts.length == 3) noted.put(parts[0] + " " + parts[2], Cursor.parse(parts[1]));
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} cannot be read, and says nothing: {}", file, e.toString());
            noted.clear();
        }
        return noted;
    }
}
