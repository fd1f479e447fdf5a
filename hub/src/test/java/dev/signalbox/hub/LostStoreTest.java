package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A store that is missing, empty or another's: never an empty hub beside what was left of the old one. */
class LostStoreTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource({
        "main.db, deleted", "main.db, empty", "main.db, without tables",
        "traces.db, deleted", "traces.db, empty", "traces.db, without tables"
    })
    void at_the_start_is_told_and_nothing_takes_its_place(String name, String how) throws Exception {
        TestHub.start(data).close();
        lose(data.resolve(name), how);
        String key = Files.readString(data.resolve("admin.key"));
        boolean there = Files.exists(data.resolve(name));

        String refusal = refusal();

        assertThat(refusal).contains(name.substring(0, name.indexOf('.')), "docs/recovery.md");
        assertThat(Files.readString(data.resolve("admin.key"))).isEqualTo(key);
        assertThat(Files.exists(data.resolve(name))).isEqualTo(there);
        assertThat(refusal()).as("at the second try").isEqualTo(refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"deleted", "empty", "without tables"})
    void without_the_note_of_the_heads_the_admin_key_tells_that_there_was_one(String how) throws Exception {
        TestHub.start(data).close();
        Files.delete(data.resolve("heads"));
        lose(data.resolve("main.db"), how);

        assertThat(refusal()).contains("main", "docs/recovery.md");
    }

    @Test
    void a_postgres_schema_that_was_dropped_is_told() {
        String url = TestPostgres.freshDatabase();
        TestHub.onPostgres(data, url).close();
        TestPostgres.run(url, "DROP SCHEMA signalbox_main CASCADE");

        assertThat(refusal(HubConfig.embedded(data, 0).onPostgres(url))).contains("the store of the log main is empty");
    }

    /** Also by a hub that has never seen it: half of a store is none. */
    @ParameterizedTest
    @ValueSource(strings = {"main", "traces"})
    void a_postgres_schema_that_is_missing_beside_the_other_is_told(String log, @TempDir Path fresh) {
        String url = TestPostgres.freshDatabase();
        try (TestHub hub = TestHub.onPostgres(data, url)) {
            hub.post("daemon", "/v1/traces", """
                            {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c",
                            "spanId":"b7ad6b7169203331","name":"root","startTimeUnixNano":"1735689600000000000",
                            "endTimeUnixNano":"1735689601000000000"}]}]}]}""").expect(200);
        }
        TestPostgres.run(url, "DROP SCHEMA signalbox_" + log + " CASCADE");

        assertThat(refusal(HubConfig.embedded(fresh, 0).onPostgres(url)))
                .contains("signalbox_" + log + " is missing", "docs/recovery.md");
        assertThat(TestPostgres.query(url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'signalbox%'"))
                .as("nothing is made in its place")
                .doesNotContain("signalbox_" + log);
    }

    @ParameterizedTest
    @CsvSource({
        "main.db, deleted, true",
        "main.db, replaced, true",
        "main.db-wal, deleted, true",
        "traces.db, deleted, false",
        "main.db, replaced, false"
    })
    void under_a_running_hub_ends_it_before_it_says_yes_to_anything_else(String name, String how, boolean write)
            throws Exception {
        try (HubProcess hub = HubProcess.Launch.on(data, null).start()) {
            String key = hub.adminKey();
            assertThat(post(hub.url(), key)).isEqualTo(201);

            if (how.equals("replaced")) {
                Path copy = Files.copy(data.resolve(name), data.resolve("copy"));
                Files.move(copy, data.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.delete(data.resolve(name));
            }
            if (write) assertThat(post(hub.url(), key)).isNotEqualTo(201);

            assertThat(hub.exitStatus()).as(hub.output()).isEqualTo(HubMain.EXIT_STORE_BROKEN);
            assertThat(hub.output()).contains(name, "deleted or replaced");
        }
    }

    private static void lose(Path file, String how) throws Exception {
        Files.delete(file);
        if (how.equals("empty")) Files.createFile(file);
        if (how.equals("without tables")) {
            try (Connection fresh = DriverManager.getConnection("jdbc:sqlite:" + file);
                    var statement = fresh.createStatement()) {
                statement.execute("PRAGMA user_version = 1");
            }
        }
    }

    /** The status; 0 when there was no answer. */
    private static int post(URI url, String key) {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/v1/notifications"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"title\":\"kept?\"}"))
                .build();
        try {
            return TestHub.send(request).status();
        } catch (java.io.UncheckedIOException ended) {
            return 0;
        }
    }

    private String refusal() {
        return refusal(HubConfig.embedded(data, 0));
    }

    private static String refusal(HubConfig config) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        int status = HubMain.run(config, HubVoice.toPeople(err, err));
        assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isEqualTo(HubMain.EXIT_NOT_STARTED);
        return said.toString(StandardCharsets.UTF_8);
    }
}
