package dev.signalbox.hub.database;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands before a PostgreSQL, has no TLS to offer, and counts what its clients begin connections with. */
final class StartupCounter implements AutoCloseable {
    private static final int SSL_REQUEST = 80_877_103;

    private final Front front;
    private final String host;
    private final int port;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger lingering = new AtomicInteger();

    StartupCounter(String host, int port) throws IOException {
        this.host = host;
        this.port = port;
        this.front = new Front("startup-counter", this::serve);
    }

    int port() {
        return front.port();
    }

    /** How often TLS was asked for. */
    int asked() {
        return asked.get();
    }

    /** How many connections went on to a session. */
    int begun() {
        return begun.get();
    }

    /** Connections that are open and were told that there is no TLS, and have said nothing since. */
    int lingering() {
        return lingering.get();
    }

    @Override
    public void close() throws IOException {
        front.close();
    }

    private void serve(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        int length = in.readInt();
        int code = in.readInt();
        if (code == SSL_REQUEST) {
            asked.incrementAndGet();
            lingering.incrementAndGet();
            client.getOutputStream().write('N');
            try {
                length = in.readInt();
            } finally {
                lingering.decrementAndGet();
            }
            code = in.readInt();
        }
        begun.incrementAndGet();
        try (Socket server = new Socket(host, port)) {
            DataOutputStream out = new DataOutputStream(server.getOutputStream());
            out.writeInt(length);
            out.writeInt(code);
            front.start(() -> server.getInputStream().transferTo(client.getOutputStream()));
            in.transferTo(out);
        }
    }
}
