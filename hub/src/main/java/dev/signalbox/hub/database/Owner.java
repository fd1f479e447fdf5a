package dev.signalbox.hub.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** Keeps a file to its owner where the file system knows owners. */
public final class Owner {
    private Owner() {}

    /** Sets permissions such as {@code rw-------}; does nothing on a file system without POSIX permissions. */
    public static void only(Path path, String permissions) throws IOException {
        if (Files.getFileAttributeView(path, PosixFileAttributeView.class) != null) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }
}
