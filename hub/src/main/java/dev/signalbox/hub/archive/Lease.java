package dev.signalbox.hub.archive;

import dev.signalbox.hub.archive.ArchiveStore.Item;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A word in the store that somebody reads an archive: as long as it stands, nothing is deleted there. Take it before
 * the manifest is read, and give it back; one whose reader died holds for {@link #HOLDS}. Blocks; one thread at a time.
 */
public final class Lease implements AutoCloseable {
    /** How long one holds that nobody renews, by the clock of the store. */
    public static final Duration HOLDS = Duration.ofHours(1);

    private static final long RENEW_NANOS = TimeUnit.MINUTES.toNanos(10);
    private static final String NAME = "lease-";

    private final ArchiveStore store;
    private final String folder;
    private String name;
    private long at;

    private Lease(ArchiveStore store, String folder) throws IOException {
        this.store = store;
        this.folder = folder;
        this.name = put();
        this.at = System.nanoTime();
    }

    /**
     * Takes one. Fails with {@link IOException} when the store takes no file: it can be read all the same, and nobody
     * deletes from such a store.
     *
     * @param folder of the archive in the store
     */
    public static Lease take(ArchiveStore store, String folder) throws IOException {
        return new Lease(store, folder);
    }

    /** Says that the reading goes on. Call now and then; most calls do nothing. */
    public void renew() throws IOException {
        if (System.nanoTime() - at < RENEW_NANOS) return;
        String old = name;
        name = put();
        at = System.nanoTime();
        store.delete(old);
    }

    private String put() throws IOException {
        String fresh = (folder.isEmpty() ? "" : folder + "/") + NAME + Ids.next() + ".json";
        Path file = Files.createTempFile("signalbox-lease", ".json");
        try {
            Files.write(
                    file,
                    Json.write(
                            Json.object().put("reader", ProcessHandle.current().pid())));
            store.put(fresh, file);
        } finally {
            Files.deleteIfExists(file);
        }
        return fresh;
    }

    @Override
    public void close() throws IOException {
        store.delete(name);
    }

    /** Whether somebody reads the archive whose files these are. */
    static boolean isHeld(List<Item> files) {
        Instant now = now(files);
        return files.stream()
                .filter(file ->
                        file.name().substring(file.name().lastIndexOf('/') + 1).startsWith(NAME))
                .anyMatch(lease -> lease.changedAt().plus(HOLDS).isAfter(now));
    }

    /** When the newest of them was written, by the clock of the store: no clock of ours decides what goes. */
    static Instant now(List<Item> files) {
        return files.stream()
                .map(Item::changedAt)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }
}
