package dev.signalbox.hub.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KeySecretTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void has_the_form_of_the_documents_and_always_the_same_length() {
        Set<Integer> lengths = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            KeySecret secret = KeySecret.generate("daemon", random);

            assertThat(secret.text()).matches("sbx_daemon_[0-9A-Za-z]{8}_[0-9A-Za-z]{38}");
            assertThat(KeySecret.parse(secret.text())).contains(secret);
            lengths.add(secret.text().length());
        }
        assertThat(lengths).hasSize(1);
    }

    @Test
    void a_known_secret_keeps_its_checksum_for_ever() {
        String body = "sbx_admin_AAAAAAAA_00000000000000000000000000000000";

        assertThat(KeySecret.parse(body + "000000")).isEmpty();
        assertThat(KeySecret.parse(body + checksumOf(body))).isPresent();
    }

    @Test
    void what_is_cut_or_too_long_is_noticed() {
        String secret = KeySecret.generate("user", random).text();

        assertThat(KeySecret.parse(secret.substring(1))).isEmpty();
        assertThat(KeySecret.parse(secret.substring(0, secret.length() - 1))).isEmpty();
        assertThat(KeySecret.parse(secret + "0")).isEmpty();
        assertThat(KeySecret.parse(secret + "\n")).isEmpty();
        assertThat(KeySecret.parse("")).isEmpty();
        assertThat(KeySecret.parse("sbx_" + "x".repeat(100_000))).isEmpty();
    }

    @Test
    void the_printed_form_opens_nothing() {
        KeySecret secret = KeySecret.generate("bot", random);

        assertThat(secret.toString())
                .startsWith("sbx_bot_" + secret.id())
                .doesNotContain(secret.text().substring(17));
        assertThat(secret.sha256()).matches("[0-9a-f]{64}");
    }

    /** CRC-32 by its definition, bit by bit, so that a wrong one in the product cannot agree with itself. */
    private static String checksumOf(String body) {
        int crc = ~0;
        for (int i = 0; i < body.length(); i++) {
            crc ^= body.charAt(i);
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ 0xEDB88320;
        }
        String digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        StringBuilder checksum = new StringBuilder();
        for (long rest = Integer.toUnsignedLong(~crc); checksum.length() < 6; rest /= 62) {
            checksum.insert(0, digits.charAt((int) (rest % 62)));
        }
        return checksum.toString();
    }
}
