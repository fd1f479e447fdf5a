package dev.signalbox.hub.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A trace that is deleted while another program reads the file for long, as a copying tool does: the answer says that
 * it is open, health says so too, and it is done as soon as that program leaves.
 */
class DeletionBesideReaderTest {
    private static final String SECRET = "thelaunchcodeis0000";

    @TempDir
    Path data;

    @Test
    void is_told_as_open_until_the_words_are_gone_from_the_files() throws SQLException {
        try (TestHub hub = TestHub.start(data);
                Connection reader = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("traces.db"));
                Statement reading = reader.createStatement()) {
            for (String trace : new String[] {"t1", "t2"}) send(hub, trace);
            reading.execute("BEGIN");
            reading.executeQuery("SELECT count(*) FROM events").close();

            TestHub.Reply first = hub.delete("admin", "/v1/traces/t1");

            assertThat(first.expect(202).json().path("open").textValue()).contains("still in the files");
            hub.get("admin", "/v1/traces/t1").expect(404);
            assertThat(isKept()).isTrue();
            assertThat(ready(hub).path("degraded").textValue()).contains("still in the files");
            String batch = "{\"traceIds\":[\"t2\"]}";
            assertThat(hub.send("admin", "DELETE", "/api/public/traces", batch)
                            .expect(202)
                            .text())
                    .contains("still in the files");

            reading.execute("COMMIT");

            Eventually.until("no byte of it is left", () -> !isKept());
            Eventually.assertThat(() -> assertThat(ready(hub).has("degraded")).isFalse());
            send(hub, "t3");
            hub.delete("admin", "/v1/traces/t3").expect(200);
            assertThat(isKept()).isFalse();
        }
    }

    private static void send(TestHub hub, String trace) {
        hub.post(
                        "admin",
                        "/api/public/ingestion",
                        "{\"batch\":[{\"id\":\"e" + trace + "\",\"type\":\"trace-create\",\"timestamp\":"
                                + "\"2026-11-29T08:00:00Z\",\"body\":{\"id\":\"" + trace + "\",\"input\":\"" + SECRET
                                + "\"}}]}")
                .expect(207);
        hub.get("admin", "/v1/traces/" + trace).expect(200);
    }

    private static JsonNode ready(TestHub hub) {
        return hub.getOnce("admin", "/health/ready").expect(200).json();
    }

    private boolean isKept() {
        for (String name : new String[] {"traces.db", "traces.db-wal"}) {
            try {
                String bytes = new String(Files.readAllBytes(data.resolve(name)), StandardCharsets.ISO_8859_1);
                if (bytes.contains(SECRET)) return true;
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return false;
    }
}
