package dev.signalbox.client.store;

import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the SQLite driver unpacks its native library. The driver leaves the library behind at every kill -9, a megabyte
 * each; so each process gets a folder of its own, locked while it lives, and the next process removes the folders that
 * nobody locks. A program that sets {@code org.sqlite.tmpdir} or {@code org.sqlite.lib.path} itself is left alone.
 */
public final class NativeLibrary {
    private static final Logger LOG = LoggerFactory.getLogger(NativeLibrary.class);
    private static final String FOLDER_PROPERTY = "org.sqlite.tmpdir";
    private static final String LOCK = "lock";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static @Nullable FileLock heldForLife;

    private NativeLibrary() {}

    /**
     * To be called before the driver is touched. Never fails: at worst the driver uses the system's temporary folder.
     *
     * @param beside the folder of the store, which takes the library where nothing in the temporary folder can be
     *     written or run
     */
    public static synchronized void prepare(Path beside) {
        if (heldForLife != null
                || System.getProperty(FOLDER_PROPERTY) != null
                || System.getProperty("org.sqlite.lib.path") != null) {
            return;
        }
        Path temporary = Path.of(System.getProperty("java.io.tmpdir", "."));
        if (!prepareIn(temporary) && !prepareIn(beside)) {
            LOG.warn(
                    "The SQLite library can be unpacked neither in {} nor in {}; give a folder with -D{}=",
                    temporary,
                    beside,
                    FOLDER_PROPERTY);
        }
    }

    private static boolean prepareIn(Path folder) {
        try {
            OwnerOnly.makeFolder(folder);
            if (Mounts.forbidsPrograms(folder)) return false;
            System.setProperty(
                    FOLDER_PROPERTY, takeFolder(privateFolder(folder)).toString());
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.debug("No room for the SQLite library in {}", folder, e);
            return false;
        }
    }

    /** Makes and locks a folder for this process, and removes those of dead ones. */
    private static Path takeFolder(Path base) throws IOException {
        try (FileMutex guard = FileMutex.open(base.resolve("guard"))) {
            if (!guard.acquire(Duration.ofSeconds(5))) throw new IOException(base + " is locked");
            removeLeftOvers(base);
            Path own = Files.createTempDirectory(base, "process-");
            own.toFile().deleteOnExit();
            Path lock = own.resolve(LOCK);
            FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            heldForLife = channel.lock();
            lock.toFile().deleteOnExit();
            return own;
        }
    }

    /** Removes the folders below {@code base} whose process is dead. */
    static void removeLeftOvers(Path base) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(base, "process-*")) {
            for (Path folder : folders) if (isAbandoned(folder)) remove(folder);
        }
    }

    private static boolean isAbandoned(Path folder) throws IOException {
        if (folder.toString().equals(System.getProperty(FOLDER_PROPERTY))) return false;
        Path lock = folder.resolve(LOCK);
        if (!Files.exists(lock)) return true;
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            return channel.tryLock() != null;
        }
    }

    private static void remove(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
    }

    /** A folder that only this user can write: whoever can write it can run code in this process. */
    private static Path privateFolder(Path temporary) throws IOException {
        String user = System.getProperty("user.name", "nobody").replaceAll("[^A-Za-z0-9._-]", "_");
        Path folder = temporary.resolve("signalbox-native-" + user);
        OwnerOnly.makeFolder(folder);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) throw new IOException(folder + " is not a folder");
        if (OwnerOnly.hasModes()) {
            Path probe = Files.createTempFile(folder, "owner-", null);
            boolean ours = Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(probe));
            Files.delete(probe);
            Set<PosixFilePermission> granted = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
            if (!ours || !OWNER_ONLY.containsAll(granted)) {
                throw new IOException(folder + " must belong to " + user + " alone");
            }
        }
        return folder;
    }
}
