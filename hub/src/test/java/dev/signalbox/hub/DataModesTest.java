package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody but their owner reads the files of a hub, whatever its folder and umask allow. */
class DataModesTest {
    private static final List<String> ALLOWING_ALL = List.of("sh", "-c", "umask 000; exec \"$0\" \"$@\"");

    @TempDir
    Path data;

    @Test
    void files_in_a_folder_that_is_open_to_all_are_the_owners_alone() throws IOException {
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxrwxrwx"));

        try (HubProcess hub =
                HubProcess.Launch.on(data, null).wrapper(ALLOWING_ALL).start()) {
            post(hub);
            Eventually.until("the heads are noted", () -> Files.exists(data.resolve("heads")));

            assertThat(modes())
                    .containsOnlyKeys(
                            "admin.key",
                            "heads",
                            "hub.lock",
                            "hub.url",
                            "main.db",
                            "main.db-shm",
                            "main.db-wal",
                            "traces.db",
                            "traces.db-shm",
                            "traces.db-wal")
                    .allSatisfy((name, mode) -> assertThat(mode).isEqualTo("rw-------"));
            assertThat(hub.output()).contains("chmod 700 " + data);
        }
    }

    @Test
    void files_that_were_open_to_all_are_closed_at_the_start() throws IOException {
        try (HubProcess hub = HubProcess.Launch.on(data, null).start()) {
            post(hub);
            hub.kill();
        }
        for (String name : modes().keySet()) {
            Files.setPosixFilePermissions(data.resolve(name), PosixFilePermissions.fromString("rw-rw-rw-"));
        }

        try (HubProcess hub =
                HubProcess.Launch.on(data, null).wrapper(ALLOWING_ALL).start()) {
            post(hub);

            assertThat(modes().values()).containsOnly("rw-------");
        }
    }

    private static void post(HubProcess hub) {
        TestHub.send(HttpRequest.newBuilder(URI.create(hub.url() + "/v1/notifications"))
                        .header("Authorization", "Bearer " + hub.adminKey())
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"title\": \"x\"}"))
                        .build())
                .expect(201);
    }

    private Map<String, String> modes() throws IOException {
        Map<String, String> modes = new TreeMap<>();
        try (Stream<Path> files = Files.list(data)) {
            for (Path file : files.toList()) {
                modes.put(
                        file.getFileName().toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        return modes;
    }
}
