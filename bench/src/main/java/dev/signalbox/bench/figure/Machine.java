package dev.signalbox.bench.figure;

import com.sun.management.OperatingSystemMXBean;
import dev.signalbox.bench.load.BenchFailure;
import dev.signalbox.bench.load.Samples;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Where the figures come from.
 *
 * @param fsyncMicros median time to write 4 KiB at a file's end and flush them, in the folder of the measured stores
 */
public record Machine(String system, int cores, long memoryMebibytes, String java, double fsyncMicros) {
    private static final int FLUSHES = 200;

    /** Looks at this machine and the disk of the folder. */
    public static Machine look(Path folder) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Machine(
                system.getName() + " " + system.getVersion() + " " + system.getArch(),
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize() >> 20,
                System.getProperty("java.vm.name") + " " + Runtime.version(),
                fsyncMicros(folder));
    }

    /** For people, in one line. */
    public String text() {
        return cores + " cores, " + memoryMebibytes + " MiB, " + system + ", " + java + ", fsync "
                + Figure.number(fsyncMicros) + " µs";
    }

    private static double fsyncMicros(Path folder) {
        Path file = folder.resolve("fsync.probe");
        Samples samples = new Samples();
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer page = ByteBuffer.allocateDirect(4096);
            for (int i = 0; i < FLUSHES; i++) {
                page.clear();
                long began = System.nanoTime();
                channel.write(page);
                channel.force(false);
                samples.add(System.nanoTime() - began);
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new BenchFailure("cannot write to " + folder, e);
        }
        return samples.millis(0.5) * 1000;
    }
}
