package dev.signalbox.hub.archive;

import java.io.IOException;
import java.io.InputStream;

/**
 * A stream that is read in pieces: a single byte is a piece of one, and to skip is to read. A subclass says what a
 * piece is. For one thread.
 */
public abstract class PieceStream extends InputStream {
    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] into, int from, int most) throws IOException;
}
