package dev.signalbox.hub.archive;

import dev.signalbox.wire.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * The end of a segment; one without it was cut. Written as one JSON object.
 *
 * @param events that stand before it
 * @param receipts that stand before it
 * @param categories events by the category of their stream: {@code notification}, {@code question} …, or the name of a
 *     declared table
 * @param sha256 over every byte before it, 64 hex digits
 */
public record SegmentTail(long events, long receipts, Map<String, Long> categories, String sha256) {
    public SegmentTail {
        if (categories == null || sha256 == null) throw new IllegalArgumentException("it has no categories or digest");
        categories = new TreeMap<>(categories);
    }

    static SegmentTail parse(String file, byte[] json) {
        try {
            return Json.readLenient(json, SegmentTail.class);
        } catch (IllegalArgumentException e) {
            throw new ArchiveFault(file, "its end is not readable; it is damaged", e);
        }
    }
}
