package dev.signalbox.hub.archive.bucket;

import dev.signalbox.hub.archive.PieceStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Some bytes of a file, one after the other. */
final class Slice extends PieceStream {
    private final FileChannel file;
    private long left;

    private Slice(FileChannel file, long bytes) {
        this.file = file;
        this.left = bytes;
    }

    static Slice of(Path file, long from, long bytes) {
        try {
            FileChannel channel = FileChannel.open(file);
            channel.position(from);
            return new Slice(channel, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int read(byte[] into, int at, int most) throws IOException {
        if (left == 0) return -1;
        int got = file.read(ByteBuffer.wrap(into, at, (int) Math.min(most, left)));
        if (got > 0) left -= got;
        return got;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
