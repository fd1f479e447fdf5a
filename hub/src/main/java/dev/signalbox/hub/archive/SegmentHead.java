package dev.signalbox.hub.archive;

import dev.signalbox.wire.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What a segment says of itself before its first event: which piece of which history it is. Written as one JSON object.
 *
 * @param format the form in which it is written, {@link #FORMAT}
 * @param space of which it is
 * @param log {@code main} or {@code traces}
 * @param epoch of the history, eight hex digits
 * @param from the position behind which it begins; 0 for the beginning of the log
 * @param to its last position; equal to {@code from} when it holds receipts alone
 * @param receiptsFrom the number of the receipt behind which its receipts begin
 * @param receiptsTo the number of its last receipt
 * @param hashBefore the chain's hash at {@code from}, 64 hex digits
 * @param hashAfter the chain's hash at {@code to}, 64 hex digits
 * @param createdAt when it was written, by the clock of the hub
 * @param hub the version of Signalbox that wrote it
 */
public record SegmentHead(
        int format,
        String space,
        String log,
        String epoch,
        long from,
        long to,
        long receiptsFrom,
        long receiptsTo,
        String hashBefore,
        String hashAfter,
        Instant createdAt,
        String hub) {
    /** The form in which this version writes, and the newest that it reads. */
    public static final int FORMAT = 1;

    static final String SUFFIX = ".sbx";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern EPOCH = Pattern.compile("[0-9a-f]{8}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int PREFIX_CHARS = 8;

    /** Fails with {@link IllegalArgumentException} when it is the head of no segment. */
    public SegmentHead {
        if (format < 1) throw new IllegalArgumentException("it has no format");
        given(NAME, space, "space");
        given(NAME, log, "log");
        given(EPOCH, epoch, "epoch");
        given(HASH, hashBefore, "hashBefore");
        given(HASH, hashAfter, "hashAfter");
        if (createdAt == null || hub == null) throw new IllegalArgumentException("createdAt and hub are missing");
        // As it is written: what is read again must be the same.
        createdAt = createdAt.truncatedTo(ChronoUnit.MICROS);
        if (from < 0 || to < from || receiptsFrom < 0 || receiptsTo < receiptsFrom) {
            throw new IllegalArgumentException("it ends before it begins");
        }
    }

    private static void given(Pattern pattern, String value, String field) {
        if (value == null || !pattern.matcher(value).matches()) {
            throw new IllegalArgumentException("its " + field + " is missing or none");
        }
    }

    /** Events that it holds. */
    public long events() {
        return to - from;
    }

    /** Receipts that it holds. */
    public long receipts() {
        return receiptsTo - receiptsFrom;
    }

    /**
     * What it is called, {@code main/0-1000-r3-9f86d081.sbx}: positions, the number of the last receipt, and the
     * beginning of the hash at the end.
     */
    public String name() {
        return log + "/" + from + "-" + to + "-r" + receiptsTo + "-" + hashAfter.substring(0, PREFIX_CHARS) + SUFFIX;
    }

    /** Whether the segment begins where another one ends, in the same history. */
    public boolean follows(SegmentHead before) {
        return log.equals(before.log)
                && from == before.to
                && receiptsFrom == before.receiptsTo
                && hashBefore.equals(before.hashAfter);
    }

    byte[] bytesBefore() {
        return HexFormat.of().parseHex(hashBefore);
    }

    byte[] bytesAfter() {
        return HexFormat.of().parseHex(hashAfter);
    }

    /** Reads one. Fails with {@link ArchiveFault} when it is none, or of a newer form. */
    static SegmentHead parse(String file, byte[] json) {
        try {
            Written written = Json.readLenient(json, Written.class);
            if (written.format() > FORMAT) throw newer(file, written);
            return Json.readLenient(json, SegmentHead.class);
        } catch (IllegalArgumentException e) {
            throw new ArchiveFault(file, "its head is not that of a segment; it is damaged, or no segment", e);
        }
    }

    private static ArchiveFault newer(String file, Written written) {
        return new ArchiveFault(
                file,
                "it was written by Signalbox " + written.hub() + " in the form " + written.format()
                        + ", and this version reads up to " + FORMAT + "; read it with that version or a newer one");
    }

    /** What every form has. */
    private record Written(int format, String hub) {}
}
