package dev.signalbox.hub.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Public keys of Ed25519 by their ids: a JSON Web Key Set of RFC 7517. The id of a key is its thumbprint (RFC 7638), so
 * it cannot be claimed by another. Any thread.
 */
public final class PublicKeys {
    private static final int KEY_BYTES = 32;
    /** RFC 8410: what stands before the 32 bytes of the public part. */
    private static final byte[] X509 = HexFormat.of().parseHex("302a300506032b6570032100");

    private final Map<String, PublicKey> keys = new LinkedHashMap<>();

    private PublicKeys() {}

    /**
     * Those of a set, or the one key that the text is; keys of other kinds are left out. Fails with
     * {@link IllegalArgumentException} when there is none of Ed25519.
     */
    public static PublicKeys read(JsonNode jwks) {
        PublicKeys read = new PublicKeys();
        Iterable<JsonNode> given = jwks.has("keys") ? jwks.path("keys") : Set.of(jwks);
        for (JsonNode jwk : given) {
            if (!jwk.path("crv").asText().equals("Ed25519")) continue;
            String x = jwk.path("x").asText();
            read.keys.put(id(x), of(x));
        }
        if (read.keys.isEmpty()) throw new IllegalArgumentException("there is no key of Ed25519 in it");
        return read;
    }

    /** The set of these public parts. */
    static ObjectNode set(Collection<String> xs) {
        ObjectNode set = Json.object();
        ArrayNode keys = set.putArray("keys");
        for (String x : xs) keys.add(jwk(x).put("use", "sig").put("alg", "EdDSA"));
        return set;
    }

    /** Null for an unknown id. */
    @Nullable
    PublicKey of(Jws jws) {
        return keys.get(jws.keyId());
    }

    /** Ids of all. */
    public Set<String> ids() {
        return Set.copyOf(keys.keySet());
    }

    static ObjectNode jwk(String x) {
        return Json.object().put("kty", "OKP").put("crv", "Ed25519").put("x", x).put("kid", id(x));
    }

    static String id(String x) {
        String thumb = "{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"" + x + "\"}";
        return Jws.base64(Ids.sha256(thumb.getBytes(StandardCharsets.UTF_8)));
    }

    static String x(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return Jws.base64(Arrays.copyOfRange(encoded, encoded.length - KEY_BYTES, encoded.length));
    }

    /** Fails with {@link IllegalArgumentException} for what is no public part. */
    static PublicKey of(String x) {
        byte[] point = Base64.getUrlDecoder().decode(x);
        if (point.length != KEY_BYTES) throw new IllegalArgumentException("a public part is not of 32 bytes");
        byte[] encoded = Arrays.copyOf(X509, X509.length + KEY_BYTES);
        System.arraycopy(point, 0, encoded, X509.length, KEY_BYTES);
        try {
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a public part is none of Ed25519", e);
        }
    }
}
