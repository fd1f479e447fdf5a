package dev.signalbox.hub.doctor;

import java.nio.file.Path;
import java.util.List;

/** What is looked at in a data folder and on the disk that it lies on, whether a hub runs there or not. */
public final class FolderProbes {
    private FolderProbes() {}

    /**
     * Of one folder.
     *
     * @param keepsStore whether the SQLite files lie there, and not only notes beside a PostgreSQL
     */
    public static List<Probe> of(Path folder, boolean keepsStore) {
        return List.of(
                new FileModes(folder),
                new FileSystemKind(folder, keepsStore),
                new DiskRoom(folder),
                new InodesLeft(folder),
                new FlushTime(folder));
    }
}
