package dev.signalbox.hub.receipt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A key of Ed25519 that signs. Its text is a JSON Web Key of RFC 8037 with the private part. Any thread.
 *
 * @param x the public part, base64url
 */
record SigningKey(String x, PrivateKey secret) {
    private static final int SEED_BYTES = 32;
    /** RFC 8410: what stands before the 32 bytes of the private part. */
    private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");

    static SigningKey fresh() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            return new SigningKey(PublicKeys.x(pair.getPublic()), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw noEd25519(e);
        }
    }

    /**
     * Reads the text of a key. Fails with {@link IllegalArgumentException} when it is none, or its parts do not fit.
     */
    static SigningKey parse(String text) {
        JsonNode jwk = Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        byte[] seed = Base64.getUrlDecoder().decode(jwk.path("d").asText());
        if (seed.length != SEED_BYTES) throw new IllegalArgumentException("its private part is not of 32 bytes");
        byte[] encoded = Arrays.copyOf(PKCS8, PKCS8.length + SEED_BYTES);
        System.arraycopy(seed, 0, encoded, PKCS8.length, SEED_BYTES);
        String x = jwk.path("x").asText();
        PublicKey open = PublicKeys.of(x);
        try {
            PrivateKey secret = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            SigningKey key = new SigningKey(x, secret);
            byte[] anything = x.getBytes(StandardCharsets.UTF_8);
            if (!new Jws("", anything, anything, key.sign(anything)).isSignedBy(open))
                throw new IllegalArgumentException("its public part is of another key");
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("it is no key of Ed25519", e);
        }
    }

    String text() {
        byte[] encoded = secret.getEncoded();
        byte[] seed = Arrays.copyOfRange(encoded, encoded.length - SEED_BYTES, encoded.length);
        return Json.writeText(PublicKeys.jwk(x).put("d", Jws.base64(seed)));
    }

    /** By what its public part is found. */
    String id() {
        return PublicKeys.id(x);
    }

    byte[] sign(byte[] bytes) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(secret);
            ed25519.update(bytes);
            return ed25519.sign();
        } catch (GeneralSecurityException e) {
            throw noEd25519(e);
        }
    }

    /** Without the private part. */
    @Override
    public String toString() {
        return "the key " + id();
    }

    static IllegalStateException noEd25519(GeneralSecurityException e) {
        return new IllegalStateException("this Java platform lacks Ed25519, which those from version 15 on have", e);
    }
}
