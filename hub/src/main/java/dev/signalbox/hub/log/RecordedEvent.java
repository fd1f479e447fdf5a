package dev.signalbox.hub.log;

import dev.signalbox.wire.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as it stands in the log. Immutable; followers of one node share the object. Any thread. {@code data}, {@code
 * commandDigest} and {@code hash} must not be changed.
 */
public final class RecordedEvent {
    private final long position;
    private final String stream;
    private final long version;
    private final String id;
    private final String type;
    private final String actor;
    private final Instant occurredAt;
    private final Instant recordedAt;
    private final @Nullable String correlationId;
    private final @Nullable String causationId;
    private final byte[] data;
    private final byte[] commandDigest;
    private final byte[] hash;
    private final byte @Nullable [] erased;

    public RecordedEvent(
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
        this.position = position;
        this.stream = stream;
        this.version = version;
        this.id = id;
        this.type = type;
        this.actor = actor;
        this.occurredAt = occurredAt;
        this.recordedAt = recordedAt;
        this.correlationId = correlationId;
        this.causationId = causationId;
        this.erased = Erasure.digestIn(data);
        this.data = erased == null ? data : Erasure.shown(erased);
        this.commandDigest = commandDigest;
        this.hash = hash;
    }

    public long position() {
        return position;
    }

    public String stream() {
        return stream;
    }

    public long version() {
        return version;
    }

    public String id() {
        return id;
    }

    public String type() {
        return type;
    }

    public String actor() {
        return actor;
    }

    public Instant occurredAt() {
        return occurredAt;
    }

    public Instant recordedAt() {
        return recordedAt;
    }

    public @Nullable String correlationId() {
        return correlationId;
    }

    public @Nullable String causationId() {
        return causationId;
    }

    /** UTF-8 JSON; of an event whose data was erased only {@code {"erased": "<SHA-256 of what it was, in hex>"}}. */
    public byte[] data() {
        return data;
    }

    /** Whether its data was erased; its place, its id and its hash stay. */
    public boolean isErased() {
        return erased != null;
    }

    /** SHA-256 of the data as it was written: 32 bytes; null while the data is there. */
    byte @Nullable [] erasedDigest() {
        return erased;
    }

    public byte[] commandDigest() {
        return commandDigest;
    }

    /** SHA-256 over the hash before and every other column, see {@link HashChain}: 32 bytes. */
    public byte[] hash() {
        return hash;
    }

    /** The part of the stream's name before the slash: {@code question}. */
    public String category() {
        return Event.categoryOf(stream);
    }

    /** The part of the stream's name behind the slash: the id of the thing. */
    public String subjectId() {
        return stream.substring(stream.indexOf('/') + 1);
    }

    @Override
    public String toString() {
        return position + " " + type + " " + stream + "@" + version;
    }
}
