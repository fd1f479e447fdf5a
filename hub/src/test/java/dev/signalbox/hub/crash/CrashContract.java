package dev.signalbox.hub.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.history.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hub keeps through {@code kill -9}, on every engine. */
abstract class CrashContract {
    @TempDir
    Path data;

    abstract HubProcess.Launch launch();

    abstract Store store();

    abstract int cycles();

    @Test
    void what_was_acknowledged_outlives_every_kill_once_in_order_and_unchanged() throws Exception {
        int kills = Integer.getInteger("crash.cycles", cycles());

        CrashRun.Report report = new CrashRun(launch(), store(), kills).run();

        System.out.println("[INFO] crash test on " + report.summary());
        assertThat(report.findings()).as(report.summary()).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("admin.key"))))
                .isEqualTo("rw-------");
    }
}
