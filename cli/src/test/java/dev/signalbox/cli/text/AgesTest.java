package dev.signalbox.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgesTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:34:56Z");

    @ParameterizedTest
    @CsvSource({
        "PT4H, 4h",
        "PT3H59M59S, 4h",
        "PT3H20M, 3h",
        "PT59M59S, 1h",
        "PT29M31S, 30m",
        "PT59S, 59s",
        "PT0S, 0s",
        "-PT5M, 0s",
        "PT47H50M, 2d",
        "P7D, 7d"
    })
    void what_is_left_is_said_to_the_nearest_unit(Duration left, String said) {
        assertThat(Ages.until(NOW.plus(left), NOW)).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({"PT3H59M59S, 3h", "PT59S, 59s", "-PT5S, 0s"})
    void an_age_is_what_is_over(Duration age, String said) {
        assertThat(Ages.since(NOW.minus(age), NOW)).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-29T12:00:00Z, this hour",
        "2026-11-29T13:00:00Z, this hour",
        "2026-11-29T09:00:00Z, 3h ago",
        "2026-11-20T12:00:00Z, 9d ago"
    })
    void of_what_is_known_to_the_hour_the_hour_is_said(Instant at, String said) {
        assertThat(Ages.hour(at, NOW)).isEqualTo(said);
    }

    @Test
    void nothing_has_no_hour() {
        assertThat(Ages.hour(null, NOW)).isNull();
    }
}
