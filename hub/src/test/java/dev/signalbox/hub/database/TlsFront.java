package dev.signalbox.hub.database;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Makes any PostgreSQL one that speaks TLS only: takes the client's request for it, ends TLS here, and passes the rest on. */
final class TlsFront implements AutoCloseable {
    private static final String PASSWORD = "changeit";

    private final ServerSocket listener;
    private final SSLContext tls;
    private final String host;
    private final int port;
    private final Path certificate;

    /** With a fresh certificate for the name {@code localhost} alone. */
    TlsFront(String host, int port, Path folder) throws Exception {
        this.host = host;
        this.port = port;
        KeyStore store = freshStore(folder.resolve("front.p12"));
        this.certificate = folder.resolve("front.pem");
        Files.writeString(
                certificate,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(store.getCertificate("front").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        this.tls = context(store);
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** PEM file; the certificate has signed itself. */
    Path certificate() {
        return certificate;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private static KeyStore freshStore(Path file) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "front",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=front",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        if (keytool.waitFor() != 0) throw new IllegalStateException("keytool failed");
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static SSLContext context(KeyStore store) throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            start(() -> serve(client));
        }
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            byte[] request = client.getInputStream().readNBytes(8);
            boolean asksForTls =
                    request.length == 8 && request[4] == 0x04 && request[5] == (byte) 0xd2 && request[6] == 0x16;
            if (!asksForTls) return;
            client.getOutputStream().write('S');
            SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(client, null, client.getPort(), true);
            secure.setUseClientMode(false);
            try (Socket server = new Socket(host, port)) {
                start(() -> server.getInputStream().transferTo(secure.getOutputStream()));
                secure.getInputStream().transferTo(server.getOutputStream());
            }
        }
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
                        // The end of a connection; a handshake that the client broke off is what some tests are about.
                    }
                },
                "tls-front");
        thread.setDaemon(true);
        thread.start();
    }
}
