package dev.signalbox.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/** One selector over any number of connections; everything happens inside {@link #poll}. One thread. */
public final class Reactor implements AutoCloseable {
    private static final int INPUT_BYTES = 256 * 1024;
    /** The selector waits whole milliseconds; shorter waits sleep and look again. */
    private static final long SHORT_WAIT_NANOS = 50_000;

    private final Selector selector;
    private final byte[] bytes = new byte[INPUT_BYTES];
    private final ByteBuffer input = ByteBuffer.wrap(bytes);

    /** Takes what one connection received. The bytes are the reactor's and good only during the call. */
    @FunctionalInterface
    public interface Receiver {
        void received(byte[] bytes, int from, int to);
    }

    public Reactor() {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connects, waiting for it. Fails with {@link BenchFailure}. */
    public Connection connect(InetSocketAddress address, Receiver receiver) {
        try {
            SocketChannel channel = SocketChannel.open(address);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            Connection connection = new Connection(channel, key, receiver);
            key.attach(connection);
            return connection;
        } catch (IOException e) {
            throw new BenchFailure("cannot connect to " + address, e);
        }
    }

    /**
     * Hands over what arrived, waiting for it no longer than this. Fails with {@link BenchFailure} when a peer hung up.
     */
    public void poll(long waitNanos) {
        try {
            if (waitNanos >= 1_000_000) {
                selector.select(this::ready, waitNanos / 1_000_000);
            } else if (selector.selectNow(this::ready) == 0 && waitNanos > 0) {
                LockSupport.parkNanos(Math.min(waitNanos, SHORT_WAIT_NANOS));
                selector.selectNow(this::ready);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            for (SelectionKey key : selector.keys()) ((Connection) key.attachment()).close();
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        if (key.isValid() && key.isWritable()) connection.flush();
        if (key.isValid() && key.isReadable()) connection.receive(input, bytes);
    }
}
