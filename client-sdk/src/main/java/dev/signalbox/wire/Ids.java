package dev.signalbox.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Ids of commands, events and resources: UUIDs of version 7 (RFC 9562), or derived ones where two nodes must agree. */
public final class Ids {
    /** Namespace of the ids of questions that are asked once: {@code 16fcd35b-225d-5a4e-a6dc-d5e77d25d84a}. */
    public static final UUID ONCE = UUID.fromString("16fcd35b-225d-5a4e-a6dc-d5e77d25d84a");

    private static final String UUID_FORM = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AtomicLong LAST = new AtomicLong();
    private static final MessageDigest SHA256 = digest("SHA-256");

    private Ids() {}

    /**
     * A fresh UUIDv7. Within this process each is greater than the one before, also when the clock stands still or is
     * set back (RFC 9562, 6.2, method 3: the sub-millisecond part counts up). Any thread.
     */
    public static String next() {
        long wallClock = System.currentTimeMillis() << 12;
        long tick = LAST.updateAndGet(last -> Math.max(last + 1, wallClock));
        long high = ((tick >>> 12) << 16) | 0x7000L | (tick & 0xFFF);
        long low = (RANDOM.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /**
     * The same UUID (version 8) for the same parts, always and on every node: the id of an event that a timer writes.
     */
    public static String derived(String... parts) {
        ByteBuffer digest = ByteBuffer.wrap(sha256(String.join("\n", parts).getBytes(StandardCharsets.UTF_8)));
        long high = (digest.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000L;
        long low = (digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /**
     * The id of the question that is asked once under this key: the UUID of version 5 (RFC 9562) of the key's UTF-8
     * bytes in {@link #ONCE}. Anybody can compute it, offline too.
     */
    public static String ofKey(String key) {
        MessageDigest sha1 = digest("SHA-1");
        sha1.update(ByteBuffer.allocate(16)
                .putLong(ONCE.getMostSignificantBits())
                .putLong(ONCE.getLeastSignificantBits())
                .array());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(key.getBytes(StandardCharsets.UTF_8)));
        long high = (hash.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x5000L;
        long low = (hash.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /** Whether the text is a UUID in lower case with hyphens, of any version. */
    public static boolean isUuid(String text) {
        if (text.length() != UUID_FORM.length()) return false;
        for (int i = 0; i < UUID_FORM.length(); i++) {
            char c = text.charAt(i);
            boolean hexDigit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (UUID_FORM.charAt(i) == '-' ? c != '-' : !hexDigit) return false;
        }
        return true;
    }

    /**
     * Whether the text has the form of {@link #derived} ids; clients must not use it, or they could take a timer's id.
     */
    public static boolean isDerived(String text) {
        return isUuid(text) && text.charAt(14) == '8';
    }

    /** Whether the text may name a command: 1 to {@link Limits#COMMAND_ID_CHARS_MAX} printable ASCII characters. */
    public static boolean isCommandId(String text) {
        return !text.isEmpty()
                && text.length() <= Limits.COMMAND_ID_CHARS_MAX
                && text.chars().allMatch(c -> c >= 0x21 && c <= 0x7E);
    }

    /** SHA-256 of the bytes: 32 bytes. */
    public static byte[] sha256(byte[] bytes) {
        return sha256().digest(bytes);
    }

    /** SHA-256 of the text's UTF-8 bytes, as 64 hexadecimal digits. */
    public static String sha256Hex(String text) {
        return HexFormat.of().formatHex(sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A fresh digest. Any thread. */
    public static MessageDigest sha256() {
        try {
            return (MessageDigest) SHA256.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of this platform cannot be cloned", e);
        }
    }

    /** Looking an algorithm up among the providers costs more than a small digest; a copy costs nearly nothing. */
    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must provide " + algorithm, e);
        }
    }
}
