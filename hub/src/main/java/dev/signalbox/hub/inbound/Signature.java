package dev.signalbox.hub.inbound;

import dev.signalbox.hub.command.Refused;
import dev.signalbox.wire.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The HMAC-SHA256 of a body, in hex, as senders show it in a header. Compared in constant time. */
final class Signature {
    private static final String HMAC = "HmacSHA256";

    private Signature() {}

    /**
     * Fails with {@link Refused}, {@code forbidden}, when the header is missing or does not fit.
     *
     * @param prefix stands before the hex in the header
     * @param before text that is signed before the body
     */
    static void check(String secret, String header, String prefix, String before, Incoming request) {
        String shown = request.header(header);
        if (shown == null) {
            throw new Refused(
                    ProblemCode.FORBIDDEN,
                    "the header " + header
                            + " is missing, and signalbox.yaml has a secret for this sender; set the same"
                            + " secret there");
        }
        String expected = prefix + HexFormat.of().formatHex(hmac(secret, before, request.body()));
        boolean same = MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.UTF_8),
                shown.strip().toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
        if (same) return;
        throw new Refused(
                ProblemCode.FORBIDDEN,
                "the signature in " + header + " is not that of this body under the secret in signalbox.yaml; set the"
                        + " same secret on both sides");
    }

    private static byte[] hmac(String secret, String before, byte[] body) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            mac.update(before.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform must provide " + HMAC, e);
        }
    }
}
