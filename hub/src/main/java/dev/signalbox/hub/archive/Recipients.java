package dev.signalbox.hub.archive;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * For whom segments are encrypted: age recipients (age-encryption.org/v1), so that {@code age -d} opens them, too.
 * Without any they are compressed only, and readable by whoever has the file. Any thread.
 */
public final class Recipients {
    /** Whoever has the file reads it. */
    public static final Recipients NONE = new Recipients(List.of(), List.of());

    /** Recipients of one archive at most. */
    public static final int MAX = 20;

    private static final String PREFIX = "age1";
    private static final String POST_QUANTUM = "age1pq1";
    private static final int X25519_CHARS = 62;
    private static final int LEVEL = 3;

    private final List<String> texts;
    private final List<RecipientStanzaWriter> writers;

    private Recipients(List<String> texts, List<RecipientStanzaWriter> writers) {
        this.texts = List.copyOf(texts);
        this.writers = List.copyOf(writers);
    }

    /**
     * Reads recipients as {@code age-keygen} prints them, {@code age1…}. Fails with {@link IllegalArgumentException}
     * that names the one at fault.
     */
    public static Recipients of(List<String> texts) {
        if (texts.isEmpty()) return NONE;
        if (texts.size() > MAX) {
            throw new IllegalArgumentException("there are " + texts.size() + " recipients; give at most " + MAX);
        }
        List<RecipientStanzaWriter> writers = new ArrayList<>();
        for (String text : texts) writers.add(writer(text));
        return new Recipients(texts, writers);
    }

    private static RecipientStanzaWriter writer(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("age-secret-key-")) {
            throw new IllegalArgumentException("a recipient is the public key, age1…; a secret key was given, and it"
                    + " should be where only you can read it");
        }
        if (lower.startsWith(POST_QUANTUM)) {
            throw new IllegalArgumentException(
                    "the recipient " + shown(text) + " is a post-quantum key, which Signalbox"
                            + " cannot write to yet; make one with age-keygen without -pq");
        }
        if (!lower.startsWith(PREFIX) || text.length() != X25519_CHARS) {
            throw new IllegalArgumentException("\"" + shown(text) + "\" is no age recipient; give the public key that"
                    + " age-keygen prints, age1 and 58 characters more");
        }
        try {
            return X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(text);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "the recipient " + shown(text) + " has a character that is wrong; copy it again", e);
        }
    }

    private static String shown(String text) {
        return text.length() <= X25519_CHARS ? text : text.substring(0, PREFIX.length() + 10) + "…";
    }

    /** As they were given. */
    public List<String> texts() {
        return texts;
    }

    /** Whether nobody without an identity reads what is sealed. */
    public boolean encrypt() {
        return !writers.isEmpty();
    }

    /** What compresses, and encrypts, into a file. Closing it closes the file. */
    OutputStream seal(OutputStream file) throws IOException {
        ZstdOutputStream compressed = new ZstdOutputStream(encrypt() ? encrypted(file) : file, LEVEL);
        // So that foreign tools notice damage, too.
        compressed.setChecksum(true);
        return compressed;
    }

    private OutputStream encrypted(OutputStream file) throws IOException {
        try {
            WritableByteChannel channel =
                    new StandardEncryptingChannelFactory().newEncryptingChannel(Channels.newChannel(file), writers);
            return Channels.newOutputStream(channel);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot encrypt: " + e.getMessage(), e);
        }
    }
}
