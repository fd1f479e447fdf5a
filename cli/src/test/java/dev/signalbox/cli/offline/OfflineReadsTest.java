package dev.signalbox.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.OfflineCopies;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.client.store.StoreTransaction;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command says from copies of what a real hub had, when nobody answers at its address any more. */
class OfflineReadsTest {
    @TempDir
    Path folder;

    private TestShell shell;
    private Path store;

    @BeforeEach
    void copy_a_hub_and_lose_it() throws Exception {
        shell = new TestShell(folder);
        try (TestHub hub = TestHub.start(folder.resolve("hub"), Clock.systemUTC())) {
            hub.post("daemon", "/v1/notifications", "{\"title\": \"Build finished\"}")
                    .expect(201);
            hub.post("daemon", "/v1/questions", "{\"prompt\": \"Which database?\"}")
                    .expect(201);
            for (String key : List.of("PRIORITY 1", "PRIORITY 3")) {
                hub.post("user", "/v1/roadmap", "{\"key\": \"" + key + "\", \"title\": \"About " + key + "\"}")
                        .expect(201);
            }
            shell.with("SIGNALBOX_URL", hub.url().toString()).with("SIGNALBOX_KEY", hub.key("user"));
            store = store(hub.url(), hub.key("user"));
            Files.createDirectories(store.getParent());
            try (SqliteStore open = SqliteStore.open(store)) {
                for (String table : List.of("notifications", "questions", "roadmap")) {
                    JsonNode items =
                            hub.get("user", "/v1/" + table).expect(200).json().path("items");
                    open.writeNow(tx -> copied(tx, table, items));
                }
            }
        }
    }

    private Path store(URI url, String key) {
        return OfflineCopies.store(
                shell.shell(new ByteArrayOutputStream(), new ByteArrayOutputStream()), url.toString(), key);
    }

    /** A copy as signalbox sync leaves it. */
    private static boolean copied(StoreTransaction tx, String table, JsonNode items) {
        tx.update("INSERT INTO signalbox_replica_set (replica) VALUES ($1)", table);
        tx.update("""
                INSERT INTO signalbox_replica (name, live, fresh_at)
                VALUES ($1, (SELECT max(number) FROM signalbox_replica_set), $2)""", table, Instant.now());
        tx.update(
                "INSERT INTO signalbox_follower (name, cursor, updated_at) VALUES ($1, 'aaaaaaaa.7.00000000', 0)",
                "signalbox/replica/" + table);
        for (JsonNode item : items) {
            ObjectNode row =
                    Json.object().put("table", table).put("key", item.path("id").asText());
            row.put("version", 1).put("position", 1).set("row", item);
            row.put("createdAt", "2026-11-21T08:00:00Z").put("createdBy", "daemon");
            row.put("updatedAt", "2026-11-21T08:00:00Z").put("updatedBy", "daemon");
            tx.update("""
                    INSERT INTO signalbox_replica_row (set_number, key, version, json)
                    VALUES ((SELECT max(number) FROM signalbox_replica_set), $1, 1, $2)""", item.path("id").asText(), Json.writeText(row));
        }
        return true;
    }

    private TestShell.Run ran(String... arguments) {
        TestShell.Run run = shell.run(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).containsPattern("hub unreachable; this is the copy of \\d\\d:\\d\\d, position 7");
        return run;
    }

    @Test
    void the_inbox_is_read_from_the_copies_and_says_so_quietly_too() {
        assertThat(ran("inbox").out()).contains("Build finished", "Which database?");
        assertThat(ran("inbox", "-o", "jsonl").lines()).hasSize(2);
        assertThat(ran("inbox", "--limit", "1", "--all").out()).contains("Build finished");
        ran("inbox", "--quiet");
    }

    @Test
    void the_roadmap_is_read_from_its_copy_in_its_order() {
        assertThat(ran("roadmap", "list").out()).containsSubsequence("About PRIORITY 1", "About PRIORITY 3");
        assertThat(ran("roadmap", "list", "--status", "done").out()).doesNotContain("About");
        assertThat(ran("roadmap", "show", "priority 3").out()).contains("About PRIORITY 3");
        TestShell.Run none = shell.run("roadmap", "show", "PRIORITY 9");
        assertThat(none.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(none.err()).contains("The copy has no roadmap item PRIORITY 9");
    }

    @Test
    void what_only_the_hub_can_do_is_not_answered_by_a_copy() {
        for (List<String> arguments : List.of(
                List.of("notify", "x"),
                List.of("roadmap", "status", "PRIORITY 3", "done"),
                List.of("roadmap", "list", "--as-of", "1d"),
                List.of("sync"))) {
            TestShell.Run run = shell.run(arguments.toArray(String[]::new));
            assertThat(run.exitCode()).as(arguments + run.err()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void an_old_copy_says_its_day_and_one_of_another_history_says_that() {
        try (SqliteStore open = SqliteStore.open(store)) {
            open.writeNow(tx ->
                    tx.update("UPDATE signalbox_replica SET fresh_at = 0, stale = 'restored' WHERE name = 'roadmap'"));
        }

        TestShell.Run run = shell.run("roadmap", "list");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("this is the copy of 19", "of a history that the hub no longer has");
    }

    @Test
    void another_key_reads_nothing_of_it() {
        TestShell.Run run = shell.with("SIGNALBOX_KEY", "sbx_another").run("inbox");

        assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.out()).isEmpty();
    }
}
