package dev.signalbox.hub.archive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link Pack} wrote. Every method fails with {@link IllegalArgumentException} when the bytes end too early
 * or say nothing. One instance belongs to one thread.
 */
final class Unpack {
    private static final int MORE = 0x80;
    private static final int BITS = 7;
    private static final int UUID_BYTES = 16;

    private final byte[] bytes;
    private int at;

    Unpack(byte[] bytes) {
        this.bytes = bytes;
    }

    long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += BITS) {
            if (at >= bytes.length) throw new IllegalArgumentException("it ends within a number");
            byte next = bytes[at++];
            value |= (next & MORE - 1L) << shift;
            if ((next & MORE) == 0) return value;
        }
        throw new IllegalArgumentException("a number is too long");
    }

    long signed() {
        long folded = number();
        return folded >>> 1 ^ -(folded & 1);
    }

    String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    @Nullable
    String id() {
        long form = number();
        if (form == 0) return null;
        if (form != 1) return new String(raw(form - 2), StandardCharsets.UTF_8);
        ByteBuffer uuid = ByteBuffer.wrap(raw(UUID_BYTES));
        return new UUID(uuid.getLong(), uuid.getLong()).toString();
    }

    byte[] bytes() {
        return raw(number());
    }

    byte[] raw(long length) {
        if (length < 0 || length > bytes.length - at) throw new IllegalArgumentException("it ends within a text");
        byte[] some = Arrays.copyOfRange(bytes, at, at + (int) length);
        at += (int) length;
        return some;
    }

    boolean isAtEnd() {
        return at == bytes.length;
    }
}
