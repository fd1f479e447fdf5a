package dev.signalbox.hub.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.history.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hub keeps of traces through {@code kill -9}, on every engine. */
abstract class TraceCrashContract {
    @TempDir
    Path data;

    abstract HubProcess.Launch launch();

    abstract Store store();

    abstract int cycles();

    @Test
    void every_acknowledged_span_is_there_once_and_the_tables_are_those_of_a_fresh_fold() throws Exception {
        int kills = Integer.getInteger("crash.cycles", cycles());

        CrashRun.Report report = new TraceCrashRun(launch(), store(), kills).run();

        System.out.println("[INFO] crash test on " + report.summary());
        assertThat(report.findings()).as(report.summary()).isEmpty();
    }
}
