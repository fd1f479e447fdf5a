package dev.signalbox.cli.doctor;

import dev.signalbox.hub.doctor.Probe;
import dev.signalbox.hub.doctor.Sight;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** When the certificate ends that is shown where the hub is: its own, or that of a proxy in front. */
record CertificateEnd(URI url, Clock clock) implements Probe {
    /** How long before its end a certificate is named: one that is renewed by a program never comes so near. */
    static final Duration SOON = Duration.ofDays(14);

    private static final int PORT_DEFAULT = 443;
    private static final int WAIT_MILLIS = 5_000;

    @Override
    public String name() {
        return "certificate";
    }

    @Override
    public String looksAt() {
        return "When the certificate ends that the hub, or a proxy in front of it, shows.";
    }

    @Override
    public Sight look() throws IOException, GeneralSecurityException {
        for (Certificate shown : shown())
            if (shown instanceof X509Certificate certificate)
                return judged(certificate.getNotAfter().toInstant());
        throw new IOException("none was shown");
    }

    Sight judged(Instant end) {
        Duration left = Duration.between(clock.instant(), end);
        Sight sight = Sight.of("ends " + end + ", in " + left.toDays() + " days");
        String next = "renew it, then start the hub (or the proxy) again: it reads the file at its start";
        if (left.isNegative()) return sight.fail("the certificate of " + url + " ended at " + end, next);
        return left.compareTo(SOON) < 0 ? sight.warn("the certificate of " + url + " ends at " + end, next) : sight;
    }

    private Certificate[] shown() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        int port = url.getPort() < 0 ? PORT_DEFAULT : url.getPort();
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
            socket.connect(new InetSocketAddress(url.getHost(), port), WAIT_MILLIS);
            socket.setSoTimeout(WAIT_MILLIS);
            socket.startHandshake();
            return socket.getSession().getPeerCertificates();
        }
    }

    /** Whether it is to be trusted was found by the request before; nothing is sent here. */
    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
