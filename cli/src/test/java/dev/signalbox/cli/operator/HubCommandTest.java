package dev.signalbox.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.HubRun;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.ExitCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hub as a process: what it says and gives back when it starts, cannot start, and is told to stop. */
class HubCommandTest {
    @TempDir
    Path folder;

    @Test
    void serves_until_it_is_told_to_stop_and_keeps_what_it_has() throws Exception {
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            TestShell shell =
                    new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
            assertThat(shell.run("notify", "kept").exitCode()).isZero();
            Path key = folder.resolve("signalbox-data/admin.key");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
        }

        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            TestShell shell =
                    new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
            assertThat(shell.run("inbox").out()).contains("kept");
        }
    }

    @Test
    void says_that_the_port_is_in_use() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HubRun hub = HubRun.start(folder, "--port", Integer.toString(other.getLocalPort()));

            assertThat(hub.end()).isEqualTo(ExitCode.REFUSED);
            assertThat(hub.said()).contains("port " + other.getLocalPort(), "is in use", "--port");
        }
    }

    @Test
    void says_that_a_second_hub_may_not_use_the_same_data() throws Exception {
        try (HubRun first = HubRun.start(folder, "--port", "0").up()) {
            HubRun second = HubRun.start(folder, "--port", "0");

            assertThat(second.end()).isEqualTo(ExitCode.REFUSED);
            assertThat(second.said()).contains("signalbox-data").doesNotContain("\tat ");
            assertThat(first.url()).isNotNull();
        }
    }

    @Test
    void says_that_the_data_folder_cannot_be_written() throws Exception {
        Files.writeString(folder.resolve("file"), "in the way");

        HubRun hub = HubRun.start(folder, "--port", "0", "--data", "file");

        assertThat(hub.end()).isEqualTo(ExitCode.REFUSED);
        assertThat(hub.said()).contains(folder.resolve("file").toString()).doesNotContain("\tat ");
    }

    @Test
    void refuses_to_listen_to_the_world_without_tls() {
        TestShell.Run run = new TestShell(folder).run("hub", "--host", "0.0.0.0");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("0.0.0.0", "--behind-proxy", "--tls-cert");
    }
}
