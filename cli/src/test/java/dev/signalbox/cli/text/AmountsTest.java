package dev.signalbox.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AmountsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0µs",
        "999, 999µs",
        "1000, 1ms",
        "999499, 999ms",
        "999500, 1.00s",
        "59994999, 59.99s",
        "59995000, 1m00s",
        "3599499999, 59m59s",
        "3600000000, 1h00m",
        "-1500, -2ms"
    })
    void durations_have_one_unit_or_two(long micros, String text) {
        assertThat(Amounts.duration(micros)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, $0",
        "0.000000001, $0.000000001",
        "0.00012345, $0.00012",
        "0.00872, $0.0087",
        "0.01, $0.0100",
        "0.99999, $1.0000",
        "1234.567, '$1,234.57'"
    })
    void money_shows_the_digits_that_count(BigDecimal dollars, String text) {
        assertThat(Amounts.dollars(dollars)).isEqualTo(text);
    }

    @Test
    void what_is_unknown_is_a_hyphen_and_no_zero() {
        assertThat(Amounts.dollars(null)).isEqualTo("-");
        assertThat(Amounts.duration(null)).isEqualTo("-");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "999, 999", "1000, 1.0k", "9949, 9.9k", "9950, 10k", "999499, 999k", "999500, 1.0M"})
    void tokens_are_about(long tokens, String text) {
        assertThat(Amounts.about(tokens)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KB",
        "10188, 9.9 KB",
        "10189, 10 KB",
        "1048063, 1023 KB",
        "1048064, 1.0 MB",
        "4402341478, 4.1 GB"
    })
    void bytes_have_two_digits_or_no_fraction(long bytes, String text) {
        assertThat(Amounts.bytes(bytes)).isEqualTo(text);
    }
}
