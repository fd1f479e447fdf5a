package dev.signalbox.hub.archive;

import dev.signalbox.wire.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a segment as they lie in its store: digested on the way, so that any other file is noticed, and with the
 * failure of the store kept apart from damage of what it gave. For one thread.
 */
final class SegmentFile extends PieceStream {
    private static final int READ_BYTES = 64 * 1024;

    private final InputStream in;
    private final MessageDigest sha256 = Ids.sha256();
    private @Nullable Exception failure;

    SegmentFile(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        try {
            int count = in.read(into, from, length);
            if (count > 0) sha256.update(into, from, count);
            return count;
        } catch (IOException | RuntimeException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Why the store gave no more; null when it gave all that it had. */
    @Nullable
    Exception failure() {
        return failure;
    }

    /** Digest of the whole file, 64 hex digits; reads what is left of it. Once. */
    String digest() throws IOException {
        byte[] rest = new byte[READ_BYTES];
        while (read(rest, 0, rest.length) >= 0) {}
        return HexFormat.of().formatHex(sha256.digest());
    }
}
