package dev.signalbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.process.Programs;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every row that needs nothing but this JVM comes to figures, with tiny sizes. What they are is not looked at: a timed
 * test says more about the machine than about the code. Not here: {@code postgres}, {@code move}, {@code recall} and
 * {@code peers}, which need other programs, {@code streams-many}, which is {@code streams-few} with another number, and
 * {@code start}, of which {@code history} has a part.
 */
class RowsTest {
    private static final Plan TINY =
            new Plan(1, Duration.ofMillis(100), Duration.ofMillis(10), Duration.ofMillis(100), 1);

    @TempDir
    Path work;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "posts",
                "batches",
                "live",
                "streams-few",
                "history",
                "rebuild",
                "verify",
                "restore",
                "backup",
                "spaces",
                "outbox",
                "tables",
                "as-of",
                "copies",
                "traces"
            })
    void comes_to_figures(String name) {
        Row row = Bench.ROWS.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        Setting setting = new Setting(TINY, Sizes.TINY, Duration.ZERO, Programs.ofThisProcess(), work, progress -> {});

        Outcome outcome = row.measure().apply(setting);

        assertThat(outcome.figures()).isNotEmpty().allSatisfy(figure -> assertThat(figure.median())
                .as(figure.name())
                .isFinite());
    }
}
