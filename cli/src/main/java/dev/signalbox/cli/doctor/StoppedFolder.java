package dev.signalbox.cli.doctor;

import dev.signalbox.cli.text.Amounts;
import dev.signalbox.hub.database.FolderLock;
import dev.signalbox.hub.doctor.FolderProbes;
import dev.signalbox.hub.doctor.JavaVersion;
import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.doctor.Sight;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a data folder without a hub: whether a start would find its stores.
 *
 * @param keepsStore whether the SQLite files lie there, and not only notes beside a PostgreSQL
 */
record StoppedFolder(Path folder, boolean keepsStore) implements Probe {
    private static final String HEADER = "SQLite format 3";
    private static final List<String> STORES = List.of("main.db", "traces.db");
    private static final List<String> LEFT = List.of("heads", "admin.key", "traces.db");

    static List<Probe> probes(Path folder, boolean keepsStore) {
        List<Probe> probes = new ArrayList<>(List.of(JavaVersion.here(), new StoppedFolder(folder, keepsStore)));
        probes.addAll(FolderProbes.of(folder, keepsStore));
        return probes;
    }

    /** Whether there are stores that nobody has open and that look like some. */
    static boolean keepsStores(Path folder) {
        for (String name : STORES) if (!isStore(folder.resolve(name))) return false;
        return FolderLock.holder(folder).isEmpty();
    }

    private static boolean isStore(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(HEADER.length()), StandardCharsets.ISO_8859_1).equals(HEADER);
        } catch (IOException unreadable) {
            return false;
        }
    }

    @Override
    public String name() {
        return "data folder";
    }

    @Override
    public String looksAt() {
        return "Whether a hub runs on the folder, and whether its stores are there.";
    }

    @Override
    public Sight look() throws IOException {
        if (FolderLock.holder(folder).isPresent()) return Sight.of("a hub runs on it: signalbox doctor asks it");
        if (!keepsStore) return Sight.of("no hub runs on it; the data is in PostgreSQL");
        long bytes = 0;
        boolean killed = false;
        for (String name : STORES) {
            Path file = folder.resolve(name);
            if (Files.exists(file)) bytes += Files.size(file);
            killed |= Files.exists(folder.resolve(name + "-wal"));
        }
        Sight sight = Sight.of("no hub runs on it; " + Amounts.bytes(bytes) + " of stores"
                + (killed ? "; the last hub was killed, the next start takes over its WAL" : ""));
        for (String name : STORES) sight = with(folder.resolve(name), sight);
        return sight;
    }

    private Sight with(Path file, Sight sight) throws IOException {
        String next = "put back a copy of the whole folder (docs/recovery.md), or take an empty folder to begin anew";
        if (!Files.exists(file) || Files.size(file) == 0) {
            boolean lived = LEFT.stream().anyMatch(name -> !file.endsWith(name) && Files.exists(folder.resolve(name)));
            String how = Files.exists(file) ? " is empty" : " is missing";
            return lived ? sight.fail(file + how + ", and a hub lived here: its store was lost", next) : sight;
        }
        return isStore(file) ? sight : sight.fail(file + " is no SQLite file any more", next);
    }
}
