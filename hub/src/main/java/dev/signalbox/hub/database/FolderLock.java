package dev.signalbox.hub.database;

import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The right to be the one hub on a data folder: an OS lock on {@link #FILE}, which the kernel frees when the process
 * dies.
 */
public final class FolderLock implements AutoCloseable {
    /** Its name in the data folder. */
    public static final String FILE = "hub.lock";

    private final FileChannel channel;
    private final FileLock lock;

    private FolderLock(FileChannel channel, FileLock lock) {
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Makes the folder when it is missing (mode 0700) and takes its lock. Fails with {@link StoreUnavailable} when
     * another hub holds it, or when the folder cannot be written.
     */
    public static FolderLock take(Path folder) {
        FileChannel channel = null;
        try {
            DataFolder.make(folder);
            Path file = folder.resolve(FILE);
            OwnerOnly.tighten(file);
            channel = OwnerOnly.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            FileLock lock = channel.tryLock();
            if (lock != null) return new FolderLock(channel, lock);
            channel.close();
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel, e);
        } catch (IOException e) {
            throw DataFolder.unusable(folder, e);
        }
        throw new StoreUnavailable(
                "another hub runs on the data folder " + folder
                        + ": stop it, or give this one another folder with --data (two hubs share data only through PostgreSQL)",
                null);
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }

    private static void closeQuietly(@Nullable FileChannel channel, Exception failure) {
        try {
            if (channel != null) channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
