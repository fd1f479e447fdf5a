package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A folder that a hub wrote whose tables had a column for each field: {@code older-folder/main.sql}. Its tables are
 * folded anew, and every list, row, history and snapshot says to the byte what that hub answered: {@code answers.txt}.
 */
class OlderFolderTest {
    @TempDir
    Path data;

    @BeforeEach
    void write() throws IOException {
        for (String statement : text("main.sql").split("\n;;\n", -1)) run(statement);
    }

    @Test
    void what_an_older_hub_wrote_is_read_to_the_byte_as_that_hub_told_it() throws IOException {
        try (TestHub hub = TestHub.start(data, Clock.systemUTC())) {
            for (String each : text("answers.txt").strip().split("\n\n", -1)) {
                String path = each.lines().findFirst().orElseThrow();
                String expected = each.substring(path.length() + 1);
                if (!path.equals("/v1/keys")) {
                    assertThat(rows(hub.get("admin", path).expect(200).text(), path))
                            .as(path)
                            .isEqualTo(rows(expected, path));
                }
            }
            assertThat(olderKeys(hub)).isEqualTo(olderKeysOf(text("answers.txt")));
        }
    }

    @Test
    void its_tables_became_views_and_the_next_start_finds_them_as_they_are() throws SQLException {
        TestHub.start(data, Clock.systemUTC()).close();
        List<String> shapes = texts("SELECT projection || shape FROM checkpoints ORDER BY 1");

        TestHub.start(data, Clock.systemUTC()).close();

        assertThat(texts("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY 1"))
                .containsExactly("endpoints", "keys", "notifications", "questions", "roadmap", "spaces", "table_rows");
        assertThat(texts("SELECT prompt FROM questions ORDER BY position"))
                .containsExactly("Deploy?", "Which?", "Why?");
        assertThat(texts("SELECT name FROM keys WHERE revoked_at IS NOT NULL")).containsExactly("old");
        assertThat(texts("SELECT data FROM table_rows WHERE deleted = 0 ORDER BY row_key"))
                .containsExactly(
                        "{\"id\":\"a\",\"state\":\"done\",\"points\":1,\"owner\":\"jane\"}",
                        "{\"id\":\"c\",\"state\":\"failed\"}");
        assertThat(texts("SELECT projection || shape FROM checkpoints ORDER BY 1"))
                .isEqualTo(shapes);
    }

    @Test
    void what_stands_in_it_is_found_by_its_words() {
        try (TestHub hub = TestHub.start(data, Clock.systemUTC())) {
            JsonNode found = hub.get("admin", "/v1/recall?q=deploy&kind=question")
                    .expect(200)
                    .json();

            assertThat(found.at("/items/0/snippet").asText()).contains("Deploy?");
            assertThat(found.at("/positions/main").asLong()).isPositive();
        }
    }

    /** The first line of a snapshot says how long the log was. */
    private static String rows(String answer, String path) {
        if (path.equals("/v1/tables")) return olderTables(answer);
        return (path.endsWith("/snapshot") ? answer.substring(answer.indexOf('\n') + 1) : answer).strip();
    }

    /** The tables that there were, without what they tell since. */
    private static String olderTables(String answer) {
        ObjectNode all = (ObjectNode) Json.readLenient(answer.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        List<JsonNode> older = new ArrayList<>();
        for (JsonNode table : all.path("items")) {
            if (table.path("name").textValue().equals("endpoints")) continue;
            ((ObjectNode) table).remove("events");
            if (table.path("fields") instanceof ObjectNode fields) fields.remove("traceId");
            older.add(table);
        }
        all.putArray("items").addAll(older);
        return Json.writeText(all);
    }

    /** All but the admin key that this start had to make. */
    private static List<JsonNode> olderKeys(TestHub hub) {
        List<JsonNode> keys = new ArrayList<>();
        hub.get("admin", "/v1/keys").expect(200).json().path("items").forEach(keys::add);
        return keys.subList(1, keys.size());
    }

    private static List<JsonNode> olderKeysOf(String answers) {
        String line = answers.lines().skip(1).findFirst().orElseThrow();
        List<JsonNode> keys = new ArrayList<>();
        Json.readLenient(line.getBytes(StandardCharsets.UTF_8), JsonNode.class)
                .path("items")
                .forEach(keys::add);
        return keys;
    }

    private void run(String sql) {
        try (Connection file = connection();
                Statement statement = file.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection file = connection();
                Statement statement = file.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) texts.add(rows.getString(1));
        }
        return texts;
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + data.resolve("main.db"));
    }

    private static String text(String file) throws IOException {
        try (var bytes = OlderFolderTest.class.getResourceAsStream("/older-folder/" + file)) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
