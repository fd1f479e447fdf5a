package dev.signalbox.hub.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimitsFileTest {
    @Test
    void reads_the_rate_limits_of_roles() {
        OwnershipMatrix matrix = MatrixFile.parse("""
                # how often each key may ask
                rateLimits:
                  daemon: {requests: 100, per: 1s, burst: 200}
                  viewer: {requests: 5, per: PT1M}
                  user: {requests: 7}
                """, "signalbox.yaml");

        assertThat(matrix.rateLimits().byRole())
                .containsEntry("daemon", new RateLimits.Limit(100, Duration.ofSeconds(1), 200))
                .containsEntry("viewer", new RateLimits.Limit(5, Duration.ofMinutes(1), 5))
                .containsEntry("user", new RateLimits.Limit(7, Duration.ofSeconds(1), 7))
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "{}", "rateLimits: {}", "---\n"})
    void an_empty_file_sets_nothing(String yaml) {
        OwnershipMatrix matrix = MatrixFile.parse(yaml, "signalbox.yaml");

        assertThat(matrix.rateLimits()).isEqualTo(RateLimits.NONE);
        assertThat(matrix.tables()).isEqualTo(OwnershipMatrix.shipped().tables());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rateLimit: {}                                          | line 1 | rateLimits",
                "rateLimits:~  deamon: {requests: 1}                    | line 2 | daemon",
                "rateLimits:~  daemon:~    request: 1                   | line 2 | unknown word",
                "rateLimits:~  daemon: {requests: many}                 | line 2 | whole number",
                "rateLimits:~  daemon: {requests: 1.5}                  | line 2 | whole number",
                "rateLimits:~  daemon: {requests: 0}                    | line 2 | 1 or more",
                "rateLimits:~  daemon: {requests: 1, per: soon}         | line 2 | duration",
                "rateLimits:~  daemon: {requests: 1, per: 2d}           | line 2 | 1d",
                "rateLimits:~  daemon: {requests: 1, burst: 0}          | line 2 | burst",
                "rateLimits:~  daemon: {per: 1s}                        | line 2 | requests",
                "rateLimits:~  daemon: {requests: 1}~  daemon: {requests: 2} | line 3 | stands in line 2 already",
                "rateLimits: [1]                                        | line 1 | fields",
                "rateLimits: 5                                          | line 1 | fields",
                "rateLimits: {daemon: {requests: 1                      | line   | expected",
                "{}~---~{}                                              | line   | one document"
            })
    void a_fault_is_named_with_its_line_and_what_to_write(String yaml, String line, String hint) {
        assertThatThrownBy(() -> MatrixFile.parse(yaml.strip().replace('~', '\n'), "signalbox.yaml"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("signalbox.yaml " + line.strip())
                .hasMessageContaining(hint.strip());
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        assertThatThrownBy(() -> MatrixFile.textOf(Path.of("/nowhere/signalbox.yaml")))
                .hasMessageContaining("/nowhere/signalbox.yaml");
    }
}
