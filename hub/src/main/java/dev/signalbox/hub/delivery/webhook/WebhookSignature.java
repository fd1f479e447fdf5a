package dev.signalbox.hub.delivery.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What stands in the header {@code webhook-signature}: {@code v1}, an HMAC-SHA256 of {@code <id>.<timestamp>.<body>}
 * with each secret that counts, and {@code v1a}, an Ed25519 signature of the same, with blanks between. Source:
 * Standard Webhooks 1.0.0.
 */
final class WebhookSignature {
    private static final String HMAC = "HmacSHA256";

    private WebhookSignature() {}

    /** The bytes that are signed. */
    static byte[] content(String id, long timestamp, byte[] body) {
        byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII);
        byte[] content = new byte[head.length + body.length];
        System.arraycopy(head, 0, content, 0, head.length);
        System.arraycopy(body, 0, content, head.length, body.length);
        return content;
    }

    /** One signature a secret, in their order. */
    static String v1(byte[] content, List<byte[]> secrets) {
        List<String> all = new ArrayList<>();
        for (byte[] secret : secrets) all.add("v1," + base64(hmac(content, secret)));
        return String.join(" ", all);
    }

    /** The signature of the content by a key of Ed25519. */
    static String v1a(byte[] signature) {
        return "v1a," + base64(signature);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] hmac(byte[] content, byte[] secret) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform must provide " + HMAC, e);
        }
    }
}
