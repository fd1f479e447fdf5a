package dev.signalbox.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.operator.HubMeasurement.Load;
import dev.signalbox.cli.run.CommandRun;
import dev.signalbox.cli.run.GlobalOptions;
import dev.signalbox.cli.run.Program;
import dev.signalbox.cli.run.Shell;
import dev.signalbox.hub.TestHub;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the figures are is not looked at: a timed test says more about the machine than about the code. */
class HubMeasurementTest {
    @TempDir
    Path folder;

    @Test
    void every_measurement_comes_to_a_figure() {
        try (TestHub hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC())) {
            TestShell shell =
                    new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
            HubMeasurement measurement = new HubMeasurement(runIn(shell), Duration.ofMillis(50));

            List<Load> loads = List.of(measurement.posts(), measurement.batches(), measurement.live());

            assertThat(loads).allSatisfy(load -> {
                assertThat(load.perSecond()).isPositive();
                assertThat(load.millis(0.5)).isPositive().isLessThanOrEqualTo(load.millis(0.99));
            });
        }
    }

    @Test
    void a_latency_is_one_that_was_measured() {
        Load load = new Load(List.of(4_000_000L, 1_000_000L, 3_000_000L, 2_000_000L), 2_000_000_000L);

        assertThat(load.perSecond()).isEqualTo(2);
        assertThat(load.millis(0.5)).isEqualTo(2);
        assertThat(load.millis(0.99)).isEqualTo(4);
    }

    private static CommandRun runIn(TestShell shell) {
        Program none = new Program() {
            @Override
            public int run(Shell other, String... arguments) {
                throw new UnsupportedOperationException("no other command is run");
            }

            @Override
            public String mainClass() {
                throw new UnsupportedOperationException("no other process is started");
            }
        };
        Shell in = shell.shell(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        return new CommandRun(none, in, new GlobalOptions());
    }
}
