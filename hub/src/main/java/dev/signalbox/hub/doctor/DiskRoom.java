package dev.signalbox.hub.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much room the disk of a folder has left. */
public record DiskRoom(Path folder) implements Probe {
    /** Below it a commit may find no room: the WAL of a busy log has 64 MiB. */
    static final long LEFT_MIN = 256 * Amount.MIB;
    /** Below a tenth of the disk it is getting short, unless there is as much as this. */
    static final long LEFT_PLENTY = 5 * Amount.GIB;

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public String looksAt() {
        return "Room that is left for the data folder: without any, writes are refused.";
    }

    @Override
    public Sight look() throws IOException {
        FileStore disk = Files.getFileStore(folder);
        return judged(disk.getUsableSpace(), disk.getTotalSpace());
    }

    Sight judged(long left, long total) {
        long share = total == 0 ? 100 : Math.round(100.0 * left / total);
        String amount = Amount.bytes(left) + " of " + Amount.bytes(total) + " left (" + share + " %)";
        Sight sight = Sight.of(amount);
        String next = "make room there, or stop the hub and move " + folder + " to a larger disk";
        if (left < LEFT_MIN) return sight.fail("only " + amount + " on the disk of " + folder, next);
        if (left < LEFT_PLENTY && share < 10) return sight.warn("only " + amount + " on the disk of " + folder, next);
        return sight;
    }
}
