package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestHub;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that come in from a file, go out as a snapshot, and are read when the hub is away. */
class TableRowsMoveTest {
    private static final String MATRIX = """
            tables:
              tasks:
                change: replace
                writers: [user]
                readers: [all]
                fields: {id: {type: string}, state: {enum: [open, done]}, points: {type: integer}}
                required: [id, state]
                why: For the test.
              builds:
                change: append
                writers: [user]
                readers: [all]
                fields: {id: {type: string}, number: {type: integer}, result: {type: string}}
                required: [number]
                why: For the test.
            """;

    @TempDir
    Path folder;

    private TestHub hub;

    @BeforeEach
    void start() throws IOException {
        hub = hub("one");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void lines_become_rows_and_a_second_import_writes_nothing_new() throws IOException {
        Files.writeString(folder.resolve("builds.jsonl"), "{\"number\": 1, \"result\": \"ok\"}\n\n{\"number\": 2}\n");

        TestShell.Run first = shell(hub).run("table", "import", "builds", "builds.jsonl");
        TestShell.Run second = shell(hub).run("table", "import", "builds", "builds.jsonl");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).contains("Wrote 2 rows to builds");
        assertThat(second.out()).contains("Wrote 0 rows to builds, 2 were there already");
        assertThat(rows(hub, "builds")).isEqualTo(2);
    }

    @Test
    void a_line_that_does_not_fit_is_named_and_the_others_are_written() {
        String lines =
                "{\"id\": \"t1\", \"state\": \"open\"}\n{\"id\": \"t2\", \"state\": \"late\"}\n{\"id\": \"t3\", \"state\": \"done\"}\n";

        TestShell.Run run = shell(hub).typing(bytes(lines)).run("table", "import", "tasks");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.err()).contains("line 2: ", "/state");
        assertThat(run.out()).contains("Wrote 2 rows to tasks, 1 refused");
        assertThat(rows(hub, "tasks")).isEqualTo(2);
    }

    @Test
    void a_dry_run_sends_nothing_and_a_line_that_is_no_row_ends_it() {
        TestShell.Run dry = shell(hub)
                .typing(bytes("{\"id\": \"t1\", \"state\": \"open\"}"))
                .run("table", "import", "tasks", "--dry-run");
        TestShell.Run broken = shell(hub)
                .typing(bytes("{\"id\": \"t1\", \"state\": \"open\"}\nid;state\n"))
                .run("table", "import", "tasks");
        TestShell.Run keyless =
                shell(hub).typing(bytes("{\"state\": \"open\"}")).run("table", "import", "tasks");
        TestShell.Run unknown = shell(hub).typing(bytes("{}")).run("table", "import", "nothing");

        assertThat(dry.out()).contains("Would send 1 row to tasks");
        assertThat(broken.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(broken.err()).contains("Line 2 is not JSON");
        assertThat(keyless.err()).contains("Line 1 has no field id, which is the key of tasks");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.err()).contains("builds", "tasks");
        assertThat(rows(hub, "tasks")).isZero();
    }

    @Test
    void a_snapshot_of_one_hub_is_the_import_of_another() throws IOException {
        shell(hub).run("table", "put", "tasks", "t 1/ä", "state=open", "points:=3");
        shell(hub).run("table", "put", "tasks", "t2", "state=done");
        try (TestHub other = hub("two")) {
            TestShell.Run snapshot = shell(hub).run("table", "snapshot", "tasks");
            TestShell.Run imported = shell(other).typing(bytes(snapshot.out())).run("table", "import", "tasks");

            assertThat(snapshot.err()).contains("2 rows, complete");
            assertThat(imported.exitCode()).as(imported.err()).isZero();
            assertThat(rows(other, "tasks")).isEqualTo(2);
            assertThat(shell(other)
                            .run("table", "get", "tasks", "t 1/ä", "--output", "json")
                            .out())
                    .contains("\"points\" : 3");
        }
    }

    @Test
    void what_was_copied_is_read_when_the_hub_is_away() {
        shell(hub).run("table", "put", "tasks", "t1", "state=open", "points:=3");
        shell(hub).run("table", "put", "tasks", "t2", "state=done");
        TestShell shell = shell(hub);
        TestShell.Run synced = shell.run("sync", "tasks");
        assertThat(synced.exitCode()).as(synced.err()).isZero();
        hub.stop();
        try {
            TestShell.Run one = shell.run("table", "get", "tasks", "t1", "--output", "json");
            TestShell.Run some = shell.run("table", "show", "tasks", "--where", "state=done", "--output", "jsonl");
            TestShell.Run none = shell.run("table", "get", "tasks", "t9");
            TestShell.Run past = shell.run("table", "get", "tasks", "t1", "--as-of", "1");

            assertThat(one.exitCode()).as(one.err()).isZero();
            assertThat(one.out()).contains("\"points\" : 3");
            assertThat(one.err()).contains("hub unreachable; this is the copy of");
            assertThat(some.lines()).hasSize(1).first().asString().contains("\"key\":\"t2\"");
            assertThat(none.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(past.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        } finally {
            hub.open();
        }
    }

    private TestHub hub(String name) throws IOException {
        Path data = folder.resolve(name);
        Path matrix = folder.resolve(name + ".yaml");
        Files.writeString(matrix, MATRIX);
        HubConfig config = new HubConfig(data, null, HubConfig.DEFAULT_HOST, 0, false, null, null, matrix);
        return TestHub.start(config, Clock.systemUTC());
    }

    private TestShell shell(TestHub to) {
        return new TestShell(folder)
                .with("SIGNALBOX_URL", to.url().toString())
                .with("SIGNALBOX_KEY", to.key("user"))
                .with("SIGNALBOX_SYNC", "off");
    }

    private static int rows(TestHub hub, String table) {
        return hub.get("user", "/v1/tables/" + table + "/rows")
                .expect(200)
                .json()
                .path("items")
                .size();
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
