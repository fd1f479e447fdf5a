package dev.signalbox.hub.log;

import dev.signalbox.wire.Cursor;
import java.util.HexFormat;

/**
 * The newest event of a log, or one of its positions.
 *
 * @param epoch identity of this history of the log
 * @param position 0 when the log is empty
 * @param hash of that event; 32 zero bytes at position 0
 */
public record Head(String epoch, long position, byte[] hash) {
    /** The cursor of a follower that has seen everything up to here. */
    public Cursor cursor() {
        return new Cursor(epoch, position, hashPrefix(hash));
    }

    /** The first eight hex digits of a hash, as cursors carry them. */
    public static String hashPrefix(byte[] hash) {
        return HexFormat.of().formatHex(hash, 0, 4);
    }
}
