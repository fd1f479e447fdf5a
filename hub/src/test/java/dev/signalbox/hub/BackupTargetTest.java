package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.history.Admin;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A target of backups with a disk of its own, in a process that has mounts of its own: full, too small, and read-only.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BackupTargetTest {
    private static final byte[] PAGE = new byte[4096];

    @TempDir
    Path folder;

    @TempDir
    Path target;

    @BeforeEach
    void needsMounts() {
        Assumptions.assumeTrue(MountNamespace.isAllowed(), "this machine allows no mount namespace");
    }

    @Test
    void a_full_one_is_told_and_goes_on_when_there_is_room_while_the_hub_serves() throws IOException {
        try (HubProcess hub = on("mount -t tmpfs -o size=256k tmpfs \"$1\"")) {
            Path ballast = hub.inside(target).resolve("ballast");
            fill(ballast);
            plan(hub);

            Eventually.assertThat(() ->
                    assertThat(degraded(hub)).contains("the backup to " + target, "there is no room for a backup"));
            assertServes(hub);
            Files.delete(ballast);

            Eventually.assertThat(() -> assertThat(degraded(hub)).isEmpty());
            assertThat(admin(hub).get("/v1/backups").path("items")).isNotEmpty();
        }
    }

    @Test
    void one_that_is_read_only_is_told() {
        try (HubProcess hub = on("mount -t tmpfs -o ro tmpfs \"$1\"")) {
            plan(hub);

            Eventually.assertThat(
                    () -> assertThat(degraded(hub)).contains("the backup to " + target, "Read-only file system"));
            assertServes(hub);
        }
    }

    @Test
    void one_that_is_surely_too_small_is_told_beside_what_is_needed() {
        try (HubProcess hub = on("mount -t tmpfs -o size=64k tmpfs \"$1\"")) {
            Admin admin = admin(hub);
            admin.put("/v1/ownership", Map.of("file", "backups: {to: " + target + "}\n"))
                    .expect(200);
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
            assertServes(hub);
        }
    }

    private HubProcess on(String mount) {
        List<String> wrapper = MountNamespace.wrapper(mount, target.toString());
        return HubProcess.Launch.on(folder.resolve("data"), null)
                .wrapper(wrapper)
                .start();
    }

    private void plan(HubProcess hub) {
        admin(hub)
                .put("/v1/ownership", Map.of("file", "backups: {to: " + target + ", every: continuous}"))
                .expect(200);
    }

    private static void assertServes(HubProcess hub) {
        admin(hub)
                .post("/v1/notifications", Map.of("title", "served all the same"))
                .expect(201);
    }

    private static Admin admin(HubProcess hub) {
        return new Admin(hub::url, hub.adminKey());
    }

    private static void fill(Path ballast) {
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) out.write(PAGE);
        } catch (IOException full) {
            if (!String.valueOf(full.getMessage()).contains("No space left")) throw new UncheckedIOException(full);
        }
    }

    private static String degraded(HubProcess hub) {
        return admin(hub).get("/health/ready").path("degraded").asText();
    }
}
