package dev.signalbox.hub.archive;

/**
 * The pieces of a segment: a byte that says what it is, its length as four bytes, big-endian, then so many bytes. First
 * the head, then blocks, then the tail, and nothing behind it.
 */
final class Frame {
    static final byte HEAD = 'H';
    static final byte EVENTS = 'E';
    static final byte RECEIPTS = 'R';
    static final byte TAIL = 'T';

    /** Begins a segment, inside of compression: no text, and no file that another program knows. */
    static final byte[] MAGIC = {(byte) 0x89, 'S', 'B', 'X', '\r', '\n', 0x1a, '\n'};

    /** A longer one is damage: nothing of it is read. */
    static final int BYTES_MAX = 16 * 1024 * 1024;

    private Frame() {}
}
