package dev.signalbox.hub.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A port of this machine, each of whose connections is served by a thread of its own. */
final class Front implements AutoCloseable {
    private final String name;
    private final ServerSocket listener;

    /** What goes on until it is done or the connection ends. */
    interface Work {
        void run() throws IOException;
    }

    /** How a connection is served; it is closed behind that. */
    interface Serving {
        void serve(Socket client) throws IOException;
    }

    Front(String name, Serving serving) throws IOException {
        this.name = name;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(() -> {
            while (true) {
                Socket client = listener.accept();
                start(() -> {
                    try (client) {
                        serving.serve(client);
                    }
                });
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The end of a connection; a handshake that the client broke off is what some tests are about.
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
