package dev.signalbox.hub.archive;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import java.security.GeneralSecurityException;
import java.security.KeyPair;

/** A key as age-keygen makes it. */
record AgeKey(String recipient, String identity) {
    static AgeKey fresh() {
        try {
            KeyPair pair = new X25519KeyPairGenerator().generateKeyPair();
            return new AgeKey(pair.getPublic().toString(), pair.getPrivate().toString());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
