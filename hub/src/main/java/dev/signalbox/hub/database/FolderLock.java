package dev.signalbox.hub.database;

import dev.signalbox.wire.OwnerOnly;
import dev.signalbox.wire.resource.SchemaStatus;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to be the one hub on a data folder: an OS lock on {@link #FILE}, which the kernel frees when the process
 * dies.
 */
public final class FolderLock implements AutoCloseable {
    /** Its name in the data folder. */
    public static final String FILE = "hub.lock";

    private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);

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
            if (lock != null) {
                note(channel);
                return new FolderLock(channel, lock);
            }
            channel.close();
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel, e);
        } catch (IOException e) {
            throw DataFolder.unusable(folder, e);
        }
        throw new StoreUnavailable(
                "another hub runs on the data folder " + folder
                        + ": stop it first; a second hub takes another folder with --data (two share data only through PostgreSQL),"
                        + " and compare takes the URL of the one that runs",
                null);
    }

    /** Who holds the lock of a folder just now; empty when nobody does, or there is no such folder. Never waits. */
    public static Optional<SchemaStatus.Holder> holder(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) return Optional.empty();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            FileLock free = channel.tryLock();
            if (free == null) return Optional.of(noted(file));
            free.release();
            return Optional.empty();
        } catch (OverlappingFileLockException e) {
            return Optional.of(noted(file));
        } catch (IOException e) {
            throw DataFolder.unusable(folder, e);
        }
    }

    /** Who has taken it, for people; the lock is good without. */
    private static void note(FileChannel channel) {
        String who = "pid=" + ProcessHandle.current().pid() + "\nsince=" + Instant.now() + "\n";
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(who.getBytes(StandardCharsets.UTF_8)), 0);
        } catch (IOException e) {
            LOG.debug("cannot note in {} who holds it", FILE, e);
        }
    }

    private static SchemaStatus.Holder noted(Path file) {
        long pid = 0;
        Instant since = null;
        try (Reader reader = Files.newBufferedReader(file)) {
            Properties note = new Properties();
            note.load(reader);
            pid = Long.parseLong(note.getProperty("pid", "0"));
            since = Instant.parse(note.getProperty("since", ""));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            LOG.debug("cannot read who holds {}", file, e);
        }
        return new SchemaStatus.Holder("data folder", pid, "signalbox", since);
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
