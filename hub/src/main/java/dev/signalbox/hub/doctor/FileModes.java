package dev.signalbox.hub.doctor;

import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Who may read and replace what lies in a data folder. */
public record FileModes(Path folder) implements Probe {
    private static final int FILES_MAX = 1_000;
    /** What a hub writes; settings that lie beside it may be read by others. */
    private static final Pattern OWN =
            Pattern.compile("(main|traces)\\.db(-wal|-shm|-journal)?|admin\\.key|heads|verified|hub\\.(lock|url)");

    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    @Override
    public String name() {
        return "file modes";
    }

    @Override
    public String looksAt() {
        return "Whether others may read or replace the files of the hub, which hold its data and its first key.";
    }

    @Override
    public Sight look() throws IOException {
        if (!OwnerOnly.hasModes()) throw new IOException("this system knows no modes of files");
        PosixFileAttributes ofFolder = Files.readAttributes(folder, PosixFileAttributes.class);
        List<Path> files = new ArrayList<>();
        try (Stream<Path> all = Files.list(folder)) {
            all.filter(file -> OWN.matcher(file.getFileName().toString()).matches())
                    .limit(FILES_MAX)
                    .sorted()
                    .forEach(files::add);
        }
        Sight sight = Sight.of(
                Amount.counted(files.size(), "file") + " of " + ofFolder.owner().getName() + " in " + folder);
        if (mayBeWritten(ofFolder))
            sight = sight.fail("others may replace the files in " + folder + mode(ofFolder), "chmod 700 " + folder);
        for (Path file : files) sight = with(file, ofFolder.owner(), sight);
        return sight;
    }

    private static Sight with(Path file, UserPrincipal owner, Sight sight) throws IOException {
        PosixFileAttributes found;
        try {
            found = Files.readAttributes(file, PosixFileAttributes.class);
        } catch (NoSuchFileException gone) {
            // What SQLite makes and removes as it goes.
            return sight;
        }
        Sight more = sight;
        if (!OWNERS.containsAll(found.permissions()))
            more = more.fail("others may read " + file + mode(found), "chmod 600 " + file);
        if (!found.owner().equals(owner))
            more = more.warn(
                    file + " belongs to " + found.owner().getName() + ", its folder to " + owner.getName()
                            + ": the hub may not be able to open it",
                    "chown " + owner.getName() + " " + file + "; run commands as the user of the hub, not as root");
        return more;
    }

    private static boolean mayBeWritten(PosixFileAttributes found) {
        return found.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || found.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static String mode(PosixFileAttributes found) {
        return " (" + PosixFilePermissions.toString(found.permissions()) + ")";
    }
}
