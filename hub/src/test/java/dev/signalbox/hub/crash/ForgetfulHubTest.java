package dev.signalbox.hub.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.ForgetfulHubMain;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.history.Finding;
import dev.signalbox.hub.history.Store;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the crash test can fail: it must, for a hub that acknowledges a moment before it commits. */
class ForgetfulHubTest {
    @Test
    void the_crash_test_finds_what_a_forgetful_hub_has_lost(@TempDir Path data) {
        HubProcess.Launch forgetful = HubProcess.Launch.on(data, null).main(ForgetfulHubMain.class);

        CrashRun.Report report = new CrashRun(forgetful, Store.sqlite(data), 2).run();

        assertThat(report.findings())
                .as(report.summary())
                .extracting(Finding::kind)
                .contains(Finding.Kind.LOST);
        assertThat(report.findings()).as("rows of declared tables among them").anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(Finding.Kind.LOST);
            assertThat(finding.what()).startsWith("table.append");
        });
    }
}
