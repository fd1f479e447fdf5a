package dev.signalbox.hub.archive;

import dev.signalbox.wire.Ids;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that grow: whole numbers of as few bytes as they need (seven bits a byte, the lowest first), texts and bytes
 * behind their length, ids as the sixteen bytes that most of them are. One instance belongs to one thread.
 */
final class Pack {
    private static final int BEGIN_BYTES = 64 * 1024;
    private static final int NUMBER_BYTES_MAX = 10;
    private static final int MORE = 0x80;
    private static final int BITS = 7;

    private byte[] bytes = new byte[BEGIN_BYTES];
    private int length;

    /** Zero or more; less is a number of ten bytes. */
    void number(long value) {
        room(NUMBER_BYTES_MAX);
        long rest = value;
        while ((rest & ~(MORE - 1L)) != 0) {
            bytes[length++] = (byte) (rest | MORE);
            rest >>>= BITS;
        }
        bytes[length++] = (byte) rest;
    }

    /** Any number; those near zero are short. */
    void signed(long value) {
        number((value << 1) ^ (value >> (Long.SIZE - 1)));
    }

    void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A text that is mostly a UUID: 1, then the UUID; 0 for none; else its length and two, and the text. */
    void id(@Nullable String text) {
        if (text == null) {
            number(0);
        } else if (Ids.isUuid(text)) {
            UUID uuid = UUID.fromString(text);
            number(1);
            fixed(uuid.getMostSignificantBits());
            fixed(uuid.getLeastSignificantBits());
        } else {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            number(utf8.length + 2L);
            raw(utf8);
        }
    }

    private void fixed(long value) {
        room(Long.BYTES);
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    void bytes(byte[] some) {
        number(some.length);
        raw(some);
    }

    /** Bytes whose number the reader knows. */
    void raw(byte[] some) {
        room(some.length);
        System.arraycopy(some, 0, bytes, length, some.length);
        length += some.length;
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    private void room(int more) {
        if (length + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
}
