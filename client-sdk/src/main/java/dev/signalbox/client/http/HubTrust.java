package dev.signalbox.client.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates a hub may show: those of the authorities that the platform knows, or those of a file alone. Any
 * thread.
 */
public final class HubTrust {
    /** The authorities of the Java that runs. */
    public static final HubTrust PLATFORM = new HubTrust(null);

    private static final int FILE_BYTES_MAX = 1024 * 1024;

    private final @Nullable SSLContext own;

    private HubTrust(@Nullable SSLContext own) {
        this.own = own;
    }

    /**
     * The authorities, or the hub's own certificate, in a PEM file, and no others. Fails with
     * {@link IllegalArgumentException} when the file cannot be read or has no certificate.
     */
    public static HubTrust of(Path pem) {
        try {
            if (Files.size(pem) > FILE_BYTES_MAX) throw new IllegalArgumentException(pem + " is larger than 1 MiB");
            return new HubTrust(trusting(certificates(Files.readAllBytes(pem), pem)));
        } catch (IOException e) {
            throw new IllegalArgumentException("the file of trusted certificates " + pem + " cannot be read", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(pem + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static Collection<? extends Certificate> certificates(byte[] bytes, Path pem) {
        try {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes));
            if (!found.isEmpty()) return found;
        } catch (CertificateException e) {
            throw noCertificate(pem, e);
        }
        throw noCertificate(pem, null);
    }

    private static IllegalArgumentException noCertificate(Path pem, @Nullable Exception cause) {
        return new IllegalArgumentException(
                pem + " has no certificate; give a PEM file with -----BEGIN CERTIFICATE-----", cause);
    }

    private static SSLContext trusting(Collection<? extends Certificate> certificates)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates) store.setCertificateEntry("trusted-" + number++, certificate);
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** For a client of this scheme; null for that of the platform. */
    @Nullable
    SSLContext context(String scheme) {
        return scheme.equals("http") ? trustNobody() : own;
    }

    /** Plain HTTP needs no certificates, and reading the platform's takes longer than a whole command may. */
    private static SSLContext trustNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform must provide TLS", e);
        }
    }
}
