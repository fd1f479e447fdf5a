package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.replica.Replica;
import dev.signalbox.client.replica.ReplicaRow;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names of fields outside the basic plane through the client and the command line, there and back. */
class AstralNamesTest {
    private static final String THUMB = "\ud83d\udc4d";
    private static final String ROW = "{\"id\":\"r1\",\"reactions\":{\"" + THUMB + "\":{\"" + THUMB + "\":3}}}";
    private static final String MATRIX = """
            tables:
              mytab:
                change: merge
                writers: [user]
                readers: [all]
                fields: {id: {type: string}, reactions: {type: object}}
                why: For the test.
            """;

    @TempDir
    Path folder;

    private TestHub hub;

    @BeforeEach
    void start() throws IOException {
        Path matrix = Files.writeString(folder.resolve("signalbox.yaml"), MATRIX);
        hub = TestHub.start(
                new HubConfig(folder.resolve("hub"), null, HubConfig.DEFAULT_HOST, 0, false, null, null, matrix),
                Clock.systemUTC());
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void the_client_writes_follows_and_copies_them() throws Exception {
        List<JsonNode> followed = new CopyOnWriteArrayList<>();
        try (Signalbox box = Signalbox.open(
                options -> options.url(hub.url()).key(hub.key("user")).store(folder.resolve("user.db")))) {
            box.events().follow("all", List.of("mytab.*"), (event, local) -> followed.add(event.data()));
            Replica copy = box.replica("mytab");
            box.tables()
                    .put("mytab", "r1", tree(ROW))
                    .accepted()
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
            var patched = box.tables().patch("mytab", "r1", tree("{\"reactions\":{\"" + THUMB + THUMB + "\":1}}"));
            copy.awaitPosition(patched).toCompletableFuture().get(60, TimeUnit.SECONDS);

            JsonNode there = box.tables().get("mytab", "r1").row();
            assertThat(copy.get("r1").map(ReplicaRow::row)).contains((ObjectNode) there);
            assertThat(there.at("/reactions/" + THUMB + "/" + THUMB)).hasToString("3");
            assertThat(there.at("/reactions/" + THUMB + THUMB)).hasToString("1");
            Eventually.assertThat(() -> assertThat(followed)
                    .anyMatch(data -> !data.at("/row/reactions/" + THUMB).isMissingNode())
                    .anyMatch(data ->
                            !data.at("/fields/reactions/" + THUMB + THUMB).isMissingNode()));
        }
    }

    @Test
    void the_command_line_writes_shows_and_moves_them() {
        TestShell shell = new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .with("SIGNALBOX_KEY", hub.key("user"))
                .with("SIGNALBOX_SYNC", "off");
        TestShell.Run put = shell.run("table", "put", "mytab", "r1", ROW);
        TestShell.Run get = shell.run("table", "get", "mytab", "r1", "--output", "json");
        TestShell.Run snapshot = shell.run("table", "snapshot", "mytab");
        shell.run("table", "delete", "mytab", "r1");
        TestShell.Run imported = shell.typing(
                        new ByteArrayInputStream(snapshot.out().getBytes(StandardCharsets.UTF_8)))
                .run("table", "import", "mytab");
        TestShell.Run events = shell.run("events", "--all", "--output", "jsonl");

        assertThat(put.exitCode()).as(put.err()).isZero();
        assertThat(get.exitCode()).as(get.err()).isZero();
        assertThat(tree(get.out()).at("/row/reactions/" + THUMB + "/" + THUMB)).hasToString("3");
        assertThat(imported.exitCode()).as(imported.err()).isZero();
        assertThat(hub.get("user", "/v1/tables/mytab/rows/r1")
                        .expect(200)
                        .json()
                        .at("/row"))
                .isEqualTo(tree(ROW));
        assertThat(events.out().lines().map(AstralNamesTest::tree))
                .as(events.err())
                .anyMatch(event -> event.toString().contains(THUMB));
    }

    private static JsonNode tree(String json) {
        return Json.readLenient(json.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
