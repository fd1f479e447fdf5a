package dev.signalbox.hub.doctor;

import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;

/** How long the disk of a folder takes to keep a page, measured on a file that goes again. */
public record FlushTime(Path folder) implements Probe {
    private static final int TIMES = 9;
    private static final int PAGE = 4096;
    /** A commit of SQLite waits for one flush: above it a hub answers some ten writes a second, one at a time. */
    static final long SLOW_NANOS = 100_000_000;

    private static final long ROOM_MIN = 16 * Amount.MIB;

    @Override
    public String name() {
        return "flush";
    }

    @Override
    public String looksAt() {
        return "How long the disk takes to keep 4 KB: every write waits for it.";
    }

    @Override
    public Sight look() throws IOException {
        if (Files.getFileStore(folder).getUsableSpace() < ROOM_MIN)
            throw new IOException("nothing is written to a disk that has no room");
        long[] nanos = new long[TIMES];
        Path file = folder.resolve("doctor-" + ProcessHandle.current().pid() + ".tmp");
        try (FileChannel channel = OwnerOnly.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE))) {
            for (int i = 0; i < TIMES; i++) {
                long begun = System.nanoTime();
                channel.write(ByteBuffer.allocate(PAGE), (long) i * PAGE);
                channel.force(false);
                nanos[i] = System.nanoTime() - begun;
            }
        }
        Arrays.sort(nanos);
        return judged(nanos[TIMES / 2], nanos[TIMES - 1]);
    }

    Sight judged(long median, long longest) {
        Sight sight = Sight.of(Amount.ofNanos(median) + ", the longest of " + TIMES + " " + Amount.ofNanos(longest));
        return median < SLOW_NANOS
                ? sight
                : sight.warn(
                        "the disk of " + folder + " takes " + Amount.ofNanos(median)
                                + " to keep a page: no write is faster",
                        "look for what else writes there (iostat -x 1), or move the folder to a faster disk");
    }
}
