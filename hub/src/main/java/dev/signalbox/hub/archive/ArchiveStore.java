package dev.signalbox.hub.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Where the files of an archive are: a folder, or a bucket. Names are as in {@link SegmentHead#name}, with slashes.
 * What is there is never changed: it is put once, whole, and deleted. Blocks; any thread.
 */
public interface ArchiveStore extends AutoCloseable {
    /** For people: the folder, or the address of the bucket without a secret. */
    String where();

    /**
     * Puts a file under a name, on disk and whole, or not at all.
     *
     * @return whether it was put; false when something is there, which stays as it is
     */
    boolean put(String name, Path file) throws IOException;

    /** The bytes under a name. Fails with {@link NoSuchFileException} when there is nothing. */
    InputStream get(String name) throws IOException;

    /** What stands under names with a beginning, in the order of the names; empty when nothing does. */
    List<Item> list(String beginning) throws IOException;

    /** Takes one away; nothing happens when it is not there. */
    void delete(String name) throws IOException;

    /** Room that is left, in bytes; empty when nobody can say. */
    Optional<Long> room() throws IOException;

    @Override
    void close();

    /** One file. */
    record Item(String name, long bytes, Instant changedAt) {}
}
