package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.history.Admin;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A move to a disk that is too small for it is refused before anything is copied. */
class MoveRoomTest {
    @TempDir
    Path folder;

    @TempDir
    Path target;

    @Test
    void too_little_room_is_told_beside_what_is_needed() {
        Assumptions.assumeTrue(MountNamespace.isAllowed(), "this machine allows no mount namespace");
        try (HubProcess hub = HubProcess.Launch.on(folder.resolve("data"), null)
                .wrapper(MountNamespace.wrapper("mount -t tmpfs -o size=4m tmpfs \"$1\"", target.toString()))
                .start()) {
            Admin admin = new Admin(hub::url, hub.adminKey());
            admin.post("/v1/move", Map.of("to", target.toString())).expect(202);
            JsonNode[] status = new JsonNode[1];
            Eventually.until("the move ends", () -> {
                status[0] = admin.get("/v1/move");
                return status[0].hasNonNull("endedAt");
            });

            assertThat(status[0].path("step").asText()).isEqualTo("check");
            assertThat(status[0].path("failure").asText())
                    .containsPattern("there is not enough room: about \\d+ MB are needed at " + target
                            + ", and [34] MB are left");
            admin.post("/v1/notifications", Map.of("title", "still here")).expect(201);
        }
    }
}
