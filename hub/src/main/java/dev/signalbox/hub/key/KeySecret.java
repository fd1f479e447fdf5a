package dev.signalbox.hub.key;

import dev.signalbox.wire.Check;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.InvalidInput;
import dev.signalbox.wire.resource.Key;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The secret of a key: {@code sbx_<role>_<8 id>_<32 base62><6 checksum>}. The checksum is the CRC-32 of all before it
 * in base62, so that a mangled secret is told from an unknown one without a look-up, and scanners of repositories find
 * few false ones. The 32 random characters carry 190 bits, so a plain SHA-256 is enough to keep. The secret of a pair
 * for Langfuse clients looks as they expect it, {@code sk-lf-<8 id>-<32 base62><6 checksum>}; beside it goes a public
 * key, {@code pk-lf-<8 id>-<24 base62>}. One that an operator chose ({@link #chosen}) may look otherwise.
 *
 * @param prefix what stands before the id: {@code sbx_<role>_}, where the role is a hint for people, or {@code sk-lf-};
 *     empty for one that an operator chose
 * @param text the whole secret
 */
record KeySecret(String prefix, String id, String text) {
    static final int ID_CHARS = 8;
    private static final int RANDOM_CHARS = 32;
    private static final int CHECKSUM_CHARS = 6;
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z]{" + ID_CHARS + "}");
    private static final Pattern FORM = Pattern.compile("(sbx_[a-z][a-z0-9-]{0,39}_|sk-lf-)([0-9A-Za-z]{" + ID_CHARS
            + "})[_-][0-9A-Za-z]{" + RANDOM_CHARS + "}([0-9A-Za-z]{" + CHECKSUM_CHARS + "})");
    /** As many as 128 bits need in hexadecimal digits. */
    static final int CHOSEN_CHARS_MIN = 32;

    static final int CHOSEN_CHARS_MAX = 200;
    /** A text by chance has more: of 32 hexadecimal digits one in a thousand has fewer than ten different ones. */
    static final int CHOSEN_DISTINCT_MIN = 9;

    private static final String ANOTHER = "; openssl rand -hex 32 makes another";
    private static final int PUBLIC_CHARS = 24;
    private static final String LANGFUSE = "sk-lf-";
    private static final Pattern PUBLIC =
            Pattern.compile("pk-lf-([0-9A-Za-z]{" + ID_CHARS + "})-[0-9A-Za-z]{" + PUBLIC_CHARS + "}");

    /** A fresh secret with a fresh id. */
    static KeySecret generate(String role, SecureRandom random) {
        return generate("sbx_" + role + "_", "_", random);
    }

    /** The same in the form of Langfuse. */
    static KeySecret forLangfuse(SecureRandom random) {
        return generate(LANGFUSE, "-", random);
    }

    /** A token for a browser, in the form of the hub's own. */
    static KeySecret ofPage(SecureRandom random) {
        return generate("page", random);
    }

    /** Another secret of a key: of its form, with its id. */
    static KeySecret renewed(Key key, SecureRandom random) {
        return key.publicKey() == null
                ? generate("sbx_" + key.role() + "_", key.id(), "_", random)
                : generate(LANGFUSE, key.id(), "-", random);
    }

    private static KeySecret generate(String prefix, String separator, SecureRandom random) {
        return generate(prefix, characters(ID_CHARS, random), separator, random);
    }

    private static KeySecret generate(String prefix, String id, String separator, SecureRandom random) {
        String body = prefix + id + separator + characters(RANDOM_CHARS, random);
        return new KeySecret(prefix, id, body + checksum(body));
    }

    /** A fresh public key to stand beside this secret; null unless it has the form of Langfuse. */
    @Nullable
    String publicKey(SecureRandom random) {
        return prefix.equals(LANGFUSE) ? "pk-lf-" + id + "-" + characters(PUBLIC_CHARS, random) : null;
    }

    /** The id of the key that a public key names; empty when it is none. */
    static Optional<String> idOfPublic(String text) {
        Matcher matcher = PUBLIC.matcher(text);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Reads a secret; empty when its form or its checksum is wrong. */
    static Optional<KeySecret> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) return Optional.empty();
        String body = text.substring(0, text.length() - CHECKSUM_CHARS);
        if (!checksum(body).equals(matcher.group(3))) return Optional.empty();
        return Optional.of(new KeySecret(matcher.group(1), matcher.group(2), text));
    }

    /**
     * A secret that an operator chose: one that a hub has made, or any other of {@link #CHOSEN_CHARS_MIN} to
     * {@link #CHOSEN_CHARS_MAX} printable characters without blanks, whose id is of its SHA-256. Fails with
     * {@link InvalidInput}, which does not show it.
     */
    static KeySecret chosen(String text) {
        Optional<KeySecret> made = parse(text);
        if (made.isPresent()) return made.get();
        if (text.startsWith("sbx_") || text.startsWith(LANGFUSE)) {
            throw new InvalidInput(
                    "", "the secret looks like one of a hub, and its checksum is wrong; copy it again" + ANOTHER);
        }
        if (text.length() < CHOSEN_CHARS_MIN || text.length() > CHOSEN_CHARS_MAX) {
            throw new InvalidInput(
                    "",
                    "the secret has " + text.length() + " characters, and one has " + CHOSEN_CHARS_MIN + " to "
                            + CHOSEN_CHARS_MAX + ANOTHER);
        }
        if (!Check.fitsHeader(text)) {
            throw new InvalidInput("", "the secret has a character that no header can carry" + ANOTHER);
        }
        if (text.chars().distinct().count() < CHOSEN_DISTINCT_MIN) {
            throw new InvalidInput(
                    "",
                    "the secret is easy to guess, for it has fewer than " + CHOSEN_DISTINCT_MIN
                            + " different characters" + ANOTHER);
        }
        return ofOperator(text);
    }

    /** What a text that no hub has made would be, had an operator chosen it. */
    static KeySecret ofOperator(String text) {
        BigInteger number = new BigInteger(1, Ids.sha256(text.getBytes(StandardCharsets.UTF_8)));
        StringBuilder id = new StringBuilder(ID_CHARS);
        for (int i = 0; i < ID_CHARS; i++) {
            BigInteger[] parts = number.divideAndRemainder(BigInteger.valueOf(BASE62.length()));
            id.append(BASE62.charAt(parts[1].intValue()));
            number = parts[0];
        }
        return new KeySecret("", id.toString(), text);
    }

    /** Whether a text has the form of a key's id. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** What the hub keeps instead of the secret: 64 hex digits. */
    String sha256() {
        return HexFormat.of().formatHex(hash());
    }

    /** The same as 32 bytes. */
    byte[] hash() {
        return Ids.sha256(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The key without what opens the door: safe to print. */
    @Override
    public String toString() {
        return prefix + id + "_…";
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        char[] digits = new char[CHECKSUM_CHARS];
        long rest = crc.getValue();
        for (int i = CHECKSUM_CHARS - 1; i >= 0; i--, rest /= BASE62.length()) {
            digits[i] = BASE62.charAt((int) (rest % BASE62.length()));
        }
        return new String(digits);
    }

    private static String characters(int count, SecureRandom random) {
        StringBuilder characters = new StringBuilder(count);
        for (int i = 0; i < count; i++) characters.append(BASE62.charAt(random.nextInt(BASE62.length())));
        return characters.toString();
    }
}
