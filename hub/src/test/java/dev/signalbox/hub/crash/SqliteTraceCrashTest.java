package dev.signalbox.hub.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.ForgetfulTracesHubMain;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.history.Finding;
import dev.signalbox.hub.history.Store;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

class SqliteTraceCrashTest extends TraceCrashContract {
    @Override
    HubProcess.Launch launch() {
        return HubProcess.Launch.on(data, null);
    }

    @Override
    Store store() {
        return new Store("SQLite", () -> DriverManager.getConnection("jdbc:sqlite:" + data.resolve("traces.db")));
    }

    @Override
    int cycles() {
        return 5;
    }

    /** The control: a hub that acknowledges a moment before it commits is found out. */
    @Test
    void what_a_forgetful_hub_has_lost_is_found() throws Exception {
        CrashRun.Report report = new TraceCrashRun(launch().main(ForgetfulTracesHubMain.class), store(), 2).run();

        assertThat(report.findings())
                .as(report.summary())
                .extracting(Finding::kind)
                .contains(Finding.Kind.LOST);
    }
}
