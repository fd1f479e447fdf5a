package dev.signalbox.hub.archive;

import dev.signalbox.hub.log.HashChain;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to an archive, and in which order: one JSON file beside the segments. Each change makes the next one,
 * {@code manifest-<number>.json}, which nobody else has; the newest counts. So two that write at once cannot lose what
 * the other wrote, on any store that has a put that does not replace.
 *
 * @param format the form in which it is written, {@link #FORMAT}
 * @param number 1, 2, 3 …
 * @param space of which it is
 * @param createdAt when the archive was begun
 * @param writtenAt when this manifest was written
 * @param hub the version of Signalbox that wrote it
 * @param segments of all logs, each log's in order
 */
public record Manifest(
        int format, int number, String space, Instant createdAt, Instant writtenAt, String hub, List<Entry> segments) {
    public static final int FORMAT = 1;

    /** A longer one is none. */
    static final int BYTES_MAX = 64 * 1024 * 1024;

    private static final Pattern NUMBERED = Pattern.compile("manifest-(\\d{6,9})\\.json");
    private static final String DIGEST_BEGIN = ",\"sha256\":\"";
    private static final String DIGEST_END = "\"}\n";
    private static final int DIGEST_CHARS = DIGEST_BEGIN.length() + 64 + DIGEST_END.length();
    private static final int PREFIX_CHARS = 8;
    private static final String GENESIS = HexFormat.of().formatHex(HashChain.genesis());

    public Manifest {
        if (format < 1 || space == null || createdAt == null || writtenAt == null || hub == null) {
            throw new IllegalArgumentException("no manifest");
        }
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        writtenAt = writtenAt.truncatedTo(ChronoUnit.MICROS);
        segments = List.copyOf(segments);
    }

    /**
     * One segment as it was when it was written and read back.
     *
     * @param head as it stands in the file
     * @param tail as it stands in the file
     * @param bytes of the file
     * @param fileSha256 of the file as it lies there, 64 hex digits: so it can be looked at without a key
     * @param encrypted whether it takes an identity to read it
     * @param backup number of the backup that wrote it, 1, 2, 3 … within this archive; 0 in one that is no row of
     *     backups
     */
    public record Entry(
            SegmentHead head, SegmentTail tail, long bytes, String fileSha256, boolean encrypted, int backup) {
        public Entry {
            if (head == null || tail == null || fileSha256 == null || fileSha256.length() < PREFIX_CHARS) {
                throw new IllegalArgumentException("no segment");
            }
        }

        /** The same as part of a backup. */
        public Entry ofBackup(int number) {
            return new Entry(head, tail, bytes, fileSha256, encrypted, number);
        }

        /**
         * The name of the file: that of its head, and the beginning of its own digest, so that whatever else is written
         * at once, or was left by a writer that died, has another.
         */
        public String name() {
            String name = head.name();
            int end = name.length() - SegmentHead.SUFFIX.length();
            return name.substring(0, end) + "-" + fileSha256.substring(0, PREFIX_CHARS) + SegmentHead.SUFFIX;
        }
    }

    /** The first manifest of a new archive. */
    public static Manifest begin(String space, Instant now, String hub) {
        return new Manifest(FORMAT, 0, space, now, now, hub, List.of());
    }

    /** The next one, with a segment more. Fails with {@link ArchiveFault} when it does not follow. */
    Manifest with(Entry entry, Instant now, String hub) {
        List<Entry> all = new ArrayList<>(segments);
        all.add(entry);
        return of(all, now, hub);
    }

    /** The next one, with these segments. Fails with {@link ArchiveFault} when they do not join. */
    Manifest of(List<Entry> all, Instant now, String hub) {
        Manifest next = new Manifest(FORMAT, number + 1, space, createdAt, now, hub, all);
        next.check();
        return next;
    }

    /** The number of the newest backup in it; 0 when it is no row of backups. */
    public int lastBackup() {
        return segments.stream().mapToInt(Entry::backup).max().orElse(0);
    }

    /** The newest segment of a log; empty when it has none. */
    public Optional<Entry> last(String log) {
        return segments.stream().filter(entry -> entry.head().log().equals(log)).reduce((before, after) -> after);
    }

    /** The segments of a log, in order. */
    public List<Entry> of(String log) {
        return segments.stream().filter(entry -> entry.head().log().equals(log)).toList();
    }

    /** The names of the logs that it has something of. */
    public List<String> logs() {
        return segments.stream().map(entry -> entry.head().log()).distinct().toList();
    }

    /** Events by category, of all logs. */
    public TreeMap<String, Long> categories() {
        TreeMap<String, Long> all = new TreeMap<>();
        for (Entry entry : segments) {
            entry.tail().categories().forEach((category, count) -> all.merge(category, count, Long::sum));
        }
        return all;
    }

    /** Bytes of all files. */
    public long bytes() {
        return segments.stream().mapToLong(Entry::bytes).sum();
    }

    /** The name of its file. */
    public String name() {
        return name(number);
    }

    static String name(int number) {
        return "manifest-%06d.json".formatted(number);
    }

    /** The number in the name of a manifest; 0 for another file. */
    static int numberOf(String name) {
        Matcher matcher = NUMBERED.matcher(name);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    /**
     * Whether the segments join: each begins where the one before it ends, and the first at the beginning of the log.
     * Fails with {@link ArchiveFault} at the first that does not.
     */
    public void check() {
        for (String log : logs()) {
            SegmentHead before = null;
            for (Entry entry : of(log)) {
                join(before, entry.head());
                before = entry.head();
            }
        }
    }

    private void join(@Nullable SegmentHead before, SegmentHead next) {
        if (!next.space().equals(space)) {
            throw new ArchiveFault(next.name(), "it is of the space " + next.space() + ", and the archive of " + space);
        }
        if (before == null) {
            if (next.from() == 0
                    && next.receiptsFrom() == 0
                    && next.hashBefore().equals(GENESIS)) return;
            throw new ArchiveFault(
                    next.name(), "it begins behind position " + next.from() + ", and what stood before is missing");
        }
        if (next.follows(before)) return;
        throw new ArchiveFault(
                next.name(),
                next.from() > before.to()
                        ? "a segment is missing before it: the one before ends at " + before.to()
                        : "it does not follow the segment before it, " + before.name()
                                + ": it is of another history, or there twice");
    }

    /** As it is written: its last member is the SHA-256 of every byte before that. */
    byte[] json() {
        String text = Json.writeText(this);
        return sealed(text.substring(0, text.length() - 1).getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] sealed(byte[] open) {
        String digest = DIGEST_BEGIN + HexFormat.of().formatHex(Ids.sha256(open)) + DIGEST_END;
        byte[] whole = Arrays.copyOf(open, open.length + DIGEST_CHARS);
        System.arraycopy(digest.getBytes(StandardCharsets.US_ASCII), 0, whole, open.length, DIGEST_CHARS);
        return whole;
    }

    /**
     * Reads one. Fails with {@link ArchiveFault} when it is none, was changed, is of a newer form, or its segments do
     * not join.
     */
    static Manifest parse(String file, byte[] json) {
        try {
            int format = Json.readLenient(json, Written.class).format();
            if (format > FORMAT) {
                throw new ArchiveFault(
                        file,
                        "it was written by a newer version of Signalbox, in the form " + format
                                + "; read it with that one");
            }
            boolean whole = json.length > DIGEST_CHARS
                    && Arrays.equals(sealed(Arrays.copyOf(json, json.length - DIGEST_CHARS)), json);
            if (!whole) throw damaged(file, null);
            Manifest manifest = Json.readLenient(json, Manifest.class);
            manifest.check();
            return manifest;
        } catch (IllegalArgumentException e) {
            throw damaged(file, e);
        }
    }

    private static ArchiveFault damaged(String file, @Nullable Exception cause) {
        return new ArchiveFault(
                file,
                "it is no manifest of an archive, or was cut or changed; put back a copy of it, or move it away: the"
                        + " manifest before it counts then, which may lack the newest segment",
                cause);
    }

    private record Written(int format) {}
}
