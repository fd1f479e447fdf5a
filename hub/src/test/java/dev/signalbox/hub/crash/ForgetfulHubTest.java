package dev.signalbox.hub.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.ForgetfulHubMain;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.history.Finding;
import dev.signalbox.hub.history.Store;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the crash test can fail: it must, for a hub that acknowledges a moment before it commits. */
class ForgetfulHubTest {
    /** What is lost is what was acknowledged in the last moment before a kill: on a busy machine that may be little. */
    private static final int RUNS_MAX = 10;

    @Test
    void the_crash_test_finds_what_a_forgetful_hub_has_lost(@TempDir Path data) {
        List<Finding> lost = new ArrayList<>();
        for (int run = 0; run < RUNS_MAX && lost.stream().noneMatch(ForgetfulHubTest::isRow); run++) {
            Path folder = data.resolve("run" + run);
            HubProcess.Launch forgetful = HubProcess.Launch.on(folder, null).main(ForgetfulHubMain.class);
            CrashRun.Report report = new CrashRun(forgetful, Store.sqlite(folder), 2).run();
            System.out.println(report.summary());
            report.findings().stream()
                    .filter(finding -> finding.kind() == Finding.Kind.LOST)
                    .forEach(lost::add);
        }

        assertThat(lost).as("rows of declared tables among them").anyMatch(ForgetfulHubTest::isRow);
    }

    private static boolean isRow(Finding finding) {
        return finding.what().startsWith("table.append");
    }
}
