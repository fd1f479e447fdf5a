package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data folder that nobody may write. Where the system allows a mount namespace it is a copy of the folder on a tmpfs
 * that is mounted read-only, else a folder without the right to write, which holds nobody back who is root.
 */
class ReadOnlyFolderTest {
    private static final String COPY =
            "mount -t tmpfs tmpfs \"$2\" && cp -a \"$1\"/. \"$2\" && mount -o remount,ro \"$2\"";

    @TempDir
    Path data;

    @TempDir
    Path mounted;

    @Test
    void a_hub_that_may_not_write_says_so_and_leaves_everything_as_it_was() throws Exception {
        TestHub.start(data).close();
        boolean namespace = MountNamespace.isAllowed();
        System.out.println("[INFO] a read-only data folder by " + (namespace ? "a mount" : "its permissions"));

        try (HubProcess hub = namespace ? onMount() : onFolderWithoutRight()) {
            assertThat(hub.exitStatus()).isEqualTo(HubMain.EXIT_NOT_STARTED);
            assertThat(hub.output()).contains((namespace ? mounted : data).toString(), "read-only", "--data");
            assertThat(hub.output()).hasLineCount(1);
        } finally {
            Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwx------"));
        }

        try (TestHub again = TestHub.start(data)) {
            again.get("admin", "/v1/whoami").expect(200);
        }
    }

    private HubProcess onMount() {
        List<String> wrapper = MountNamespace.wrapper(COPY, data.toString(), mounted.toString());
        return HubProcess.Launch.on(mounted, null).wrapper(wrapper).begin();
    }

    private HubProcess onFolderWithoutRight() throws IOException {
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("r-x------"));
        Assumptions.assumeFalse(
                Files.isWritable(data), "this machine allows no mount namespace, and root may write everywhere");
        return HubProcess.Launch.on(data, null).begin();
    }
}
