package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.history.Admin;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup to a disk that is surely too small for it is refused before anything is written. */
class BackupRoomTest {
    @TempDir
    Path folder;

    @TempDir
    Path target;

    @Test
    void too_little_room_is_told_beside_what_is_needed() {
        Assumptions.assumeTrue(MountNamespace.isAllowed(), "this machine allows no mount namespace");
        try (HubProcess hub = HubProcess.Launch.on(folder.resolve("data"), null)
                .wrapper(MountNamespace.wrapper("mount -t tmpfs -o size=64k tmpfs \"$1\"", target.toString()))
                .start()) {
            Admin admin = new Admin(hub::url, hub.adminKey());
            String plan = "backups: {to: " + target + "}\n";
            admin.put("/v1/ownership", Map.of("file", plan)).expect(200);
            for (int i = 0; i < 40; i++) {
                Map<String, String> data = Map.of("filler", "x".repeat(60_000));
                admin.post("/v1/notifications", Map.of("title", "n", "data", data))
                        .expect(201);
            }
            String run = admin.post("/v1/backups", Map.of()).json().path("id").asText();
            JsonNode[] status = new JsonNode[1];
            Eventually.until("the backup ends", () -> {
                status[0] = admin.get("/v1/backup-runs/" + run);
                return status[0].hasNonNull("endedAt");
            });

            assertThat(status[0].toString())
                    .containsPattern("there is no room for a backup: about \\d+ MB are needed at " + target
                            + ", and 1 MB are left");
            admin.post("/v1/notifications", Map.of("title", "still here")).expect(201);
        }
    }
}
