package dev.signalbox.client.model;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A network that can be broken: stands between a client and a server on this machine, byte for byte. */
public final class CuttingProxy implements AutoCloseable {
    /** What happens to bytes. */
    public enum Mode {
        /** They arrive. */
        PASS,
        /** Connections are closed at once, also those that are open. */
        CUT,
        /** They vanish; nobody is told. */
        BLACK_HOLE,
        /** The first bytes of a request arrive, up to {@link #narrow}; what is behind them waits for ever. */
        NARROW,
        /** Requests arrive; the connection is closed before the answer does. */
        CUT_BEFORE_REPLY
    }

    private final ServerSocket listener;
    private final InetSocketAddress server;
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger repliesCut = new AtomicInteger();
    private volatile Mode mode = Mode.PASS;
    private volatile int narrow;

    public CuttingProxy(int serverPort) throws IOException {
        this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        this.server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        start(this::accept);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** Breaks or mends the network, for open connections too. */
    public void mode(Mode next) {
        mode = next;
        if (next == Mode.CUT) closeAll();
    }

    /** From now on a request of more bytes never arrives whole, and nobody is told. */
    public void narrow(int bytes) {
        narrow = bytes;
        mode(Mode.NARROW);
    }

    /** How many answers were cut off after their request had arrived. */
    public int repliesCut() {
        return repliesCut.get();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeAll();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                open.add(client);
                if (mode == Mode.CUT) {
                    shut(client);
                    continue;
                }
                Socket upstream = new Socket();
                open.add(upstream);
                upstream.connect(server);
                client.setTcpNoDelay(true);
                upstream.setTcpNoDelay(true);
                AtomicInteger carried = new AtomicInteger();
                start(() -> pump(client, upstream, carried, false));
                start(() -> pump(upstream, client, carried, true));
            } catch (IOException e) {
                if (!listener.isClosed() && mode == Mode.PASS && e instanceof java.net.ConnectException) closeAll();
            }
        }
    }

    private void pump(Socket from, Socket to, AtomicInteger carried, boolean reply) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (reply && mode == Mode.CUT_BEFORE_REPLY) {
                    repliesCut.incrementAndGet();
                    break;
                }
                if (mode == Mode.CUT) break;
                if (reply) carried.set(0);
                boolean fits = reply || carried.addAndGet(read) <= narrow;
                if (mode == Mode.BLACK_HOLE || (mode == Mode.NARROW && !fits)) continue;
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // One end is gone; the other learns it now.
        } finally {
            shut(from);
            shut(to);
        }
    }

    private void closeAll() {
        for (Closeable connection : open) shut(connection);
    }

    private void shut(Closeable connection) {
        open.remove(connection);
        try {
            connection.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
