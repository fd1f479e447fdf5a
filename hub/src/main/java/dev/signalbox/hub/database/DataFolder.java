package dev.signalbox.hub.database;

import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder in which a hub keeps its files; nobody but its owner looks into one that the hub has made. */
public final class DataFolder {
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwx------");
    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

    private DataFolder() {}

    /**
     * Makes the folder, mode 0700, when it is missing; warns of one in which others may replace files. Fails with
     * {@link StoreUnavailable} when it cannot be used.
     */
    public static void make(Path folder) {
        try {
            boolean modes = Files.getFileAttributeView(existing(folder), PosixFileAttributeView.class) != null;
            if (!Files.isDirectory(folder)) {
                Path parent = folder.toAbsolutePath().getParent();
                if (parent != null) Files.createDirectories(parent);
                if (modes) Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(MODE));
                else Files.createDirectory(folder);
            }
            if (!Files.isWritable(folder)) throw new AccessDeniedException(folder.toString());
            if (modes) warnOfOthers(folder);
        } catch (IOException e) {
            throw unusable(folder, e);
        }
    }

    /**
     * Makes a file of the store, or closes one that is there, to all but its owner. Fails with
     * {@link StoreUnavailable}.
     */
    static void closeToOthers(Path file) {
        try {
            OwnerOnly.makeStore(file);
        } catch (IOException e) {
            throw new StoreUnavailable(
                    "others may read " + file + ", and this user cannot change that (" + e.getMessage()
                            + "): chown it to this user, chmod 600, then start again",
                    e);
        }
    }

    private static void warnOfOthers(Path folder) throws IOException {
        Set<PosixFilePermission> granted = Files.getPosixFilePermissions(folder);
        if (granted.contains(PosixFilePermission.OTHERS_WRITE) || granted.contains(PosixFilePermission.GROUP_WRITE)) {
            LOG.warn("others may replace the files in {}: chmod 700 {}", folder, folder);
        }
    }

    /** Room that is left for a folder, which need not be there yet, in bytes. */
    public static long room(Path folder) throws IOException {
        return Files.getFileStore(existing(folder)).getUsableSpace();
    }

    /** Flushes a folder, so that the names in it outlive a loss of power, too. */
    public static void flush(Path folder) throws IOException {
        if (!OwnerOnly.hasModes()) return;
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /** The nearest folder above that is there. */
    private static Path existing(Path folder) {
        Path known = folder.toAbsolutePath();
        for (Path above = known; above != null; above = above.getParent()) if (Files.exists(above)) return above;
        return known;
    }

    static StoreUnavailable unusable(Path folder, IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return new StoreUnavailable(
                    "cannot write to the data folder " + folder
                            + ": give this user the right to (a read-only mount gives it to nobody), or name another with --data",
                    failure);
        }
        return new StoreUnavailable(
                "cannot use the data folder " + folder + " (" + failure + "): name another with --data", failure);
    }

    /** Takes away a folder with all that is in it; false when there is none. */
    public static boolean remove(Path folder) throws IOException {
        if (!Files.exists(folder)) return false;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
        return true;
    }
}
