package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.history.Admin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk of one space is full: its writes are put off, and the other spaces hear nothing of it. */
class FullSpaceTest {
    private static final Map<String, String> LARGE = Map.of("title", "large", "body", "x".repeat(15_000));

    @TempDir
    Path data;

    @Test
    void its_writes_are_refused_and_the_other_spaces_go_on() throws IOException {
        assumeTrue(MountNamespace.isAllowed(), "this system allows no mount namespace, so no disk of a space is small");
        Path small = Files.createDirectories(data.resolve("spaces/small"));
        try (SmallDisk disk = SmallDisk.of(data, small)) {
            Admin admin = new Admin(disk::url, disk.adminKey());
            Admin within = made(disk, admin, "small");
            Admin neighbour = made(disk, admin, "neighbour");
            within.post("/v1/notifications", LARGE).expect(201);

            disk.fill();
            int held = 1;
            Reply refused = within.post("/v1/notifications", LARGE);
            while (refused.status() == 201) { // what SQLite has reserved already may take some more
                held++;
                refused = within.post("/v1/notifications", LARGE);
            }
            assertThat(refused.expect(507).json().path("code").textValue()).isEqualTo("storage_full");
            assertThat(refused.header("Retry-After")).isPresent();
            assertThat(refused.text()).doesNotContain(data.toString());
            for (int i = 0; i < 20; i++) {
                neighbour.post("/v1/notifications", LARGE).expect(201);
                admin.post("/v1/notifications", LARGE).expect(201);
            }
            assertThat(neighbour.get("/v1/notifications").path("items")).hasSize(20);
            made(disk, admin, "later").post("/v1/notifications", LARGE).expect(201);

            disk.makeRoom();
            Eventually.until(
                    "writes are taken again",
                    () -> within.post("/v1/notifications", LARGE).status() == 201);
            assertThat(within.get("/v1/notifications?limit=500").path("items")).hasSize(held + 1);
        }
    }

    private static Admin made(SmallDisk disk, Admin admin, String name) {
        Reply made = admin.post("/v1/spaces", Map.of("name", name)).expect(201);
        return new Admin(disk::url, made.json().path("key").path("secret").asText());
    }
}
