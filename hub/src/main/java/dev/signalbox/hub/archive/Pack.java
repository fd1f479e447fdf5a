package dev.signalbox.hub.archive;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that grow: whole numbers of as few bytes as they need (seven bits a byte, the lowest first), texts and bytes
 * behind their length. One instance belongs to one thread.
 */
final class Pack {
    private static final int BEGIN_BYTES = 64 * 1024;
    private static final int MORE = 0x80;
    private static final int BITS = 7;

    private byte[] bytes = new byte[BEGIN_BYTES];
    private int length;

    /** Zero or more. */
    void number(long value) {
        long rest = value;
        room(Long.BYTES + 2);
        while (rest >= MORE) {
            bytes[length++] = (byte) (rest | MORE);
            rest >>>= BITS;
        }
        bytes[length++] = (byte) rest;
    }

    /** Any number; those near zero are short. */
    void signed(long value) {
        long folded = value << 1 ^ value >> Long.SIZE - 1;
        if (folded >= 0) {
            number(folded);
            return;
        }
        room(Long.BYTES + 2);
        while ((folded & ~(MORE - 1L)) != 0) {
            bytes[length++] = (byte) (folded | MORE);
            folded >>>= BITS;
        }
        bytes[length++] = (byte) folded;
    }

    void text(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    void textOrNull(@Nullable String text) {
        if (text == null) {
            number(0);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        number(utf8.length + 1L);
        raw(utf8);
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
