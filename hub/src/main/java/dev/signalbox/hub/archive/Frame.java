package dev.signalbox.hub.archive;

import java.security.MessageDigest;

/**
 * The pieces of a segment: a byte that says what it is, its length as four bytes, big-endian, so many bytes, and the
 * SHA-256 of every byte of the segment before that digest. So each piece is known to be whole and in its place before
 * anything of it is believed. First the head, then blocks, then the tail, and nothing behind it.
 */
final class Frame {
    static final byte HEAD = 'H';
    static final byte EVENTS = 'E';
    static final byte RECEIPTS = 'R';
    static final byte TAIL = 'T';
    /** In the place of the tail: why there is none, as text. */
    static final byte GIVEN_UP = 'X';

    /** Begins a segment, inside of compression: no text, and no file that another program knows. */
    static final byte[] MAGIC = {(byte) 0x89, 'S', 'B', 'X', '\r', '\n', 0x1a, '\n'};

    /** A longer one is damage: nothing of it is read. */
    static final int BYTES_MAX = 16 * 1024 * 1024;

    static final int DIGEST_BYTES = 32;

    private Frame() {}

    /** The digest of all that a running one has seen, which goes on. */
    static byte[] soFar(MessageDigest running) {
        try {
            return ((MessageDigest) running.clone()).digest();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}
