package dev.signalbox.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.bench.figure.Plan;
import dev.signalbox.bench.process.Programs;
import dev.signalbox.hub.page.Chromium;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
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

    /** In the browser that this machine has; where it has none, the row says so and comes to nothing. */
    @Test
    void the_page_comes_to_figures_or_says_why_not() {
        Outcome outcome = measured("page");

        if (Chromium.onThisMachine().isPresent()) assertThat(outcome.figures()).hasSizeBetween(7, 9);
        else assertThat(outcome.notes()).singleElement().asString().contains("Not measured", "no Chromium");
        isFinite(outcome);
    }

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
        Outcome outcome = measured(name);

        assertThat(outcome.figures()).isNotEmpty();
        isFinite(outcome);
    }

    private Outcome measured(String name) {
        Row row = Bench.ROWS.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        return row.measure()
                .apply(new Setting(TINY, Sizes.TINY, Duration.ZERO, Programs.ofThisProcess(), work, progress -> {}));
    }

    private static void isFinite(Outcome outcome) {
        assertThat(outcome.figures())
                .allSatisfy(
                        figure -> assertThat(figure.median()).as(figure.name()).isFinite());
    }
}
