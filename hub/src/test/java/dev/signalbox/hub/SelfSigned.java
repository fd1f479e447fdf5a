package dev.signalbox.hub;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A fresh certificate for the name {@code localhost} alone that has signed itself, made by the keytool of the running
 * JDK.
 */
public final class SelfSigned {
    private static final String PASSWORD = "changeit";
    private static final String NAME = "front";

    private final KeyStore store;
    private final Path certificate;
    private final Path key;

    private SelfSigned(KeyStore store, Path folder) throws Exception {
        this.store = store;
        this.certificate = Files.writeString(
                folder.resolve(NAME + ".pem"),
                pem("CERTIFICATE", store.getCertificate(NAME).getEncoded()));
        this.key = Files.writeString(
                folder.resolve(NAME + ".key"),
                pem("PRIVATE KEY", store.getKey(NAME, PASSWORD.toCharArray()).getEncoded()));
    }

    /** Its files are made in this folder. */
    public static SelfSigned in(Path folder) throws Exception {
        Path file = folder.resolve(NAME + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        NAME,
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + NAME,
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
        return new SelfSigned(store, folder);
    }

    /** PEM file of the certificate. */
    public Path certificate() {
        return certificate;
    }

    /** PEM file of its key. */
    public Path key() {
        return key;
    }

    /** For whoever shows the certificate. */
    public SSLContext shown() throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** For whoever trusts the certificate and no other. */
    public SSLContext trusted() throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry(NAME, store.getCertificate(NAME));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }
}
