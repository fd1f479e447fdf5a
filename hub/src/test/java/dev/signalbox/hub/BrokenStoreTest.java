package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.HubProcess.Launch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that are not what the hub wrote, as processes: they end with status 70, and serve nothing of it. */
class BrokenStoreTest {
    private static final int BROKEN = 70;

    @TempDir
    Path data;

    @BeforeEach
    void write() {
        try (TestHub hub = TestHub.start(data)) {
            for (int batch = 0; batch < 12; batch++) {
                StringBuilder commands = new StringBuilder("{\"commands\":[");
                for (int i = 0; i < 100; i++) {
                    commands.append(i == 0 ? "" : ",")
                            .append("{\"id\":\"c%d-%d\",\"command\":\"notification.post\",\"body\":{\"title\":\"%s\"}}"
                                    .formatted(batch, i, "t".repeat(300)));
                }
                hub.post("admin", "/v1/commands", commands.append("]}").toString())
                        .expect(200);
            }
            hub.get("admin", "/v1/notifications").expect(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE events SET data = CAST(replace(CAST(data AS TEXT), 't', 'u') AS BLOB) WHERE position = 900",
                "UPDATE events SET actor = 'somebody' WHERE position = 1190",
                "UPDATE events SET type = 'notification.noted' WHERE position = 1199",
                "UPDATE events SET hash = x'00' WHERE position = 700",
                "DELETE FROM events WHERE position = 800",
                // Further back than the chain is followed: counted behind the start.
                "DELETE FROM events WHERE position = 5",
                "DELETE FROM events WHERE position = 1"
            })
    void an_edited_log_is_not_served(String edit) throws SQLException {
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("main.db"));
                Statement statement = file.createStatement()) {
            assertThat(statement.executeUpdate(edit)).isEqualTo(1);
        }

        HubProcess hub = Launch.on(data, null).begin();

        assertThat(hub.exitStatus()).as(hub.output()).isEqualTo(BROKEN);
        assertThat(hub.output()).contains("the log main is damaged", "docs/recovery.md");
    }

    @Test
    void a_store_without_one_of_its_tables_is_not_served() throws SQLException {
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("main.db"));
                Statement statement = file.createStatement()) {
            statement.executeUpdate("DROP TABLE receipts");
        }

        HubProcess hub = Launch.on(data, null).begin();

        assertThat(hub.exitStatus()).as(hub.output()).isEqualTo(BROKEN);
        assertThat(hub.output()).contains("table receipts is missing", "docs/recovery.md");
    }

    @ParameterizedTest
    @ValueSource(strings = {"DROP TABLE receipts", "DROP INDEX events_id", "DROP TABLE events"})
    void a_table_that_is_taken_away_under_a_running_hub_ends_it(String edit) throws Exception {
        try (HubProcess hub = Launch.on(data, null).start()) {
            try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("main.db"));
                    Statement statement = file.createStatement()) {
                statement.executeUpdate("PRAGMA busy_timeout = 10000");
                statement.executeUpdate(edit);
            }

            assertThat(hub.exitStatus()).as(hub.output()).isEqualTo(BROKEN);
            assertThat(hub.output()).contains("is missing", "docs/recovery.md");
        }
    }

    @Test
    void pages_that_nobody_reads_are_looked_at_behind_the_start() throws IOException, SQLException {
        long page = rootOf("notifications_folded_gone");
        overwrite("main.db", page, 1);

        HubProcess hub = Launch.on(data, null).begin();

        assertThat(hub.exitStatus()).as(hub.output()).isEqualTo(BROKEN);
    }

    @Test
    void a_read_that_meets_damage_ends_the_hub_and_is_never_called_overload() throws Exception {
        try (HubProcess hub = Launch.on(data, null).start()) {
            Eventually.until(
                    "the look behind the start is over", () -> hub.output().contains("the store is whole"));
            overwrite("main.db", 8, 200);

            String seen = "";
            while (hub.process().isAlive()) seen += get(hub, "/v1/events?limit=500") + get(hub, "/v1/notifications");

            assertThat(hub.exitStatus()).as(hub.output()).isEqualTo(BROKEN);
            assertThat(seen).doesNotContain("overloaded");
        }
    }

    private static String get(HubProcess hub, String path) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(hub.url() + path))
                .header("X-API-Key", hub.adminKey())
                .build();
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 ? "" : answer.body();
        } catch (IOException ended) {
            return "";
        }
    }

    private long rootOf(String index) throws SQLException {
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("main.db"));
                Statement statement = file.createStatement();
                var rows = statement.executeQuery("SELECT rootpage FROM sqlite_schema WHERE name = '" + index + "'")) {
            return rows.getLong(1);
        }
    }

    private void overwrite(String name, long fromPage, int pages) throws IOException {
        try (FileChannel channel = FileChannel.open(data.resolve(name), StandardOpenOption.WRITE)) {
            ByteBuffer garbage = ByteBuffer.allocate(pages * 4096);
            while (garbage.hasRemaining()) garbage.put((byte) 0xA5);
            channel.write(garbage.flip(), (fromPage - 1) * 4096);
        }
    }
}
