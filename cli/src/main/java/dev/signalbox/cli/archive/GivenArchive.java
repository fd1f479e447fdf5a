package dev.signalbox.cli.archive;

import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Failure;
import dev.signalbox.cli.run.GivenFile;
import dev.signalbox.hub.archive.Archive;
import dev.signalbox.hub.archive.ArchiveFault;
import dev.signalbox.hub.archive.FolderStore;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Manifest;
import dev.signalbox.hub.archive.SegmentReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What somebody names on the command line: a folder with archives, or the file of one segment. */
final class GivenArchive {
    private GivenArchive() {}

    /** The archives in a folder. Fails with {@link Failure} when there is none. */
    static List<Archive> in(Path folder) throws IOException {
        if (!Files.exists(folder)) throw Failure.usage("There is no " + folder + ".", "Check its name.");
        List<Archive> archives = Archive.allIn(new FolderStore(folder));
        if (!archives.isEmpty()) return archives;
        throw new Failure(
                ExitCode.REFUSED,
                "There is no archive in " + folder + ": no manifest lies there.",
                "Name the folder that was given to signalbox archive export.");
    }

    /** The newest manifest. Fails with {@link ArchiveFault} when it cannot be read. */
    static Manifest manifest(Archive archive) throws IOException {
        return archive.manifest().orElseThrow(() -> new IOException("the manifest went away"));
    }

    static SegmentReader segment(Path file, Identities identities) throws IOException {
        return new SegmentReader(file.getFileName().toString(), GivenFile.open(file), identities);
    }

    static Failure failure(ArchiveFault fault) {
        return new Failure(ExitCode.REFUSED, fault.getMessage() + ".", "");
    }
}
