package dev.signalbox.hub.archive;

import dev.signalbox.hub.archive.ArchiveStore.Item;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.wire.OwnerOnly;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * One archive in a store: its manifest, and the segments that it names. A segment counts when it was read back, the way
 * a restore would, or digest by digest when only others can open it; then the manifest that names it is written.
 * Blocks; one thread at a time.
 */
public final class Archive {
    private final ArchiveStore store;
    private final String folder;
    private final String prefix;

    /** @param folder of the archive within its store, {@code default}; empty text for the store's root */
    public Archive(ArchiveStore store, String folder) {
        this.store = store;
        this.folder = folder;
        this.prefix = folder.isEmpty() ? "" : folder + "/";
    }

    /** Room that is left where it lies, in bytes; empty when nobody can say. */
    public Optional<Long> room() throws IOException {
        return store.room();
    }

    /** All that lie in a store, in the order of their folders. */
    public static List<Archive> allIn(ArchiveStore store) throws IOException {
        return store.list("").stream()
                .map(Item::name)
                .filter(name -> Manifest.numberOf(name.substring(name.lastIndexOf('/') + 1)) > 0)
                .map(name -> name.substring(0, Math.max(0, name.lastIndexOf('/'))))
                .distinct()
                .map(folder -> new Archive(store, folder))
                .toList();
    }

    /**
     * A word that it is read, so that nothing of it is deleted; empty when there is no archive, and when its store
     * takes no file, from which nobody deletes. The caller closes it.
     */
    public Optional<Lease> lease() throws IOException {
        if (manifest().isEmpty()) return Optional.empty();
        try {
            return Optional.of(Lease.take(store, folder));
        } catch (IOException readOnly) {
            return Optional.empty();
        }
    }

    /** The newest manifest; empty when there is no archive. Fails with {@link ArchiveFault} when it is damaged. */
    public Optional<Manifest> manifest() throws IOException {
        String looked = "";
        while (true) {
            List<String> names = manifests();
            if (names.isEmpty()) return Optional.empty();
            String newest = names.get(names.size() - 1);
            try {
                return Optional.of(read(newest));
            } catch (NoSuchFileException e) {
                // A writer has put newer ones meanwhile, and taken this one away.
                if (newest.equals(looked)) throw e;
                looked = newest;
            }
        }
    }

    private Manifest read(String name) throws IOException {
        try (InputStream in = store.get(name)) {
            return Manifest.parse(name, in.readNBytes(Manifest.BYTES_MAX));
        }
    }

    /** Their names, by their numbers. */
    private List<String> manifests() throws IOException {
        return store.list(prefix + "manifest-").stream()
                .map(Item::name)
                .filter(name -> numberOf(name) > 0)
                .sorted(Comparator.comparingInt(this::numberOf))
                .toList();
    }

    private int numberOf(String name) {
        return Manifest.numberOf(name.substring(prefix.length()));
    }

    /**
     * Adds a segment that was written to a local file, behind those that are there.
     *
     * @param known the manifest that it was written for
     * @param segment written and finished; it may be deleted afterwards
     * @param identities that open it, for reading it back; {@link Identities#NONE} when it is encrypted for others
     * @return the manifest that names it; empty when somebody else has written to the archive meanwhile: look again
     */
    public Optional<Manifest> add(
            Manifest known, Path segment, Entry entry, Clock clock, String hub, Identities identities)
            throws IOException {
        put(segment, entry, identities);
        return write(known, known.with(entry, clock.instant(), hub));
    }

    /** Puts a segment that no manifest names yet, and reads it back. It may be deleted afterwards. */
    public void put(Path segment, Entry entry, Identities identities) throws IOException {
        store.put(prefix + entry.name(), segment);
        readBack(entry, identities);
    }

    /**
     * Names other segments in the place of those that a manifest names; all of them lie there by now.
     *
     * @return the manifest that names them; empty when somebody else has written to the archive meanwhile: look again
     */
    public Optional<Manifest> replace(Manifest known, List<Entry> segments, Clock clock, String hub)
            throws IOException {
        return write(known, known.of(segments, clock.instant(), hub));
    }

    private Optional<Manifest> write(Manifest known, Manifest next) throws IOException {
        Path file = Files.createTempFile("signalbox-manifest", ".json");
        try {
            Files.write(file, next.json());
            if (!store.put(prefix + next.name(), file)) return Optional.empty();
        } finally {
            Files.deleteIfExists(file);
        }
        forgetBefore(known.number());
        return Optional.of(next);
    }

    /** The one before the newest stays: whoever reads it just now finds all that it names. */
    private void forgetBefore(int number) throws IOException {
        for (String old : manifests()) if (numberOf(old) < number) store.delete(old);
    }

    /**
     * Deletes the segments that neither of the two newest manifests names, and that have lain there for longer than a
     * {@link Lease} holds, so that no writer is still about to name them; nothing while somebody reads. Of an archive
     * whose newest manifest names none, all goes.
     */
    public void sweep() throws IOException {
        var unused = sweep(Lease.HOLDS);
    }

