package dev.signalbox.hub.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestHub;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder of a hub that could not read names outside the basic plane back, and had stopped for good:
 * {@code stuck-folder/main.sql} and {@code traces.sql}. It opens, and shows all that was acknowledged.
 */
class StuckFolderTest {
    private static final String THUMB = "\ud83d\udc4d";

    @TempDir
    Path data;

    @Test
    void a_store_that_was_stuck_opens_and_shows_what_was_acknowledged() throws IOException, SQLException {
        for (String log : List.of("main", "traces")) write(log);

        try (TestHub hub = TestHub.start(data, Clock.systemUTC())) {
            hub.get("admin", "/health/ready").expect(200);
            assertThat(hub.get("admin", "/v1/traces/t3").expect(200).json().at("/metadata/" + THUMB))
                    .hasToString("3");
            assertThat(hub.get("admin", "/v1/tables/mytab/rows/r1")
                            .expect(200)
                            .json()
                            .at("/row/reactions/" + THUMB))
                    .hasToString("3");
            assertThat(hub.get("admin", "/v1/notifications").json().at("/items/0/data/" + THUMB))
                    .hasToString("1");
            assertThat(hub.get("admin", "/v1/questions").json().at("/items/0/data/" + THUMB))
                    .hasToString("1");
            hub.delete("admin", "/v1/traces/t3").expect(200);
            hub.get("admin", "/v1/traces/t3").expect(404);
        }
    }

    private void write(String log) throws IOException, SQLException {
        try (var text = StuckFolderTest.class.getResourceAsStream("/stuck-folder/" + log + ".sql");
                Connection file = DriverManager.getConnection("jdbc:sqlite:" + data.resolve(log + ".db"));
                Statement statement = file.createStatement()) {
            statement.executeUpdate(new String(text.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
