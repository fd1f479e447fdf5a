package dev.signalbox.cli.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder of this command's own that is gone, with all that is in it, once closed. */
public record TemporaryFolder(Path path) implements AutoCloseable {
    /** Tells whose it is when the process was killed. */
    public static final String PREFIX = "signalbox-" + ProcessHandle.current().pid() + "-";

    /** Where the system keeps temporary files. Fails with {@link Failure}. */
    public static TemporaryFolder make() {
        try {
            return new TemporaryFolder(Files.createTempDirectory(PREFIX));
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "There is no room for temporary files: " + e.getMessage(),
                    "Free some, or set SIGNALBOX_JAVA_OPTS=-Djava.io.tmpdir=FOLDER.");
        }
    }

    /** In a folder that is there. Fails with {@link Failure}. */
    public static TemporaryFolder in(Path parent) {
        try {
            return new TemporaryFolder(Files.createTempDirectory(parent, PREFIX));
        } catch (IOException e) {
            throw Failure.usage("Nothing can be written to " + parent + ".", "Give another --folder.");
        }
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
