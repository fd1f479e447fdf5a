package dev.signalbox.hub.doctor;

import dev.signalbox.hub.database.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file of a log on SQLite, with its WAL.
 *
 * @param log {@code main} or {@code traces}
 */
public record StoreFile(String log, Path file, Database database) implements Probe {
    /** A hub keeps it at 64 MiB; beyond this somebody reads for so long that it cannot be emptied. */
    static final long WAL_MAX = 256 * Amount.MIB;
    /** Below it nobody misses the room. */
    private static final long FREE_MIN = 256 * Amount.MIB;

    private static final String PAGES =
            "SELECT page_count AS pages, page_size AS size, freelist_count AS free FROM pragma_page_count,"
                    + " pragma_page_size, pragma_freelist_count";

    @Override
    public String name() {
        return log + ".db";
    }

    @Override
    public String looksAt() {
        return "The size of the file, of its WAL, and of what is free in it.";
    }

    @Override
    public Sight look() throws IOException, InterruptedException {
        var row = Asked.row(database, PAGES);
        Path wal = file.resolveSibling(file.getFileName() + "-wal");
        return judged(
                row.bigint("pages") * row.bigint("size"),
                row.bigint("free") * row.bigint("size"),
                Files.exists(wal) ? Files.size(wal) : 0);
    }

    Sight judged(long bytes, long free, long wal) {
        String ofIt = free == 0 ? "" : ", " + Amount.bytes(free) + " of it free";
        Sight sight = Sight.of(Amount.bytes(bytes) + ofIt + ", WAL " + Amount.bytes(wal));
        if (wal > WAL_MAX)
            sight = sight.warn(
                    "the WAL of " + file + " has grown to " + Amount.bytes(wal)
                            + ": a program reads the file without an end, so it cannot be emptied",
                    "find the program (lsof " + file + ") and end its reading");
        if (free > FREE_MIN && free > bytes / 2)
            sight = sight.warn(
                    Amount.bytes(free) + " of " + file
                            + " are free: new events take that room first, but the file stays as large",
                    "to give it back, stop the hub, then: sqlite3 " + file + " VACUUM");
        return sight;
    }
}
