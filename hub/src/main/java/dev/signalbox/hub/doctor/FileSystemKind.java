package dev.signalbox.hub.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What kind of file system a data folder lies on.
 *
 * @param keepsStore whether the SQLite files lie there, and not only notes beside a PostgreSQL
 */
public record FileSystemKind(Path folder, boolean keepsStore) implements Probe {
    private static final Pattern NETWORK =
            Pattern.compile("nfs\\d?|cifs|smb\\w*|afs|ceph|glusterfs|lustre|gpfs|beegfs|davfs\\d?|ncpfs|9p|drvfs"
                    + "|fuse\\.(sshfs|rclone|s3fs|glusterfs|ceph\\w*|juicefs|davfs\\d?|gcsfuse|goofys|osxfs|grpcfuse)");
    private static final Pattern MEMORY = Pattern.compile("tmpfs|ramfs");

    @Override
    public String name() {
        return "file system";
    }

    @Override
    public String looksAt() {
        return "What kind of file system the data lies on: SQLite is not safe on one of the network.";
    }

    @Override
    public Sight look() throws IOException {
        return judged(Files.getFileStore(folder).type().toLowerCase(Locale.ROOT));
    }

    Sight judged(String kind) {
        Sight sight = Sight.of(kind);
        if (!keepsStore) return sight;
        if (NETWORK.matcher(kind).matches())
            return sight.fail(
                    folder + " lies on " + kind
                            + ", a file system of the network or of another machine, where locks and"
                            + " flushes of SQLite do not hold",
                    "stop the hub and move the folder to a disk of this machine, or keep the data in PostgreSQL"
                            + " (DATABASE_URL)");
        if (MEMORY.matcher(kind).matches())
            return sight.warn(
                    folder + " lies in memory (" + kind + "): a restart of the machine takes it away",
                    "stop the hub and move the folder to a disk");
        if (kind.equals("overlay"))
            return sight.warn(
                    folder + " lies in the layer of a container: it goes with the container",
                    "mount a volume there (docs/containers.md)");
        return sight;
    }
}