    /**
     * The same of those that have lain there for so long; nobody else may write just now.
     *
     * @return whether it was done; false while somebody reads or writes
     */
    public boolean sweep(Duration age) throws IOException {
        List<Item> files = store.list(prefix);
        if (Lease.isHeld(files)) return false;
        Instant before = Lease.now(files).minus(age);
        Set<String> named = new TreeSet<>();
        for (String manifest : manifests()) {
            try {
                for (Entry entry : read(manifest).segments()) named.add(prefix + entry.name());
            } catch (NoSuchFileException overtaken) {
                return false;
            }
        }
        boolean left = false;
        for (Item item : files) {
            if (!item.name().endsWith(SegmentHead.SUFFIX)) continue;
            boolean goes = !named.contains(item.name()) && !item.changedAt().isAfter(before);
            if (goes) store.delete(item.name());
            left |= !goes;
        }
        if (named.isEmpty() && !left) for (Item item : files) store.delete(item.name());
        return true;
    }

    private void readBack(Entry entry, Identities identities) throws IOException {
        if (entry.encrypted() && identities == Identities.NONE) check(entry);
        else read(entry, identities, block -> {});
    }

    /**
     * Reads a segment to its end, block by block. Fails with {@link ArchiveFault} when it is not what the manifest says
     * it is, or is damaged; some blocks may have been given out then.
     */
    public void read(Entry entry, Identities identities, Consumer<Block> each) throws IOException {
        try (SegmentReader reader = open(entry, identities)) {
            for (Block block = reader.next(); block != null; block = reader.next()) each.accept(block);
            if (!reader.tail().equals(entry.tail()) || !reader.fileSha256().equals(entry.fileSha256())) {
                throw changed(entry);
            }
        }
    }

    /** Opens a segment that the manifest names. Fails with {@link ArchiveFault} when it is missing or another one. */
    public SegmentReader open(Entry entry, Identities identities) throws IOException {
        SegmentReader reader = new SegmentReader(entry.name(), get(entry), identities);
        if (reader.head().equals(entry.head())) return reader;
        reader.close();
        throw new ArchiveFault(
                entry.name(),
                "another segment lies in its place, " + reader.head().name());
    }

    /** Holds the file of a segment against the manifest, without opening it. */
    public void check(Entry entry) throws IOException {
        if (!sha256(get(entry)).equals(entry.fileSha256())) throw changed(entry);
    }

    private InputStream get(Entry entry) throws IOException {
        try {
            return store.get(prefix + entry.name());
        } catch (NoSuchFileException e) {
            throw missing(entry, e);
        }
    }

    private static ArchiveFault missing(Entry entry, NoSuchFileException e) {
        return new ArchiveFault(entry.name(), "the manifest names it, and it is not there", e);
    }

    private static ArchiveFault changed(Entry entry) {
        return new ArchiveFault(entry.name(), "it is not the file that was written: it was cut or changed");
    }

    private static String sha256(InputStream in) throws IOException {
        try (SegmentFile file = new SegmentFile(in)) {
            return file.digest();
        }
    }

    /**
     * What lies there and no manifest names: segments of a writer that was ended, files of others. It does no harm, and
     * is no part of the archive.
     */
    public List<String> strangers(Manifest manifest) throws IOException {
        Set<String> named = new TreeSet<>(manifests());
        for (Entry entry : manifest.segments()) named.add(prefix + entry.name());
        List<String> strangers = new ArrayList<>();
        for (Item item : store.list(prefix)) {
            if (!named.contains(item.name())) strangers.add(item.name());
        }
        return strangers;
    }

    /** The store's and the archive's own name, for people. */
    public String where() {
        return folder.isEmpty() ? store.where() : store.where() + "/" + folder;
    }

    /**
     * Writes what a segment holds to a file, held against the chain once more, for other recipients than it has now.
     * The caller deletes the file.
     *
     * @param progress hears of each position that was reached
     */
    public static Entry write(SegmentReader from, Path file, Recipients recipients, LongConsumer progress)
            throws IOException {
        try (SegmentWriter writer = new SegmentWriter(from.head(), create(file), recipients)) {
            for (Block block = from.next(); block != null; block = from.next()) {
                writer.events(block.events());
                writer.receipts(block.receipts());
                progress.accept(writer.position());
            }
            return entry(file, from.head(), writer.finish(), recipients.encrypt());
        }
    }

    /** A file to write a segment to, 0600, in a folder for temporary files. */
    static OutputStream create(Path file) throws IOException {
        OwnerOnly.make(file);
        return Channels.newOutputStream(
                OwnerOnly.open(file, EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)));
    }

    /** What the manifest will say of a segment that was just written. */
    static Entry entry(Path file, SegmentHead head, SegmentTail tail, boolean encrypted) throws IOException {
        return new Entry(head, tail, Files.size(file), sha256(Files.newInputStream(file)), encrypted, 0);
    }
}
