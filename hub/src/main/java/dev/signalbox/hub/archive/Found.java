package dev.signalbox.hub.archive;

import dev.signalbox.hub.archive.Chains.Chain;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the archive that lies somewhere in a store, whose folders people need not know. Blocks. */
public final class Found {
    private Found() {}

    /** The space of which a hub's own store is. */
    private static final String SPACE = "default";

    /**
     * The one there is, or the newest of a hub's backups. Fails with {@link ArchiveFault} when there is none, and names
     * them when there are several.
     */
    public static Archive in(ArchiveStore store) throws IOException {
        List<Archive> all = Archive.allIn(store);
        if (all.size() == 1) return all.get(0);
        if (all.isEmpty()) {
            throw new ArchiveFault(
                    store.where(),
                    "there is no archive: no manifest lies there; give the place that a backup wrote to");
        }
        Optional<Chain> newest = new Chains(store, SPACE).newest();
        if (newest.isPresent()) return newest.get().archive();
        throw new ArchiveFault(
                store.where(),
                "several archives lie there; give one of them: "
                        + all.stream().map(Archive::where).collect(Collectors.joining(", ")));
    }
}
