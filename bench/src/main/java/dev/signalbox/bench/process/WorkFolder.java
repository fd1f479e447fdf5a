package dev.signalbox.bench.process;

import dev.signalbox.bench.load.BenchFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the stores of one run, removed with everything in it by {@link #close}. */
public record WorkFolder(Path path) implements AutoCloseable {
    /** Makes one inside a folder that exists: the disk to measure. */
    public static WorkFolder in(Path parent) {
        try {
            return new WorkFolder(Files.createTempDirectory(parent.toAbsolutePath(), "signalbox-bench-"));
        } catch (IOException e) {
            throw new BenchFailure("cannot write to " + parent, e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> found = Files.walk(path)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) Files.delete(file);
        } catch (IOException e) {
            throw new BenchFailure("cannot remove " + path, e);
        }
    }
}
