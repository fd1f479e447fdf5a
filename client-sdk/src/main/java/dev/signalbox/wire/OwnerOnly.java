package dev.signalbox.wire;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/**
 * Files and folders that only their owner reads and writes: files have the mode 0600 from their first byte, whatever
 * umask the process has and whoever may look into the folder. On a file system without such modes they are as its
 * default is. Any thread.
 */
public final class OwnerOnly {
    private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> FOLDER_MODE = PosixFilePermissions.fromString("rwx------");
    private static final List<String> STORE_FILES = List.of("-wal", "-shm", "-journal");

    private OwnerOnly() {}

    /** Opens a file, which is made so when the options make one; one that is there keeps its mode. */
    public static FileChannel open(Path file, Set<? extends OpenOption> options) throws IOException {
        return FileChannel.open(file, options, onCreation());
    }

    /**
     * Makes the file, empty, when it is missing; one that is there loses what others may do with it. Never opens it, so
     * that no lock of this process on it is lost. Fails when it is there and belongs to somebody else.
     */
    public static void make(Path file) throws IOException {
        try {
            Files.createFile(file, onCreation());
        } catch (FileAlreadyExistsException e) {
            tighten(file);
        }
    }

    /** The same of a SQLite file, with what lies beside it; what SQLite makes there gets the mode of the file. */
    public static void makeStore(Path file) throws IOException {
        make(file);
        for (String beside : STORE_FILES) tighten(file.resolveSibling(file.getFileName() + beside));
    }

    /**
     * Puts a text into a file, which is made where it is missing: a reader sees the whole old text or the whole new
     * one. Not flushed.
     */
    public static void replace(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        make(fresh);
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Makes a folder that only its owner enters, mode 0700; one that is there stays as it is. */
    public static void makeFolder(Path folder) throws IOException {
        try {
            if (hasModes()) Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(FOLDER_MODE));
            else Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // Another process may have been faster.
            return;
        }
    }

    /** Takes from all but the owner what they may do with a file, when it is there. Fails as {@link #make} does. */
    public static void tighten(Path file) throws IOException {
        if (!hasModes() || !Files.isRegularFile(file)) return;
        if (!MODE.containsAll(Files.getPosixFilePermissions(file))) Files.setPosixFilePermissions(file, MODE);
    }

    private static FileAttribute<?>[] onCreation() {
        return hasModes()
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(MODE)}
                : new FileAttribute<?>[0];
    }

    /** Whether the file system has owners and modes, as POSIX knows them. */
    public static boolean hasModes() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
