package dev.signalbox.client.http;

import dev.signalbox.client.http.HubUnreachable.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Puts into words why a connection did not get past TLS, or met it where it was not meant. */
final class TlsFault {
    private TlsFault() {}

    /** Null when the failure has nothing to do with TLS. */
    static @Nullable HubUnreachable of(String base, Throwable failure) {
        if (base.startsWith("http://")) return isSilence(failure) ? metTls(base, failure) : null;
        if (find(failure, SSLException.class) == null) return null;
        Throwable time = find(failure, CertificateExpiredException.class);
        if (time == null) time = find(failure, CertificateNotYetValidException.class);
        if (time != null) {
            boolean over = time instanceof CertificateExpiredException;
            return new HubUnreachable(
                    Reason.CERTIFICATE_OUT_OF_TIME,
                    "the certificate of " + base + (over ? " has expired" : " is not valid yet") + " ("
                            + time.getMessage() + "); renew it, and look at the clocks of both machines",
                    failure);
        }
        if (isOfName(failure)) {
            return new HubUnreachable(
                    Reason.CERTIFICATE_OF_OTHER_NAME,
                    "the certificate of " + base + " is for another name than "
                            + URI.create(base).getHost() + "; call the hub by a name that stands in it",
                    failure);
        }
        boolean unknown = find(failure, CertPathBuilderException.class) != null
                || find(failure, CertPathValidatorException.class) != null
                || find(failure, CertificateException.class) != null
                || hasText(failure, "trustAnchors");
        if (unknown) {
            return new HubUnreachable(
                    Reason.CERTIFICATE_UNKNOWN,
                    "the certificate of " + base + " is signed by nobody that this program trusts",
                    failure);
        }
        if (hasText(failure, "recognized SSL message")) {
            return new HubUnreachable(
                    Reason.NO_TLS, base + " speaks no TLS; write http:// where the connection may be plain", failure);
        }
        return new HubUnreachable(Reason.TLS, "TLS with " + base + " failed: " + lastMessage(failure), failure);
    }

    private static HubUnreachable metTls(String base, Throwable failure) {
        return new HubUnreachable(
                Reason.SILENCE,
                base
                        + " closed the connection without a word, as a port does that speaks TLS; write https:// if it does",
                failure);
    }

    private static boolean isSilence(Throwable failure) {
        return hasText(failure, "received no bytes") && find(failure, EOFException.class) != null;
    }

    /** The JDK has no type for it. */
    private static boolean isOfName(Throwable failure) {
        return hasText(failure, "No subject alternative") || hasText(failure, "No name matching");
    }

    private static boolean hasText(Throwable failure, String text) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains(text)) return true;
        }
        return false;
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) return kind.cast(cause);
        }
        return null;
    }

    private static String lastMessage(Throwable failure) {
        IOException io = find(failure, IOException.class);
        return String.valueOf(io == null ? failure.getMessage() : io.getMessage());
    }
}
