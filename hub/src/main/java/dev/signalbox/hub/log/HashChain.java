package dev.signalbox.hub.log;

import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Times;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The chain that makes an edited log visible: {@code hash = SHA-256(previous hash ‖ every other column in a fixed
 * order, with SHA-256(data) in the place of data)}. Numbers are eight bytes big-endian; texts are their UTF-8 length as
 * four bytes, then the bytes; an absent text has length -1. Since only the digest of the data enters, an erased payload
 * leaves the chain verifiable. One instance belongs to one thread.
 */
public final class HashChain {
    public static final int HASH_BYTES = 32;

    private final MessageDigest sha256 = Ids.sha256();
    private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);

    /** The hash before the first event. */
    public static byte[] genesis() {
        return new byte[HASH_BYTES];
    }

    /** The event at this place with its hash. */
    public RecordedEvent link(
            byte[] previousHash,
            long position,
            long version,
            NewEvent event,
            Instant recordedAt,
            byte[] commandDigest) {
        RecordedEvent open = new RecordedEvent(
                position,
                event.stream(),
                version,
                event.id(),
                event.type(),
                event.actor(),
                event.occurredAt(),
                recordedAt,
                event.correlationId(),
                event.causationId(),
                event.data(),
                commandDigest,
                new byte[HASH_BYTES]);
        byte[] hash = hash(previousHash, open);
        System.arraycopy(hash, 0, open.hash(), 0, HASH_BYTES);
        return open;
    }

    /** Whether the event's hash follows from the one before and from its columns. */
    public boolean verifies(byte[] previousHash, RecordedEvent event) {
        return MessageDigest.isEqual(event.hash(), hash(previousHash, event));
    }

    /**
     * The digest of a receipt, by which a changed one is told: SHA-256 over its columns, written as those of events.
     */
    byte[] hash(RecordedReceipt receipt) {
        text(receipt.commandId());
        text(receipt.stream());
        number(receipt.version());
        return sha256.digest(receipt.commandDigest());
    }

    /** The hash that the event has behind this one. */
    byte[] hash(byte[] previousHash, RecordedEvent event) {
        byte[] erased = event.erasedDigest();
        byte[] dataDigest = erased == null ? sha256.digest(event.data()) : erased;
        sha256.update(previousHash);
        number(event.position());
        text(event.stream());
        number(event.version());
        text(event.id());
        text(event.type());
        text(event.actor());
        number(Times.toMicros(event.occurredAt()));
        number(Times.toMicros(event.recordedAt()));
        text(event.correlationId());
        text(event.causationId());
        sha256.update(event.commandDigest());
        return sha256.digest(dataDigest);
    }

    private void number(long value) {
        number.clear();
        sha256.update(number.putLong(value).array());
    }

    private void text(@Nullable String text) {
        byte[] bytes = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
        number.clear();
        number.putInt(bytes == null ? -1 : bytes.length);
        sha256.update(number.array(), 0, Integer.BYTES);
        if (bytes != null) sha256.update(bytes);
    }
}
