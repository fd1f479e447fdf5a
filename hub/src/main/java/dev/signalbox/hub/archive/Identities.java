package dev.signalbox.hub.archive;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The secret keys that open encrypted segments. The hub stores none; they are given to whatever reads an archive. Any
 * thread.
 */
public final class Identities {
    /** Opens what is not encrypted. */
    public static final Identities NONE = new Identities(List.of());

    private static final byte[] AGE = "age-encryption.org/".getBytes(StandardCharsets.US_ASCII);
    private static final String SECRET = "AGE-SECRET-KEY-1";
    private static final int READ_BYTES = 64 * 1024;

    private final List<RecipientStanzaReader> readers;

    private Identities(List<RecipientStanzaReader> readers) {
        this.readers = List.copyOf(readers);
    }

    /**
     * Reads a file of identities as {@code age-keygen} writes it: a secret key a line, {@code #} begins a remark. Fails
     * with {@link IllegalArgumentException} that names the line, and never shows a key.
     */
    public static Identities of(String text) {
        List<RecipientStanzaReader> readers = new ArrayList<>();
        int line = 0;
        for (String each : text.lines().toList()) {
            line++;
            String key = each.strip();
            if (key.isEmpty() || key.startsWith("#")) continue;
            readers.add(reader(key, line));
        }
        if (readers.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no secret key in it; give the file that age-keygen wrote, with a line " + SECRET + "…");
        }
        return new Identities(readers);
    }

    private static RecipientStanzaReader reader(String key, int line) {
        if (!key.toUpperCase(Locale.ROOT).startsWith(SECRET)) {
            throw new IllegalArgumentException("line " + line + " " + otherwise(key));
        }
        try {
            return X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(key.toUpperCase(Locale.ROOT));
        } catch (GeneralSecurityException | RuntimeException kept) {
            // The cause stays here: it may show the key.
            throw new IllegalArgumentException(
                    "line " + line + " is a secret key with a wrong character; copy it again");
        }
    }

    private static String otherwise(String key) {
        String upper = key.toUpperCase(Locale.ROOT);
        if (upper.startsWith("AGE1")) {
            return "is a public key, which encrypts only; give the file with the secret key, " + SECRET + "…";
        }
        if (upper.startsWith("AGE-SECRET-KEY-PQ-")) {
            return "is a post-quantum key, for which Signalbox cannot read yet; give one whose line begins with "
                    + SECRET;
        }
        if (upper.startsWith("AGE-ENCRYPTION.ORG/")) {
            return "begins a file that is encrypted itself: decrypt it first, age -d FILE > identity.txt";
        }
        return "is no secret key of age: it does not begin with " + SECRET;
    }

    /**
     * The plain bytes of a segment. Fails with {@link ArchiveFault} when it is encrypted and none of these is for it.
     */
    InputStream open(String name, InputStream file) throws IOException {
        BufferedInputStream in = new BufferedInputStream(file, READ_BYTES);
        in.mark(AGE.length);
        byte[] first = in.readNBytes(AGE.length);
        in.reset();
        if (first.length == 0) throw new ArchiveFault(name, "it is empty");
        InputStream compressed = Arrays.equals(first, AGE) ? decrypted(name, in) : in;
        return new BufferedInputStream(new ZstdInputStream(compressed), READ_BYTES);
    }

    private InputStream decrypted(String name, InputStream file) throws IOException {
        if (readers.isEmpty()) {
            throw new ArchiveFault(name, "it is encrypted; give the identity that opens it with --identity FILE");
        }
        try {
            ReadableByteChannel channel =
                    new StandardDecryptingChannelFactory().newDecryptingChannel(Channels.newChannel(file), readers);
            return Channels.newInputStream(channel);
        } catch (GeneralSecurityException e) {
            throw locked(name, e);
        }
    }

    private static ArchiveFault locked(String name, Exception cause) {
        return new ArchiveFault(
                name,
                "it is encrypted for others, or its head is damaged: none of the given identities opens it; give another"
                        + " with --identity FILE",
                cause);
    }
}
