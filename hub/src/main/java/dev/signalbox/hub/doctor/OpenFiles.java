package dev.signalbox.hub.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** How many files and sockets this process has open, and may have. */
public record OpenFiles() implements Probe {
    private static final long LIMIT_MIN = 1_024;

    @Override
    public String name() {
        return "open files";
    }

    @Override
    public String looksAt() {
        return "Files and sockets that the hub has open and may have: each live stream takes one.";
    }

    @Override
    public Sight look() throws IOException {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
            return judged(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount());
        throw new IOException("this system does not say");
    }

    Sight judged(long open, long max) {
        Sight sight = Sight.of(String.format(Locale.ROOT, "%,d of %,d", open, max));
        String next = "raise the limit and start the hub again: LimitNOFILE=65536 in the unit, or ulimit -n 65536";
        if (open > max * 8 / 10)
            return sight.fail(open + " of " + max + " files are open: soon nobody can connect", next);
        return max < LIMIT_MIN ? sight.warn("the hub may open " + max + " files only", next) : sight;
    }
}
