package dev.signalbox.hub;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a hub and its store, and does what networks do: passes, cuts and refuses, or falls silent without a
 * word.
 */
public final class TcpProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 16 * 1024;

    private final String host;
    private volatile int port;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Object change = new Object();
    private final boolean dropsSettings;
    private boolean down;
    private boolean silent;
    private byte[] request = {};
    private int answerBytes;
    private boolean isLast;

    /** In front of this address. */
    public TcpProxy(String host, int port) {
        this(host, port, false);
    }

    /**
     * In front of a PostgreSQL, as a pooler that ignores the startup parameters of its clients: only the names of user
     * and database arrive. For connections without TLS.
     */
    public static TcpProxy droppingSettings(String host, int port) {
        return new TcpProxy(host, port, true);
    }

    private TcpProxy(String host, int port, boolean dropsSettings) {
        this.host = host;
        this.port = port;
        this.dropsSettings = dropsSettings;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** From now on new connections lead to this port, and those that are open are cut. */
    public void turnTo(int other) {
        port = other;
        open.forEach(TcpProxy::close);
    }

    /** Cuts every connection, and each new one at once. */
    public void down() {
        synchronized (change) {
            down = true;
        }
        open.forEach(TcpProxy::close);
    }

    /** Passes no more bytes, and tells nobody. */
    public void silent() {
        synchronized (change) {
            silent = true;
        }
    }

    /**
     * The next request that begins with this text reaches the server whole; of its answer these bytes come back, then
     * the connection is cut.
     */
    public void cutAnswer(String beginning, int bytes) {
        awaits(beginning, bytes, false);
    }

    /** The same, of an answer of which no byte comes back; with it everything is {@link #down}. */
    public void downAtAnswer(String beginning) {
        awaits(beginning, 0, true);
    }

    private void awaits(String beginning, int bytes, boolean last) {
        synchronized (change) {
            request = beginning.getBytes(StandardCharsets.UTF_8);
            answerBytes = bytes;
            isLast = last;
        }
    }

    /** Passes everything again; what waited goes on its way. */
    public void up() {
        synchronized (change) {
            down = false;
            silent = false;
            change.notifyAll();
        }
    }

    @Override
    public void close() {
        close(listener);
        down();
        up();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            open.add(client);
            if (isDown()) {
                close(client);
                continue;
            }
            start(() -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException {
        Socket server = new Socket(host, port);
        open.add(server);
        if (dropsSettings) passUserAndDatabase(client, server);
        AtomicInteger answer = new AtomicInteger(Integer.MAX_VALUE);
        start(() -> pass(client, server, (chunk, bytes) -> {
            if (isCut(chunk, bytes)) answer.set(answerBytes);
            return bytes;
        }));
        pass(server, client, (chunk, bytes) -> {
            int left = answer.get();
            if (left == Integer.MAX_VALUE) return bytes;
            int passed = Math.min(left, bytes);
            answer.set(left - passed);
            if (passed < bytes && isLast()) down();
            return passed;
        });
    }

    private static void passUserAndDatabase(Socket client, Socket server) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        byte[] rest = new byte[in.readInt() - 2 * Integer.BYTES];
        int protocol = in.readInt();
        in.readFully(rest);
        String[] parameters = new String(rest, StandardCharsets.UTF_8).split("\0", -1);
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i + 1 < parameters.length; i += 2) {
            if (Set.of("user", "database").contains(parameters[i])) {
                kept.append(parameters[i])
                        .append('\0')
                        .append(parameters[i + 1])
                        .append('\0');
            }
        }
        byte[] sent = kept.append('\0').toString().getBytes(StandardCharsets.UTF_8);
        DataOutputStream out = new DataOutputStream(server.getOutputStream());
        out.writeInt(sent.length + 2 * Integer.BYTES);
        out.writeInt(protocol);
        out.write(sent);
        out.flush();
    }

    private void pass(Socket from, Socket to, Chunks chunks) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                awaitVoice();
                int passed = chunks.passed(buffer, n);
                out.write(buffer, 0, passed);
                if (passed < n) return;
            }
        } catch (IOException e) {
            // Either end is gone: so is the other.
        } finally {
            close(from);
            close(to);
            open.remove(from);
            open.remove(to);
        }
    }

    /** Whether a request begins here whose answer is to be cut; of several one is. */
    private boolean isCut(byte[] chunk, int bytes) {
        synchronized (change) {
            int length = request.length;
            if (length == 0 || bytes < length || !Arrays.equals(chunk, 0, length, request, 0, length)) return false;
            request = new byte[0];
            return true;
        }
    }

    private boolean isDown() {
        synchronized (change) {
            return down;
        }
    }

    private boolean isLast() {
        synchronized (change) {
            return isLast;
        }
    }

    private void awaitVoice() throws IOException {
        synchronized (change) {
            try {
                while (silent) change.wait();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Chunks {
        /** How many bytes of a chunk go on; fewer than there are cut the connection. */
        int passed(byte[] chunk, int bytes);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The proxy was closed, or the server refuses: the client sees its connection end.
                    }
                },
                "tcp proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
