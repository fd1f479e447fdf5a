package dev.signalbox.cli.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.table.TestTables;
import dev.signalbox.wire.Json;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code signalbox table} against a real hub. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TableCommandTest {
    @TempDir
    Path folder;

    private TestHub hub;
    private TestShell shell;

    @BeforeEach
    void start() {
        hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC());
        hub.declare(TestTables.tasks(), TestTables.runs(), TestTables.clicks());
        shell = new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void rows_are_put_shown_patched_and_deleted() {
        TestShell.Run put =
                shell.run("table", "put", "tasks", "PRIORITY 3/a", "state=running", "points:=3", "urgent:=true");
        shell.run("table", "put", "tasks", "b", "{\"state\": \"done\"}");
        TestShell.Run patch = shell.run("table", "patch", "tasks", "PRIORITY 3/a", "state=done", "urgent:=null");
        TestShell.Run show = shell.run("table", "show", "tasks", "--where", "points=3");
        TestShell.Run get = shell.run("table", "get", "tasks", "PRIORITY 3/a");
        TestShell.Run delete = shell.run("table", "delete", "tasks", "b", "--if-version", "1");

        assertThat(put.exitCode()).as(put.err()).isZero();
        assertThat(put.out()).contains("Put tasks/PRIORITY 3/a", "version 1");
        assertThat(patch.out()).contains("Patched", "version 2");
        assertThat(show.lines().get(0))
                .contains("KEY", "state", "points", "VERSION", "BY")
                .doesNotContain("urgent");
        assertThat(show.lines()).hasSize(2);
        assertThat(show.lines().get(1)).contains("PRIORITY 3/a", "done", "3", "2", "admin");
        assertThat(get.out()).contains("tasks/PRIORITY 3/a", "state", "done", "by admin at");
        assertThat(delete.out()).contains("Deleted tasks/b", "version 2");
        assertThat(shell.run("table", "show", "tasks", "--quiet").lines()).containsExactly("PRIORITY 3/a");
    }

    @ParameterizedTest
    @CsvSource({"questions, docs/migrating.md", "notifications, docs/migrating.md", "roadmap, roadmap import FILE"})
    void a_built_in_table_takes_no_rows_and_says_what_to_do(String table, String next) {
        TestShell.Run run = shell.run("table", "import", table, "rows.json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(table + " is built in", next);
    }

    @Test
    void an_import_with_a_key_that_may_read_no_table_says_which_key_may() {
        TestShell.Run run = new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .with("SIGNALBOX_KEY", hub.key("admin"))
                .run("table", "import", "taks", "rows.json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("no declared table taks", "It may read ", "tasks", "An admin key reads all.");
    }

    @Test
    void a_stale_version_ends_with_exit_code_5_and_the_reason() {
        shell.run("table", "put", "tasks", "a", "state=running");
        shell.run("table", "put", "tasks", "a", "state=done");

        TestShell.Run stale = shell.run("table", "put", "tasks", "a", "state=failed", "--if-version", "1");

        assertThat(stale.exitCode()).isEqualTo(ExitCode.CONFLICT);
        assertThat(stale.err())
                .contains("tasks/a is at version 2, you expected 1", "signalbox table history tasks \"a\"");
    }

    @Test
    void the_history_is_a_readable_diff_and_the_past_can_be_looked_at() {
        String position = shell.run("table", "put", "tasks", "a", "state=running", "-o", "jsonl")
                .result();
        position = json(position).path("position").asText();
        shell.run("table", "patch", "tasks", "a", "state=done", "owner=jane");

        TestShell.Run history = shell.run("table", "history", "tasks", "a");
        TestShell.Run before = shell.run("table", "get", "tasks", "a", "--as-of", position, "-o", "json");
        TestShell.Run list = shell.run("table", "show", "tasks", "--as-of", position, "-o", "jsonl");

        assertThat(history.lines().get(0)).contains("version 2", "tasks.patched", "by admin");
        assertThat(history.lines()).contains("  state: running -> done", "  owner: jane");
        assertThat(json(before.result()).at("/row/state").textValue()).isEqualTo("running");
        assertThat(json(list.result()).at("/row/state").textValue()).isEqualTo("running");
    }

    @Test
    void the_past_is_named_by_an_age_a_date_or_a_time_and_nothing_else_is_asked_of_the_hub() {
        shell.run("table", "put", "tasks", "a", "state=running");

        for (String past : List.of("2d", "2d ago", "PT48H", "2020-01-01", "2020-01-01T08:00:00Z")) {
            TestShell.Run show = shell.run("table", "show", "tasks", "--as-of", past);
            assertThat(show.exitCode()).as(past + show.err()).isZero();
            assertThat(show.err()).contains("No such rows");
            TestShell.Run get = shell.run("table", "get", "tasks", "a", "--as-of", past);
            assertThat(get.exitCode()).as(past + get.err()).isEqualTo(ExitCode.REFUSED);
            TestShell.Run export = shell.run("roadmap", "export", "--as-of", past);
            assertThat(export.exitCode()).as(past + export.err()).isZero();
        }
        for (String command : List.of("show tasks", "get tasks a")) {
            List<String> words = new ArrayList<>(List.of("table"));
            words.addAll(List.of(command.split(" ", -1)));
            words.addAll(List.of("--as-of", "yesterday"));
            TestShell.Run wrong = shell.run(words.toArray(String[]::new));
            assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(wrong.err()).contains("no moment", "2d").doesNotContain("query parameter");
        }
    }

    @Test
    void appending_with_one_id_twice_adds_one_row() {
        TestShell.Run first = shell.run("table", "append", "clicks", "note=x", "--id", "click-1", "--quiet");
        TestShell.Run again = shell.run("table", "append", "clicks", "note=x", "--id", "click-1", "--quiet");

        assertThat(first.result()).isEqualTo("click-1").isEqualTo(again.result());
        assertThat(shell.run("table", "show", "clicks", "--quiet").lines()).hasSize(1);
        TestShell.Run put = shell.run("table", "put", "clicks", "click-1", "note=y");
        assertThat(put.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(put.err()).contains("append-only");
    }

    @Test
    void the_tables_are_listed_with_what_you_may_do() {
        shell.run("table", "put", "tasks", "a", "state=running");

        TestShell.Run list = shell.run("table", "list");
        JsonNode json = json(shell.run("table", "list", "-o", "json").result());

        assertThat(list.lines())
                .anySatisfy(line -> assertThat(line).contains("tasks", "1", "merge", "read, write", "a test"));
        assertThat(list.lines()).anySatisfy(line -> assertThat(line).contains("questions", "commands", "read"));
        assertThat(json.path("items").findValuesAsText("name")).contains("tasks", "runs", "clicks", "notifications");
    }

    @Test
    void every_fault_of_a_row_is_named() {
        TestShell.Run run = shell.run("table", "put", "tasks", "a", "state=late", "points=many");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.err()).contains("/state", "/points");
    }

    @Test
    void what_is_no_field_is_told_before_anything_is_sent() {
        assertThat(shell.run("table", "put", "tasks", "a", "state").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(shell.run("table", "put", "tasks", "a", "points:=x").err())
                .contains("points:=x", "For a text write");
        assertThat(shell.run("table", "put", "tasks", "a", "[1]").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(shell.run("table", "show", "tasks", "--where", "x").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(shell.run("table").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void tail_shows_what_happens_to_rows_in_a_line_each() {
        shell.run("table", "put", "tasks", "a", "state=running", "points:=3", "note=x");
        shell.run("table", "patch", "tasks", "a", "state=done", "note:=null");
        shell.run("table", "delete", "tasks", "a");

        TestShell.Run tail = shell.run("tail", "--after", "start", "--types", "tasks.*", "--count", "3");

        assertThat(tail.lines().get(0)).contains("tasks.put", "admin", "state=running points=3 note=x", "tasks/a");
        assertThat(tail.lines().get(1)).contains("tasks.patched", "state=done -note", "tasks/a");
        assertThat(tail.lines().get(2)).contains("tasks.deleted", "tasks/a");
    }

    @Test
    void a_row_may_come_from_standard_input() {
        String row = Json.writeText(Json.object().put("state", "done").put("note", "a \"quoted\" text"));

        TestShell.Run put = shell.typing(new ByteArrayInputStream(row.getBytes(StandardCharsets.UTF_8)))
                .run("table", "put", "tasks", "a", "-");

        assertThat(put.exitCode()).as(put.err()).isZero();
        assertThat(json(shell.run("table", "get", "tasks", "a", "-o", "json").result())
                        .at("/row/note")
                        .textValue())
                .isEqualTo("a \"quoted\" text");
    }

    private static JsonNode json(String text) {
        return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
