package dev.signalbox.hub.archive;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that grow: whole numbers of as few bytes as they need (seven bits a byte, the lowest first), texts and bytes
 * behind their length, ids as the sixteen bytes that most of them are. One instance belongs to one thread.
 */
final class Pack {
    private static final int BEGIN_BYTES = 16 * 1024;
    private static final int NUMBER_BYTES_MAX = 10;
    private static final int MORE = 0x80;
    private static final int BITS = 7;
    private static final int HALF = 4;
    private static final int UUID_CHARS = 36;
    private static final int UUID_BYTES = 16;

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
        } else if (!uuid(text)) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            number(utf8.length + 2L);
            raw(utf8);
        }
    }

    /** Read and written in one go, for it is what takes longest of a log's columns; nothing when it is no UUID. */
    private boolean uuid(String text) {
        if (text.length() != UUID_CHARS) return false;
        room(1 + UUID_BYTES);
        int at = length;
        bytes[at++] = 1;
        for (int i = 0; i < UUID_CHARS; i += 2) {
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (text.charAt(i++) != '-') return false;
            }
            int pair = digit(text.charAt(i)) << HALF | digit(text.charAt(i + 1));
            if (pair < 0) return false;
            bytes[at++] = (byte) pair;
        }
        length = at;
        return true;
    }

    /** Of a hexadecimal digit in lower case; below zero for another character. */
    private static int digit(char c) {
        if (c >= '0' && c <= '9') return c - '0';
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    }

    void bytes(byte[] some) {
        number(some.length);
        raw(some);
    }

    /** Bytes whose number the reader knows. */
    void raw(byte[] some) {
        raw(some, some.length);
    }

    /** What another one holds. */
    void raw(Pack other) {
        raw(other.bytes, other.length);
    }

    private void raw(byte[] some, int count) {
        room(count);
        System.arraycopy(some, 0, bytes, length, count);
        length += count;
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
