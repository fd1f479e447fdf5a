package dev.signalbox.bench;

import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.process.Programs;
import dev.signalbox.bench.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * What every row needs.
 *
 * @param settle the quiet moment before memory is looked at
 * @param work folder of the run, on the disk to measure
 * @param progress hears what is measured just now
 */
record Setting(Plan plan, Sizes sizes, Duration settle, Programs programs, Path work, Consumer<String> progress) {
    /** Resident memory in MiB after a quiet moment. */
    double settled(ServerProcess server) {
        LockSupport.parkNanos(settle.toNanos());
        return server.residentMebibytes();
    }

    /** A fresh folder. */
    Path folder(String name) {
        try {
            return Files.createTempDirectory(work, name + "-");
        } catch (IOException e) {
            throw new BenchFailure("cannot write to " + work, e);
        }
    }
}
