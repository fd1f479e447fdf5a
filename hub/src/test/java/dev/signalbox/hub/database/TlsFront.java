package dev.signalbox.hub.database;

import dev.signalbox.hub.SelfSigned;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Makes any PostgreSQL one that speaks TLS only: takes the client's request for it, ends TLS here, and passes the rest
 * on.
 */
final class TlsFront implements AutoCloseable {
    private final Front front;
    private final SSLContext tls;
    private final String host;
    private final int port;
    private final Path certificate;

    /** With a fresh certificate for the name {@code localhost} alone. */
    TlsFront(String host, int port, Path folder) throws Exception {
        this.host = host;
        this.port = port;
        SelfSigned signed = SelfSigned.in(folder);
        this.certificate = signed.certificate();
        this.tls = signed.shown();
        this.front = new Front("tls-front", this::serve);
    }

    int port() {
        return front.port();
    }

    /** PEM file; the certificate has signed itself. */
    Path certificate() {
        return certificate;
    }

    @Override
    public void close() throws IOException {
        front.close();
    }

    private void serve(Socket client) throws IOException {
        byte[] request = client.getInputStream().readNBytes(8);
        boolean asksForTls =
                request.length == 8 && request[4] == 0x04 && request[5] == (byte) 0xd2 && request[6] == 0x16;
        if (!asksForTls) return;
        client.getOutputStream().write('S');
        SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true);
        secure.setUseClientMode(false);
        try (Socket server = new Socket(host, port)) {
            front.start(() -> server.getInputStream().transferTo(secure.getOutputStream()));
            secure.getInputStream().transferTo(server.getOutputStream());
        }
    }
}
