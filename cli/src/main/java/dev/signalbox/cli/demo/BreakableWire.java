package dev.signalbox.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network between a program and a hub that can be broken: a TCP relay on a loopback port of its own. Broken, it cuts
 * what is open and refuses what comes; mended, it carries again. Any thread.
 */
final class BreakableWire implements AutoCloseable {
    private final InetSocketAddress hub;
    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean broken;

    /** Fails with {@link UncheckedIOException} when there is no free port. */
    BreakableWire(URI hub) {
        this.hub = new InetSocketAddress(hub.getHost(), hub.getPort());
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("accept", this::accept);
    }

    /** Where the program finds the hub. */
    URI url() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    void cut() {
        broken = true;
        open.forEach(BreakableWire::end);
    }

    void mend() {
        broken = false;
    }

    @Override
    public void close() {
        cut();
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket program = door.accept();
                open.add(program);
                if (broken) end(program);
                else start("relay", () -> join(program));
            } catch (IOException e) {
                // Closed, or a caller that went away while it came in: the loop's condition tells.
            }
        }
    }

    private void join(Socket program) {
        try (program;
                Socket there = new Socket()) {
            open.add(there);
            there.connect(hub);
            start("relay-back", () -> carry(there, program));
            carry(program, there);
        } catch (IOException e) {
            end(program);
        } finally {
            open.remove(program);
        }
    }

    private void carry(Socket from, Socket to) {
        try (InputStream in = from.getInputStream()) {
            in.transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Cut on either side: both ends hear of it below.
        } finally {
            end(from);
            end(to);
            open.remove(from);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed is all that it should be.
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, "wire-" + name);
        thread.setDaemon(true);
        thread.start();
    }
}
