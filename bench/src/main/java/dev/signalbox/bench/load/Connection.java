package dev.signalbox.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link Reactor}. Its thread only. */
public final class Connection implements AutoCloseable {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Reactor.Receiver receiver;
    private @Nullable ByteBuffer unsent;

    Connection(SocketChannel channel, SelectionKey key, Reactor.Receiver receiver) {
        this.channel = channel;
        this.key = key;
        this.receiver = receiver;
    }

    /** Sends the bytes; what the socket does not take now goes out by later polls. One at a time. */
    public void send(byte[] bytes) {
        if (unsent != null) throw new IllegalStateException("the request before is not out yet");
        unsent = ByteBuffer.wrap(bytes);
        flush();
    }

    void flush() {
        ByteBuffer bytes = unsent;
        if (bytes == null) return;
        try {
            channel.write(bytes);
        } catch (IOException e) {
            throw new BenchFailure("the server hung up", e);
        }
        if (bytes.hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        } else {
            unsent = null;
            if (key.interestOps() != SelectionKey.OP_READ) key.interestOps(SelectionKey.OP_READ);
        }
    }

    /** @param bytes those of the buffer */
    void receive(ByteBuffer input, byte[] bytes) {
        input.clear();
        int count;
        try {
            count = channel.read(input);
        } catch (IOException e) {
            throw new BenchFailure("the server hung up", e);
        }
        if (count < 0) throw new BenchFailure("the server closed a connection");
        receiver.received(bytes, 0, count);
    }

    @Override
    public void close() {
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
