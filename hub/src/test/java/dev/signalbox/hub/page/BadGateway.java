package dev.signalbox.hub.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A proxy before a hub: it passes bytes, or, as one whose hub is away, breaks its connections off and answers each
 * request with 502 and a page of its own.
 */
final class BadGateway implements AutoCloseable {
    private static final String ANSWER = "<html><title>502 Bad Gateway</title></html>";

    private final int hub;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean away;

    /** @param hub its port on this machine */
    BadGateway(int hub) {
        this.hub = hub;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** From the next byte on. */
    void hubIsAway(boolean isAway) {
        away = isAway;
        if (isAway) closeAll();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket caller = listener.accept();
                open.add(caller);
                start(() -> serve(caller));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket caller) {
        try (caller) {
            if (away) refuse(caller);
            else pass(caller);
        } catch (IOException brokenOff) {
            // As connections are.
        } finally {
            open.remove(caller);
        }
    }

    private void pass(Socket caller) throws IOException {
        try (Socket there = new Socket(InetAddress.getLoopbackAddress(), hub)) {
            open.add(there);
            start(() -> copy(there, caller));
            copy(caller, there);
            open.remove(there);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException brokenOff) {
            // The other direction ends with it.
        }
    }

    private static void refuse(Socket caller) throws IOException {
        InputStream in = caller.getInputStream();
        for (int ends = 0; ends < 4; ) {
            int each = in.read();
            if (each < 0) return;
            ends = each == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : 0;
        }
        OutputStream out = caller.getOutputStream();
        out.write(("HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: "
                        + ANSWER.length() + "\r\n\r\n" + ANSWER)
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "bad-gateway");
        thread.setDaemon(true);
        thread.start();
    }

    private void closeAll() {
        for (Socket each : open) {
            try {
                each.close();
            } catch (IOException closed) {
                // It is closed then.
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        closeAll();
    }
}
