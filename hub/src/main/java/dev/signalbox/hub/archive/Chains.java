package dev.signalbox.hub.archive;

import dev.signalbox.hub.archive.ArchiveStore.Item;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The archives that a hub's backups made in a store, one behind the other: {@code default/0001-9f86d081}, a number and
 * the beginning of the hash of the hub's first event, which no other hub has. Each is whole by itself. A new one is
 * begun when the log does not go on where the newest ends, since it went back, and when a file of that is missing.
 * Blocks; one thread at a time.
 */
public final class Chains {
    /** What stands beside segments that turned out to be damaged: the chain is not gone on with. */
    private static final String DAMAGED = "damaged.json";

    /** Looks at a chain that others write to, until none of them was between its two halves. */
    private static final int LOOKS_MAX = 10;

    private static final Pattern FOLDER = Pattern.compile("(\\d{4,9})-([0-9a-f]{8})");

    private final ArchiveStore store;
    private final String space;

    public Chains(ArchiveStore store, String space) {
        this.store = store;
        this.space = space;
    }

    /**
     * One archive of a row.
     *
     * @param folder of it in the store
     * @param root the beginning of the hash of the first event of its hub
     * @param manifest the newest; it names segments
     * @param whole whether every file that the manifest names lies there with its length, and none was found damaged
     */
    public record Chain(String folder, String root, Archive archive, Manifest manifest, boolean whole) {
        /** The last part of the folder, as ids of backups begin. */
        public String name() {
            return folder.substring(folder.lastIndexOf('/') + 1);
        }
    }

    /**
     * All that have a segment, of whichever hub, in the order of their numbers. One whose manifest cannot be read is
     * left out.
     */
    public List<Chain> all() throws IOException {
        List<Chain> chains = new ArrayList<>();
        for (Map.Entry<String, Map<String, Long>> each : folders().entrySet()) {
            Matcher name = FOLDER.matcher(each.getKey());
            if (name.matches()) chain(name, each.getValue()).ifPresent(chains::add);
        }
        return chains;
    }

    /**
     * @param files as they were before the manifest is read: while others write, neither is of the moment of the other
     */
    private Optional<Chain> chain(Matcher name, Map<String, Long> files) throws IOException {
        String folder = space + "/" + name.group();
        Archive archive = new Archive(store, folder);
        Optional<Manifest> manifest = readable(archive);
        boolean whole = manifest.isPresent() && isWhole(manifest.get(), files);
        for (int look = 1; look < LOOKS_MAX && manifest.isPresent() && !whole; look++) {
            Map<String, Long> now = folders().getOrDefault(name.group(), Map.of());
            whole = isWhole(manifest.get(), now);
            Optional<Manifest> newer = readable(archive);
            boolean still =
                    newer.isPresent() && newer.get().number() == manifest.get().number();
            manifest = newer;
            if (still) break;
            whole &= newer.isPresent() && isWhole(newer.get(), now);
        }
        boolean found = whole;
        return manifest.filter(some -> !some.segments().isEmpty())
                .map(some -> new Chain(folder, name.group(2), archive, some, found));
    }

    private static Optional<Manifest> readable(Archive archive) throws IOException {
        try {
            return archive.manifest();
        } catch (ArchiveFault damaged) {
            return Optional.empty();
        }
    }

    private static boolean isWhole(Manifest manifest, Map<String, Long> files) {
        if (files.containsKey(DAMAGED)) return false;
        for (Entry entry : manifest.segments()) {
            Long bytes = files.get(entry.name());
            if (bytes == null || bytes != entry.bytes()) return false;
        }
        return true;
    }

    /** Of each folder of the space the files with their lengths. */
    private Map<String, Map<String, Long>> folders() throws IOException {
        Map<String, Map<String, Long>> folders = new TreeMap<>();
        for (Item item : store.list(space + "/")) {
            String rest = item.name().substring(space.length() + 1);
            int slash = rest.indexOf('/');
            if (slash < 0) continue;
            folders.computeIfAbsent(rest.substring(0, slash), folder -> new HashMap<>())
                    .put(rest.substring(slash + 1), item.bytes());
        }
        return folders;
    }

    /** Those of one hub, in the order of their numbers. */
    public List<Chain> of(String root) throws IOException {
        return all().stream().filter(chain -> chain.root().equals(root)).toList();
    }

    /**
     * The newest whole one, to be read. Fails with {@link ArchiveFault} when there are some of several hubs, and nobody
     * knows which is meant; empty when there is none.
     */
    public Optional<Chain> newest() throws IOException {
        List<Chain> whole = all().stream().filter(Chain::whole).toList();
        List<String> roots = whole.stream().map(Chain::root).distinct().toList();
        if (roots.size() > 1) {
            throw new ArchiveFault(
                    store.where(),
                    "backups of " + roots.size() + " hubs lie here; name one of their newest: "
                            + roots.stream()
                                    .map(root -> store.where() + "/"
                                            + newestOf(whole, root).folder())
                                    .collect(Collectors.joining(", ")));
        }
        return whole.isEmpty() ? Optional.empty() : Optional.of(whole.get(whole.size() - 1));
    }

    private static Chain newestOf(List<Chain> chains, String root) {
        return chains.stream()
                .filter(chain -> chain.root().equals(root))
                .reduce((before, after) -> after)
                .orElseThrow();
    }

    /** The folder of the next one of a hub; numbers go on over all that lie there, of whichever hub. */
    public String fresh(String root) throws IOException {
        int last = 0;
        for (String folder : folders().keySet()) {
            Matcher name = FOLDER.matcher(folder);
            if (name.matches()) last = Math.max(last, Integer.parseInt(name.group(1)));
        }
        return space + "/" + "%04d".formatted(last + 1) + "-" + root;
    }

    /** Says in the store that a chain turned out to be damaged, and why: no backup goes on with it. */
    public void damaged(Chain chain, String why) throws IOException {
        Path file = Files.createTempFile("signalbox-damaged", ".json");
        try {
            Files.write(file, Json.write(Json.object().put("why", why)));
            store.put(chain.folder() + "/" + DAMAGED, file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Takes away what no backup needs any more, of all chains of a hub; see {@link Archive#sweep}. */
    public void sweep(String root) throws IOException {
        for (String folder : folders().keySet()) {
            Matcher name = FOLDER.matcher(folder);
            if (name.matches() && name.group(2).equals(root)) new Archive(store, space + "/" + folder).sweep();
        }
    }

    public ArchiveStore store() {
        return store;
    }
}
