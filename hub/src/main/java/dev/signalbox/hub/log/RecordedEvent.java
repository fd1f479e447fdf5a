package dev.signalbox.hub.log;

import dev.signalbox.wire.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands in the log. Immutable; followers of one node share the object. Any thread. {@code data},
 * {@code commandDigest} and {@code hash} must not be changed.
 *
 * @param data UTF-8 JSON; readers see of an event whose data was erased only {@code {"erased": "<SHA-256 of what it
 *     was, in hex>"}}
 * @param hash SHA-256 over the hash before and every other column, see {@link HashChain}: 32 bytes
 */
public record RecordedEvent(
        long position,
        String stream,
        long version,
        String id,
        String type,
        String actor,
        Instant occurredAt,
        Instant recordedAt,
        @Nullable String correlationId,
        @Nullable String causationId,
        byte[] data,
        byte[] commandDigest,
        byte[] hash) {

    /** The data; the digest as JSON when that stands in its place. */
    @Override
    public byte[] data() {
        return Erasure.shown(data);
    }

    /** What the store keeps in the place of the data: itself, or what stands for it since it was erased. */
    public byte[] stored() {
        return data;
    }

    /** Whether its data was erased; its place, its id and its hash stay. */
    public boolean isErased() {
        return erasedDigest() != null;
    }

    /** SHA-256 of the data as it was written, when that was erased: 32 bytes; null while the data is there. */
    public byte @Nullable [] erasedDigest() {
        return Erasure.digestIn(data);
    }

    /** The part of the stream's name before the slash: {@code question}. */
    public String category() {
        return Event.categoryOf(stream);
    }

    /** The part of the stream's name behind the slash: the id of the thing. */
    public String subjectId() {
        return Event.subjectIdOf(stream);
    }

    @Override
    public String toString() {
        return position + " " + type + " " + stream + "@" + version;
    }
}
