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

    /** More than the columns of most events take. */
    private static final int COLUMNS_BYTES = 1024;

    private final MessageDigest sha256 = Ids.sha256();
    /** The columns of one event or receipt, side by side: digested at once, which costs less than one by one. */
    private ByteBuffer columns = ByteBuffer.allocate(COLUMNS_BYTES);

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
        return linked(previousHash, open);
    }

    private RecordedEvent linked(byte[] previousHash, RecordedEvent open) {
        System.arraycopy(hash(previousHash, open), 0, open.hash(), 0, HASH_BYTES);
        return open;
    }

    /** An event as it is behind another one than it was: with the place and the hash that it has there. */
    public RecordedEvent relink(byte[] previousHash, long position, RecordedEvent event) {
        RecordedEvent open = new RecordedEvent(
                position,
                event.stream(),
                event.version(),
                event.id(),
                event.type(),
                event.actor(),
                event.occurredAt(),
                event.recordedAt(),
                event.correlationId(),
                event.causationId(),
                event.stored(),
                event.commandDigest(),
                new byte[HASH_BYTES]);
        return linked(previousHash, open);
    }

    /** Whether the event's hash follows from the one before and from its columns. */
    public boolean verifies(byte[] previousHash, RecordedEvent event) {
        return MessageDigest.isEqual(event.hash(), hash(previousHash, event));
    }

    /**
     * The digest of a receipt, by which a changed one is told: SHA-256 over its columns, written as those of events.
     */
    byte[] hash(RecordedReceipt receipt) {
        columns.clear();
        text(receipt.commandId());
        text(receipt.stream());
        number(receipt.version());
        bytes(receipt.commandDigest());
        return digest();
    }

    /** The hash that the event has behind this one. */
    byte[] hash(byte[] previousHash, RecordedEvent event) {
        byte[] erased = event.erasedDigest();
        byte[] dataDigest = erased == null ? sha256.digest(event.stored()) : erased;
        columns.clear();
        bytes(previousHash);
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
        bytes(event.commandDigest());
        bytes(dataDigest);
        return digest();
    }

    private byte[] digest() {
        sha256.update(columns.array(), 0, columns.position());
        return sha256.digest();
    }

    private void number(long value) {
        room(Long.BYTES).putLong(value);
    }

    private void text(@Nullable String text) {
        if (text == null) {
            room(Integer.BYTES).putInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        room(Integer.BYTES).putInt(bytes.length);
        bytes(bytes);
    }

    private void bytes(byte[] bytes) {
        room(bytes.length).put(bytes);
    }

    /** Where so many bytes have room. */
    private ByteBuffer room(int more) {
        if (columns.remaining() < more) {
            ByteBuffer larger = ByteBuffer.allocate(2 * (columns.position() + more));
            columns = larger.put(columns.flip());
        }
        return columns;
    }
}
