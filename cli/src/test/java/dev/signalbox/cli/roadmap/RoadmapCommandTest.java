package dev.signalbox.cli.roadmap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code signalbox roadmap …} against a real hub. */
class RoadmapCommandTest {
    private static final Path REAL =
            Path.of("src/test/resources/roadmap/ROADMAP.md").toAbsolutePath();

    @TempDir
    Path folder;

    private TestHub hub;
    private TestShell shell;

    @BeforeEach
    void start_a_hub_with_a_shell_beside_it() {
        hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC());
        shell = new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
    }

    @AfterEach
    void stop_the_hub() {
        hub.close();
    }

    @Test
    void items_are_added_moved_finished_and_listed() {
        done("roadmap", "add", "PRIORITY 1", "First");
        done("roadmap", "add", "PRIORITY 2", "Second", "--estimate", "2 weeks", "--link", "https://a.example");
        done("roadmap", "move", "priority 2", "--top");
        done("roadmap", "status", "PRIORITY 1", "in_progress", "--comment", "at work");

        TestShell.Run list = done("roadmap", "list");

        assertThat(list.lines().get(1)).contains("PRIORITY 2", "planned", "2 weeks", "admin", "Second");
        assertThat(list.lines().get(2)).contains("PRIORITY 1", "in progress");
        assertThat(done("roadmap", "list", "--status", "in_progress").out()).doesNotContain("PRIORITY 2");
        assertThat(done("roadmap", "show", "PRIORITY 1").out()).contains("in progress  at work", "version 2");
        done("roadmap", "remove", "PRIORITY 2", "--reason", "not now");
        assertThat(done("roadmap", "history", "PRIORITY 2").lines().get(0)).contains("removed", "not now");
        assertThat(done("roadmap", "history", "-o", "jsonl").lines()).hasSize(5);
    }

    @Test
    void a_file_is_imported_after_a_look_and_importing_what_was_exported_changes_nothing() throws IOException {
        TestShell.Run look = done("roadmap", "import", REAL.toString());
        assertThat(look.out())
                .contains("+ PRIORITY 2: Daemon asks before it spends ⚡", "in progress", "behind PRIORITY 1");
        assertThat(look.err()).contains("Legend", "6 to add", "Nothing was sent", "--apply");
        assertThat(done("roadmap", "list").out()).contains("Nothing is planned");

        done("roadmap", "import", REAL.toString(), "--apply");
        String exported = done("roadmap", "export").out();
        Path again = Files.writeString(folder.resolve("again.md"), exported);

        assertThat(done("roadmap", "import", again.toString()).out()).contains("The roadmap says that already.");
        assertThat(done("roadmap", "import", REAL.toString()).out()).contains("The roadmap says that already.");
        assertThat(done("roadmap", "export").out()).isEqualTo(exported);
        assertThat(done("roadmap", "history", "-o", "jsonl", "--limit", "500").lines())
                .hasSize(6);
    }

    @Test
    void a_changed_file_changes_what_differs_and_prunes_when_it_is_told_to() throws IOException {
        done("roadmap", "import", REAL.toString(), "--apply");
        String text = Files.readString(REAL)
                .replaceAll("(?s)A single place.*?(?=## PRIORITY 1)", "")
                .replaceAll("(?s)\\*\\*Last updated.*?(?=## PRIORITY 1)", "")
                .replaceAll("(?s)## Ideas.*?(?=## Docs)", "")
                .replace("**Status**: 🔄 In Progress", "**Status**: ✅ Complete")
                .replace("1. token bucket\n", "1. leaky bucket\n")
                .replaceAll("(?s)## Docs: .*", "");
        Path changed = Files.writeString(folder.resolve("changed.md"), text);

        TestShell.Run look = done("roadmap", "import", changed.toString(), "--prune");
        TestShell.Run applied = done("roadmap", "import", changed.toString(), "--prune", "--apply");

        assertThat(look.out())
                .contains(
                        "in progress → done",
                        "- 1. token bucket",
                        "+ 1. leaky bucket",
                        "- Docs: rewrite the first page");
        assertThat(applied.err()).contains("Done.");
        assertThat(done("roadmap", "list", "-o", "jsonl").lines()).hasSize(5);
        assertThat(done("roadmap", "import", changed.toString(), "--prune").out())
                .contains("says that already");
        assertThat(done("roadmap", "diff", "--as-of", "6").out()).isNotEmpty();
    }

    @Test
    void a_conflict_shows_both_sides_and_is_exit_code_5() {
        done("roadmap", "add", "A", "Old title");
        hub.post("daemon", "/v1/roadmap/A/status", "{\"status\":\"blocked\",\"comment\":\"no key\"}")
                .expect(200);

        TestShell.Run run = shell.run("roadmap", "edit", "A", "--title", "New title", "--if-version", "1");

        assertThat(run.exitCode()).isEqualTo(ExitCode.CONFLICT);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .containsSubsequence("FIELD", "WHEN YOU READ IT", "NOW", "YOURS (admin)")
                .containsPattern("status +planned +blocked +\\(daemon\\) +-")
                .containsPattern("title +Old title +Old title +New title");
        assertThat(shell.run("roadmap", "add", "a", "Another").exitCode()).isEqualTo(ExitCode.CONFLICT);
    }

    @Test
    void without_options_the_item_opens_in_the_editor() {
        done("roadmap", "add", "A", "Old", "--description", "text");
        shell.with("EDITOR", "sed -i -e 's/Old/New/' -e 's/planned/in progress/' -e 's/^text/more/'");

        done("roadmap", "edit", "A");

        JsonNode item = json("roadmap", "show", "A", "-o", "json");
        assertThat(item.path("title").textValue()).isEqualTo("New");
        assertThat(item.path("status").textValue()).isEqualTo("in_progress");
        assertThat(item.path("description").textValue()).isEqualTo("more");
        assertThat(done("roadmap", "edit", "A").out()).contains("Left as it was");
    }

    @Test
    void what_was_written_in_the_editor_is_kept_when_it_cannot_be_sent() throws IOException {
        done("roadmap", "add", "A", "Old");
        shell.with("EDITOR", "sed -i -e 's/^## .*/my long text/'");

        TestShell.Run run = shell.run("roadmap", "edit", "A");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("What you wrote is kept in ", "0 items");
        Path kept = Path.of(run.err().replaceAll("(?s).*kept in (\\S+).*", "$1"));
        assertThat(Files.readString(kept)).contains("my long text");
        Files.delete(kept);
    }

    @Test
    void without_an_editor_it_says_what_to_do() {
        done("roadmap", "add", "A", "Old");

        TestShell.Run run = shell.run("roadmap", "edit", "A");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("EDITOR");
    }

    @Test
    void an_edit_renames_and_takes_fields_away() {
        done("roadmap", "add", "A", "T", "--estimate", "2 d", "--link", "https://a.example");

        done("roadmap", "edit", "A", "--rename", "B", "--estimate", "", "--link", "");

        JsonNode item = json("roadmap", "show", "B", "-o", "json");
        assertThat(item.has("estimate")).isFalse();
        assertThat(item.path("links")).isEmpty();
        TestShell.Run gone = shell.run("roadmap", "show", "A");
        assertThat(gone.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(gone.err()).contains("signalbox roadmap list");
    }

    @Test
    void a_diff_tells_what_became_of_a_moment() {
        done("roadmap", "add", "A", "First");
        done("roadmap", "add", "B", "Second");
        String position = String.valueOf(
                json("roadmap", "history", "-o", "json").path("items").path(0).path("position"));
        done("roadmap", "status", "A", "done");
        done("roadmap", "move", "B", "--top");
        done("roadmap", "add", "C", "Third");

        TestShell.Run diff = done("roadmap", "diff", "--as-of", position);

        assertThat(diff.out()).contains("planned → done", "+ C: Third", "place");
        assertThat(done("roadmap", "diff", "--as-of", position, "--until", position)
                        .out())
                .contains("Nothing differs");
        assertThat(done("roadmap", "list", "--as-of", position, "-o", "jsonl").lines())
                .hasSize(2);
        assertThat(done("roadmap", "list", "--as-of", "1d").out()).contains("Nothing is planned");
        assertThat(shell.run("roadmap", "diff", "--as-of", "yesterday").exitCode())
                .isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_file_that_is_not_there_or_has_no_item_is_wrong_usage() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.md"), "# Nothing\n\nto do\n");
        Path latin = Files.write(folder.resolve("latin.md"), "## A 1: \u00e4".getBytes(StandardCharsets.ISO_8859_1));

        for (Path file : new Path[] {folder.resolve("missing.md"), empty, latin}) {
            TestShell.Run run = shell.run("roadmap", "import", file.toString());
            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.USAGE);
        }
    }

    @Test
    void a_plan_of_another_kind_is_looked_at_and_what_it_is_taken_for_is_said() throws IOException {
        Path plan = REAL.resolveSibling("now-next-later.md");

        TestShell.Run look = done("roadmap", "import", plan.toString());
        TestShell.Run other = done("roadmap", "import", plan.toString(), "--style", "h2", "--apply");
        TestShell.Run unknown = shell.run("roadmap", "import", plan.toString(), "--style", "waterfall");

        assertThat(look.out()).contains("+ Compare two weeks: Compare two weeks", "status      in progress");
        assertThat(look.err())
                .contains("is read as tasks, entries of lists with a box", "6 items", "Another way: --style")
                .contains("line 20: ", "6 to add", "Nothing was sent");
        assertThat(other.out()).contains("+ Now: Now", "+ Next: Next", "+ Later: Later");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.err()).contains("H1, H2, H3, H4, TASKS, TABLE");
    }

    @Test
    void a_file_that_is_not_understood_whole_removes_nothing() throws IOException {
        for (String key : new String[] {"Phase 1", "Phase 2", "Ideas"}) done("roadmap", "add", key, "Title");
        Path plan = Files.writeString(
                folder.resolve("plan.md"), "# Plan\n\n## Phase 1: One\n\n## Phase 3: Three\n\n## Ideas\n");

        TestShell.Run look = shell.run("roadmap", "import", plan.toString(), "--prune");
        TestShell.Run applied = shell.run("roadmap", "import", plan.toString(), "--prune", "--apply");

        assertThat(look.err()).contains("line 7: \"## Ideas\" is no item and was left out", "Nothing is removed");
        assertThat(look.out()).doesNotContain("- Phase 2");
        assertThat(applied.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(done("roadmap", "list").out()).contains("Phase 1", "Phase 2", "Phase 3", "Ideas");
    }

    /** P2 stands in the file still, in forms in which an item is not read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "### P2: Two",
                "- [ ] p2 — Two",
                "**P2: Two**",
                "<h2>P2</h2>",
                "| P-2 | Two | planned |",
                "TWO\n---",
                "<!-- P2 -->",
                "```\n## P2: Two\n```"
            })
    void an_item_that_stands_in_another_form_is_kept_and_told_with_its_line(String form) throws IOException {
        done("roadmap", "add", "P2", "Two");
        done("roadmap", "add", "P3", "Three");
        Path plan = Files.writeString(folder.resolve("plan.md"), "## P1: One\n\nwords\n\n" + form + "\n");

        TestShell.Run look = shell.run("roadmap", "import", plan.toString(), "--prune");
        TestShell.Run applied = shell.run("roadmap", "import", plan.toString(), "--prune", "--apply");

        for (TestShell.Run run : new TestShell.Run[] {look, applied}) {
            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.out()).doesNotContain("- P2");
            assertThat(run.err().replace("6", "5"))
                    .contains("kept P2: it stands in line 5, in a form that was not read");
            assertThat(run.err()).contains(" kept, ");
        }
        assertThat(done("roadmap", "list").out()).contains("P2");
    }

    @Test
    void all_faults_of_a_file_are_told_in_one_pass_a_line_each() throws IOException {
        Path plan = Files.writeString(
                folder.resolve("plan.md"),
                "## A 1: x\n\n## B 1: " + "y".repeat(501) + "\n\n## a 1: again\n\n## b 1: once more\n");

        TestShell.Run run = shell.run("roadmap", "import", plan.toString(), "--apply");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err().lines().map(String::strip))
                .contains(
                        "line 3: B 1: title has 501 characters; at most 500 are allowed",
                        "line 5: a 1 stands in line 1 already",
                        "line 7: b 1 stands in line 3 already");
        assertThat(done("roadmap", "list").out()).contains("Nothing is planned");
    }

    @Test
    void an_empty_roadmap_goes_out_and_in() throws IOException {
        Path file = Files.writeString(
                folder.resolve("empty.md"), done("roadmap", "export").out());

        assertThat(done("roadmap", "import", file.toString()).out()).contains("The file has no item; nothing changes.");
        TestShell.Run prune = shell.run("roadmap", "import", file.toString(), "--prune");
        assertThat(prune.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(prune.err())
                .contains(
                        "There is no item in", "Nothing was sent", "1 heading, no list entries", "roadmap remove KEY");
    }

    @Test
    void a_file_without_an_item_names_what_it_has() throws IOException {
        Path file = Files.writeString(folder.resolve("prose.md"), "# Notes\n\n## Overview\n\ntext\n\n### Why\n");

        TestShell.Run run = shell.run("roadmap", "import", file.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err())
                .contains("line 3: \"## Overview\"", "line 7: \"### Why\"")
                .contains("It has 3 headings, no list entries, no tables.")
                .contains("--style h2 reads 1 item: headings of the second level", "--style h3 reads 1 item")
                .doesNotContain("--style tasks", "--style table");
    }

    @Test
    void lists_without_boxes_and_files_of_nothing_say_what_could_be_tried() throws IOException {
        Path list = Files.writeString(folder.resolve("list.md"), "# To do\n\n- Sweep\n- Mend\n\n> - [ ] quoted\n");
        Path blank = Files.writeString(folder.resolve("blank.md"), "\n \n");

        TestShell.Run entries = shell.run("roadmap", "import", list.toString(), "--style", "h2");
        TestShell.Run nothing = shell.run("roadmap", "import", blank.toString());

        assertThat(entries.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(entries.err())
                .contains("read as h2", "1 heading, 3 list entries (1 with a box or a sign), no tables")
                .containsPattern("--style tasks reads \\d items?: entries of lists");
        assertThat(nothing.err())
                .contains("no headings, no list entries, no tables; it is empty", "## PRIORITY 1: Title");
    }

    private TestShell.Run done(String... arguments) {
        TestShell.Run run = shell.run(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private JsonNode json(String... arguments) {
        return Json.readLenient(done(arguments).out().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
