package dev.signalbox.hub.log;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Stands between a hub and PostgreSQL, understands its messages, and cuts a connection at the worst moment: when it
 * commits.
 */
final class CommitCutter implements AutoCloseable {
    private static final byte[] COMMIT = "COMMIT\0".getBytes(StandardCharsets.US_ASCII);

    /** What becomes of the next {@code COMMIT}. */
    enum Next {
        PASSES,
        /** The server gets it and the client never hears of it. */
        LOSES_ITS_ANSWER,
        /** The server never gets it. */
        IS_LOST
    }

    private final String host;
    private final int port;
    private final ServerSocket listener;
    private final AtomicReference<Next> next = new AtomicReference<>(Next.PASSES);
    private final AtomicInteger cuts = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean refuses;

    CommitCutter(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many commits were cut so far. */
    int cuts() {
        return cuts.get();
    }

    void atNextCommit(Next what) {
        next.set(what);
    }

    /** From now on nothing gets through, and what was open is cut; false lets new connections through again. */
    void down(boolean down) throws IOException {
        refuses = down;
        if (down) for (Socket socket : open) socket.close();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        down(true);
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            if (refuses) {
                client.close();
                continue;
            }
            Socket server = new Socket(host, port);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            open.add(client);
            open.add(server);
            start("answers", () -> {
                server.getInputStream().transferTo(client.getOutputStream());
                client.close();
            });
            start("requests", () -> forward(client, server));
        }
    }

    private void forward(Socket client, Socket server) throws IOException {
        try (client;
                server) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = server.getOutputStream();
            out.write(message(in, false)); // the start-up message alone has no type
            while (true) {
                byte[] message = message(in, true);
                boolean commits =
                        message[0] == 'Q' && Arrays.equals(message, 5, message.length, COMMIT, 0, COMMIT.length);
                Next now = commits ? next.getAndSet(Next.PASSES) : Next.PASSES;
                if (now != Next.PASSES) client.close();
                if (now != Next.IS_LOST) out.write(message);
                if (now != Next.PASSES) {
                    cuts.incrementAndGet();
                    return;
                }
            }
        }
    }

    private static byte[] message(DataInputStream in, boolean typed) throws IOException {
        int head = typed ? 5 : 4;
        byte type = typed ? in.readByte() : 0;
        int length = in.readInt();
        byte[] message = new byte[head + length - 4];
        if (typed) message[0] = type;
        for (int i = 0; i < 4; i++) message[head - 4 + i] = (byte) (length >>> (24 - 8 * i));
        in.readFully(message, head, length - 4);
        return message;
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The end of a connection, cut or not.
                    }
                },
                "commit-cutter-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}
