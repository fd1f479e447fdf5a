package dev.signalbox.hub.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Cursor;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.SnapshotEnd;
import dev.signalbox.wire.resource.SnapshotStart;
import dev.signalbox.wire.resource.TableRow;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots as they come over the wire. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SnapshotTest {
    private static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path data) {
        hub = TestHub.start(data);
        hub.declare(TestTables.tasks());
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    private record Read(SnapshotStart start, List<TableRow> rows, SnapshotEnd end, String sha256) {}

    @Test
    void an_empty_table_has_a_beginning_and_an_end() {
        Read read = read(hub.get("viewer", "/v1/tables/slack_interactions/snapshot")
                .text()
                .lines()
                .toList());

        assertThat(read.rows()).isEmpty();
        assertThat(read.end().rows()).isZero();
        assertThat(read.end().sha256()).isEqualTo(read.sha256());
    }

    @Test
    void a_large_table_that_changes_while_it_is_read_slowly_is_what_it_was_at_its_position() throws Exception {
        write(0, 900, "before ");
        HttpResponse<java.io.InputStream> answer = HttpClient.newHttpClient()
                .send(
                        hub.request("viewer", "/v1/tables/tasks/snapshot").GET().build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        List<String> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
            lines.add(reader.readLine());
            write(450, 1_100, "after ");
            hub.delete("user", "/v1/tables/tasks/rows/k0899").expect(200);
            reader.lines().forEach(lines::add);
        }
        Read read = read(lines);

        assertThat(answer.headers().firstValue("Content-Type")).contains("application/jsonl");
        assertThat(read.rows()).hasSize(900);
        assertThat(read.rows()).allSatisfy(row -> {
            assertThat(row.row().path("note").textValue()).startsWith("before ");
            assertThat(row.position()).isLessThanOrEqualTo(read.start().position());
        });
        assertThat(read.rows()).extracting(TableRow::key).isSorted();
        assertThat(read.end().rows()).isEqualTo(900);
        assertThat(read.end().sha256()).isEqualTo(read.sha256());
        Cursor cursor = Cursor.parse(read.start().cursor());
        assertThat(cursor.position()).isEqualTo(read.start().position());
        Reply behind = hub.get(
                        "viewer",
                        "/v1/events?types=tasks.*&limit=1&after=" + read.start().cursor())
                .expect(200);
        // Commands of one batch for different rows are judged beside each other.
        assertThat(behind.json().at("/events/0/subject").textValue())
                .isGreaterThanOrEqualTo("tasks/k0450")
                .isLessThan("tasks/k1100");
    }

    @Test
    void built_in_tables_have_snapshots_too() {
        for (int i = 0; i < 3; i++)
            hub.post("daemon", "/v1/notifications", Map.of("title", "n" + i)).expect(201);

        Read read = read(hub.get("viewer", "/v1/tables/notifications/snapshot")
                .expect(200)
                .text()
                .lines()
                .toList());

        assertThat(read.rows())
                .extracting(row -> row.row().path("title").textValue())
                .containsExactlyInAnyOrder("n0", "n1", "n2");
        assertThat(read.rows()).extracting(TableRow::createdBy).containsOnly("daemon");
        assertThat(read.end().sha256()).isEqualTo(read.sha256());
    }

    private static void write(int from, int to, String note) {
        String long4k = note + "x".repeat(4_000);
        for (int batch = from; batch < to; batch += 150) {
            List<Map<String, Object>> commands = new ArrayList<>();
            for (int i = batch; i < Math.min(to, batch + 150); i++) {
                commands.add(Map.of(
                        "id", Ids.next(),
                        "command", "table.put",
                        "target", String.format("tasks/k%04d", i),
                        "body", Map.of("row", Map.of("note", long4k))));
            }
            Reply reply = hub.post("user", "/v1/commands", Map.of("commands", commands))
                    .expect(200);
            assertThat(reply.json().path("results").findValuesAsText("verdict")).containsOnly("accepted");
        }
    }

    private static Read read(List<String> lines) {
        List<String> rows = lines.subList(1, lines.size() - 1);
        StringBuilder digested = new StringBuilder();
        for (String row : rows) digested.append(row).append('\n');
        return new Read(
                Json.readLenient(utf8(lines.get(0)), SnapshotStart.class),
                rows.stream()
                        .map(row -> Json.readLenient(utf8(row), TableRow.class))
                        .toList(),
                Json.readLenient(utf8(lines.get(lines.size() - 1)), SnapshotEnd.class),
                HexFormat.of().formatHex(Ids.sha256(utf8(digested.toString()))));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
