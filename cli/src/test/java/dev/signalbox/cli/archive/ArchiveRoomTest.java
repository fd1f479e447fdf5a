package dev.signalbox.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.MountNamespace;
import dev.signalbox.hub.TestHub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code signalbox archive export} to a disk that is too small: it says so before the first byte. */
class ArchiveRoomTest {
    @TempDir
    Path folder;

    @Test
    void looks_at_the_room_first_and_writes_nothing_where_there_is_none() throws Exception {
        assumeTrue(MountNamespace.isAllowed(), "this system allows no mount namespace, so no disk is small");
        try (TestHub hub = TestHub.start(folder.resolve("data"))) {
            hub.post("admin", "/v1/notifications", Map.of("title", "hello")).expect(201);
        }
        Path small = Files.createDirectory(folder.resolve("small"));
        String copy = folder.resolve("what was there").toString();
        List<String> command =
                new ArrayList<>(MountNamespace.wrapper("mount -t tmpfs -o size=1m tmpfs \"$1\"", small.toString()));
        command.addAll(
                List.of("sh", "-c", "\"$@\"; status=$?; cp -a " + small + " '" + copy + "'; exit $status", "sh"));
        command.addAll(HubProcess.java(
                List.of(),
                "dev.signalbox.cli.SignalboxCli",
                "archive",
                "export",
                small.toString(),
                "--data",
                folder.resolve("data").toString()));

        Process export = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(export.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(export.waitFor()).as(said).isEqualTo(ExitCode.REFUSED);
        assertThat(said)
                .contains("There is not enough room in " + small, "it takes about", "are left", "Nothing was written");
        assertThat(files(Path.of(copy))).isEmpty();
    }

    private static List<Path> files(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
