package dev.signalbox.hub.verify;

import dev.signalbox.hub.archive.Archive;
import dev.signalbox.hub.archive.ArchiveFault;
import dev.signalbox.hub.archive.ArchiveStore;
import dev.signalbox.hub.archive.Block;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Manifest;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.SegmentHead;
import dev.signalbox.hub.archive.SegmentReader;
import dev.signalbox.hub.log.HashChain;
import dev.signalbox.hub.log.RecordedEvent;
import dev.signalbox.wire.resource.LogState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What lies in an archive. The hashes at the ends of its segments stand in the manifest; for others the one segment is
 * read in which they lie.
 */
public final class ArchiveSide implements Side {
    private final ArchiveStore store;
    private final Archive archive;
    private final Manifest manifest;
    private final Identities identities;
    private @Nullable Entry open;
    private byte[] hashes = {};

    private ArchiveSide(ArchiveStore store, Archive archive, Manifest manifest, Identities identities) {
        this.store = store;
        this.archive = archive;
        this.manifest = manifest;
        this.identities = identities;
    }

    /**
     * The newest archive in a store; empty when there is none. Fails with {@link ArchiveFault}.
     *
     * @param store closed with this
     * @param identities that open it; without one, only the ends of segments are known of an encrypted archive
     */
    public static Optional<ArchiveSide> newest(ArchiveStore store, Identities identities) throws IOException {
        List<Archive> all = Archive.allIn(store);
        if (all.isEmpty()) return Optional.empty();
        Archive newest = all.get(all.size() - 1);
        return newest.manifest().map(manifest -> new ArchiveSide(store, newest, manifest, identities));
    }

    @Override
    public String where() {
        return archive.where();
    }

    @Override
    public List<LogState> logs() {
        List<LogState> states = new ArrayList<>();
        for (String log : manifest.logs()) {
            Map<String, Long> categories = new TreeMap<>();
            for (Entry each : manifest.of(log)) {
                each.tail().categories().forEach((category, n) -> categories.merge(category, n, Long::sum));
            }
            SegmentHead last = manifest.last(log).orElseThrow().head();
            states.add(new LogState(
                    log, last.epoch(), last.to(), last.hashAfter(), last.receiptsTo(), categories, Map.of()));
        }
        return states;
    }

    @Override
    public List<Long> marks(String log) {
        return manifest.of(log).stream().map(entry -> entry.head().to()).toList();
    }

    @Override
    public Map<Long, String> hashes(String log, List<Long> positions) throws IOException {
        Map<Long, String> found = new LinkedHashMap<>();
        for (long position : positions) {
            String known = position == 0 ? HexFormat.of().formatHex(HashChain.genesis()) : hash(log, position);
            if (known != null) found.put(position, known);
        }
        return found;
    }

    private @Nullable String hash(String log, long position) throws IOException {
        Entry entry = holding(log, position);
        if (entry == null) return null;
        SegmentHead head = entry.head();
        if (position == head.to()) return head.hashAfter();
        if (isClosed(entry)) return null;
        if (!entry.equals(open)) read(entry);
        int at = (int) (position - head.from() - 1) * HashChain.HASH_BYTES;
        return HexFormat.of().formatHex(hashes, at, at + HashChain.HASH_BYTES);
    }

    private @Nullable Entry holding(String log, long position) {
        return manifest.of(log).stream()
                .filter(entry -> entry.head().from() < position
                        && position <= entry.head().to())
                .findFirst()
                .orElse(null);
    }

    private boolean isClosed(Entry entry) {
        return entry.encrypted() && identities == Identities.NONE;
    }

    private void read(Entry entry) throws IOException {
        byte[] all = new byte[Math.toIntExact(entry.head().events()) * HashChain.HASH_BYTES];
        archive.read(entry, identities, block -> {
            for (RecordedEvent event : block.events()) {
                int at = (int) (event.position() - entry.head().from() - 1) * HashChain.HASH_BYTES;
                System.arraycopy(event.hash(), 0, all, at, HashChain.HASH_BYTES);
            }
        });
        hashes = all;
        open = entry;
    }

    @Override
    public @Nullable Glimpse event(String log, long position) throws IOException {
        Entry entry = holding(log, position);
        if (entry == null || isClosed(entry)) return null;
        try (SegmentReader reader = archive.open(entry, identities)) {
            for (Block block = reader.next(); block != null; block = reader.next()) {
                for (RecordedEvent event : block.events()) {
                    if (event.position() == position) return StoreSide.glimpse(event);
                }
            }
        }
        return null;
    }

    @Override
    public void close() {
        store.close();
    }
}
