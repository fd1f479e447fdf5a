package dev.signalbox.hub.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class InitKeysTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    @Test
    void a_line_is_a_key_and_comments_and_empty_lines_are_none() {
        InitKeys read = InitKeys.parse("# for the bot server\r\n\n  bot : bot : " + SECRET + "  \r\n", "keys");

        assertThat(read.keys()).singleElement().satisfies(given -> {
            assertThat(given.line()).isEqualTo(3);
            assertThat(given.wish().name()).isEqualTo("bot");
            assertThat(given.wish().role()).isEqualTo("bot");
            assertThat(given.secret().text()).isEqualTo(SECRET);
        });
    }

    @Test
    void a_secret_may_have_colons_and_one_that_a_hub_has_made_keeps_its_id() {
        KeySecret made = KeySecret.generate("daemon", new SecureRandom());

        InitKeys read = InitKeys.parse("a:bot:" + SECRET + ":x\nb:daemon:" + made.text(), "keys");

        assertThat(read.keys().get(0).secret().text()).isEqualTo(SECRET + ":x");
        assertThat(read.keys().get(1).secret()).isEqualTo(made);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bot                                          | two colons",
                "bot:bot                                      | two colons",
                ":bot:0123456789abcdef0123456789abcdef        | name",
                "a bot:bot:0123456789abcdef0123456789abcdef   | name may have letters",
                "bot::0123456789abcdef0123456789abcdef        | role",
                "bot:bot:                                     | the secret has 0 characters",
                "bot:bot:0123456789abcdef0123456789abcde      | the secret has 31 characters",
                "bot:bot:0123456789abcdef 0123456789abcdef    | no header can carry",
                "bot:bot:0123456789äbcdef0123456789abcdef     | no header can carry",
                "bot:bot:changechangechangechangechangeme     | easy to guess",
                "bot:bot:sbx_bot_AAAAAAAA_00000000000000000000000000000000000000 | checksum is wrong",
            })
    void a_fault_is_told_with_its_line_and_never_with_the_secret(String line, String fault) {
        assertThatThrownBy(() -> InitKeys.parse("# first\n" + line, "the-file"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the-file (SIGNALBOX_INIT_KEYS): line 2: ")
                .hasMessageContaining(fault)
                .hasMessageNotContaining("0123456789")
                .hasMessageNotContaining("change")
                .hasMessageNotContaining("AAAA");
    }

    @Test
    void all_faults_come_in_one_pass() {
        String other = SECRET.replace('0', '1');

        assertThatThrownBy(() ->
                        InitKeys.parse("a:bot:" + SECRET + "\nb:bot:" + SECRET + "\na:bot:" + other + "\nx", "keys"))
                .hasMessageContainingAll(
                        "line 2: the secret is that of line 1 again",
                        "line 3: the name is that of line 1 again",
                        "line 4: a line is name:role:secret");
    }

    @Test
    void a_secret_is_bounded() {
        String longest = SECRET.repeat(7).substring(0, KeySecret.CHOSEN_CHARS_MAX);

        assertThat(InitKeys.parse("a:bot:" + longest, "keys").keys()).hasSize(1);
        assertThatThrownBy(() -> InitKeys.parse("a:bot:" + longest + "0", "keys"))
                .hasMessageContaining("201 characters");
    }

    @ParameterizedTest
    @ValueSource(ints = {InitKeys.LINES_MAX, InitKeys.LINES_MAX + 1})
    void a_file_has_so_many_lines(int lines) {
        String text = "#\n".repeat(lines);

        if (lines <= InitKeys.LINES_MAX)
            assertThat(InitKeys.parse(text, "keys").keys()).isEmpty();
        else assertThatThrownBy(() -> InitKeys.parse(text, "keys")).hasMessageContaining("lines");
    }

    @Test
    void a_file_that_cannot_be_read_is_told() throws Exception {
        Path large = Files.writeString(folder.resolve("large"), "#".repeat(InitKeys.BYTES_MAX + 1));
        Path latin = Files.write(folder.resolve("latin"), new byte[] {'#', (byte) 0xE4});

        assertThatThrownBy(() -> InitKeys.read(folder.resolve("nowhere")))
                .hasMessageContaining("nowhere")
                .hasMessageContaining("give the path of a file");
        assertThatThrownBy(() -> InitKeys.read(folder)).hasMessageContaining(folder.toString());
        assertThatThrownBy(() -> InitKeys.read(large)).hasMessageContaining("larger than");
        assertThatThrownBy(() -> InitKeys.read(latin)).hasMessageContaining("UTF-8");
    }
}
