package dev.signalbox.hub.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * Bytes under a signature of Ed25519: RFC 7515 in the compact form with the algorithm of RFC 8037, which every library
 * of JOSE verifies. Any thread.
 *
 * @param keyId of the key that signed
 * @param payload what was signed
 * @param signed header and payload as they stand before the last dot
 */
record Jws(String keyId, byte[] payload, byte[] signed, byte[] signature) {
    /** The {@code typ}: what the hub signs for another purpose is no receipt. */
    static final String TYPE = "signalbox-receipt+jws";

    /** RFC 8037 has the first name, RFC 9864 the second. */
    private static final Set<String> ALGORITHMS = Set.of("EdDSA", "Ed25519");

    /** The compact form of bytes under the key's signature. */
    static String sign(SigningKey key, byte[] payload) {
        byte[] header = Json.write(
                Json.object().put("alg", "EdDSA").put("kid", key.id()).put("typ", TYPE));
        String signed = base64(header) + "." + base64(payload);
        return signed + "." + base64(key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    /** Reads the compact form. Fails with {@link IllegalArgumentException}, which says what is wrong with it. */
    static Jws parse(String compact) {
        List<String> parts = List.of(compact.split("\\.", -1));
        if (parts.size() != 3) throw new IllegalArgumentException("it has " + parts.size() + " parts, not three");
        JsonNode header = Json.readLenient(bytes("the header", parts.get(0)), JsonNode.class);
        String algorithm = header.path("alg").asText();
        if (!ALGORITHMS.contains(algorithm))
            throw new IllegalArgumentException("its algorithm is \"" + algorithm + "\", not EdDSA");
        if (!header.path("typ").asText().equals(TYPE))
            throw new IllegalArgumentException(
                    "its type is \"" + header.path("typ").asText() + "\", not " + TYPE);
        if (header.has("crit")) throw new IllegalArgumentException("it has critical headers, which nobody here knows");
        return new Jws(
                header.path("kid").asText(),
                bytes("the payload", parts.get(1)),
                (parts.get(0) + "." + parts.get(1)).getBytes(StandardCharsets.US_ASCII),
                bytes("the signature", parts.get(2)));
    }

    boolean isSignedBy(PublicKey key) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(signed);
            return ed25519.verify(signature);
        } catch (GeneralSecurityException wrongForm) {
            return false;
        }
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** There is one text for the same bytes: spare bits of the last character are zero. */
    private static byte[] bytes(String what, String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (base64(bytes).equals(text)) return bytes;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(what + " is no base64url", e);
        }
        throw new IllegalArgumentException(what + " is no base64url");
    }
}
