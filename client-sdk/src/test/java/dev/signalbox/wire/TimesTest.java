package dev.signalbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
    private static final long YEAR_1 = -62_135_596_800_000_000L;
    private static final long YEAR_9999_END = 253_402_300_799_999_999L;

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T08:36:42Z,             2026-11-21T08:36:42.000000Z",
        "2026-11-21T08:36:42.1234567Z,     2026-11-21T08:36:42.123456Z",
        "2026-11-21T10:36:42.5+02:00,      2026-11-21T08:36:42.500000Z",
        "1969-12-31T23:59:59.999999Z,      1969-12-31T23:59:59.999999Z",
        "0001-01-01T00:00:00Z,             0001-01-01T00:00:00.000000Z",
        "9999-12-31T23:59:59.999999Z,      9999-12-31T23:59:59.999999Z"
    })
    void reads_any_offset_and_writes_utc_with_microseconds(String text, String written) {
        assertThat(Times.format(Times.parse(text))).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2026-11-21",
                "2026-11-21T08:36:42",
                "2026-02-30T00:00:00Z",
                "2026-11-21 08:36:42Z",
                "0000-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "9999-12-31T23:59:59-01:00"
            })
    void refuses_what_is_no_time_or_far_away(String text) {
        assertThatThrownBy(() -> Times.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "30s, PT30S", "15m, PT15M", "4h, PT4H", "7d, PT168H", "PT30M, PT30M", "P1D, PT24H"})
    void reads_short_and_iso_durations(String text, Duration duration) {
        assertThat(Times.parseDuration(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"30s", "90s", "15m", "90m", "4h", "24h", "36h", "7d", "PT0.25S", "PT1M0.5S"})
    void writes_a_duration_as_it_is_read(String text) {
        assertThat(Times.format(Times.parseDuration(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "4", "4 h", "-4h", "PT-4H", "4w", "1.5h", "99999999999d"})
    void refuses_what_is_no_duration(String text) {
        assertThatThrownBy(() -> Times.parseDuration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("30s");
    }

    @Property
    void microseconds_and_texts_are_both_exact(@ForAll @LongRange(min = YEAR_1, max = YEAR_9999_END) long micros) {
        Instant time = Times.ofMicros(micros);

        assertThat(Times.toMicros(time)).isEqualTo(micros);
        assertThat(Times.parse(Times.format(time))).isEqualTo(time);
    }

    @Test
    void texts_sort_as_times_do() {
        assertThat(Times.format(Instant.ofEpochSecond(9))).isLessThan(Times.format(Instant.ofEpochSecond(10)));
    }
}
