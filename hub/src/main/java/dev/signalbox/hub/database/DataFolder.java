package dev.signalbox.hub.database;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder in which a hub keeps its files; nobody but its owner looks into one that the hub has made. */
public final class DataFolder {
    private DataFolder() {}

    /** Makes the folder, mode 0700, when it is missing. Fails with {@link StoreUnavailable} when it cannot be used. */
    public static void make(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                if (Files.getFileAttributeView(folder, PosixFileAttributeView.class) != null) {
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
                }
            }
            if (!Files.isWritable(folder)) throw new AccessDeniedException(folder.toString());
        } catch (IOException e) {
            throw unusable(folder, e);
        }
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
}
