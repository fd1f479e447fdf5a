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
import java.util.List;
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
                fields:
                  id: {type: string}
                  state: {enum: [open, done]}
                  points: {type: integer}
                  price: {type: number}
                  urgent: {type: boolean}
                  note: {type: [string, "null"]}
                  tags: {type: array}
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
        assertThat(second.out()).contains("Wrote 0 rows to builds, 2 unchanged");
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
    void a_dry_run_is_judged_like_the_real_thing_and_writes_nothing() {
        shell(hub).run("table", "put", "tasks", "there", "state=open");
        String lines = """
                {"id": "t1", "state": "open"}
                {"id": "there", "state": "open"}
                {"id": "t2", "state": "late", "points": "many", "colour": "red"}
                {"state": "open"}
                id;state
                {"id": "t1", "state": "done"}
                {"id": "..", "state": "done"}
                [1]
                {"id": "t3", "id": "t4", "state": "done"}
                {"id": 7, "state": "done"}
                """;

        TestShell.Run dry = shell(hub).typing(bytes(lines)).run("table", "import", "tasks", "--dry-run");
        int after = rows(hub, "tasks");
        TestShell.Run real = shell(hub).typing(bytes(lines)).run("table", "import", "tasks");

        assertThat(dry.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(dry.out()).contains("Would write 2 rows to tasks, 1 unchanged, 7 refused");
        assertThat(dry.err().lines().map(line -> line.replaceAll("(line \\d+: \\S+).*", "$1")))
                .containsExactlyInAnyOrder(
                        "line 3: /state",
                        "line 3: /points",
                        "line 3: /colour",
                        "line 4: has",
                        "line 5: is",
                        "line 6: the",
                        "line 7: has",
                        "line 8: is",
                        "line 9: is");
        assertThat(dry.err()).contains("line 6: the key t1 stands in line 1 already");
        assertThat(after).isEqualTo(1);
        assertThat(real.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(real.err()).isEqualTo(dry.err());
        assertThat(real.out()).contains("Wrote 2 rows to tasks, 1 unchanged, 7 refused");
        assertThat(rows(hub, "tasks")).isEqualTo(3);
    }

    @Test
    void a_dry_run_knows_rights_and_rows_that_never_change() {
        String lines = "{\"id\": \"b1\", \"number\": 1}\n{\"id\": \"b2\", \"number\": 2}\n";
        shell(hub).typing(bytes(lines)).run("table", "import", "builds");
        String changed = lines.replace("2}", "3}") + "{\"number\": 4}\n{\"number\": 4}\n";

        TestShell.Run dry = shell(hub).typing(bytes(changed)).run("table", "import", "builds", "--dry-run");
        TestShell.Run real = shell(hub).typing(bytes(changed)).run("table", "import", "builds");
        TestShell.Run viewer = shell(hub)
                .with("SIGNALBOX_KEY", hub.key("viewer"))
                .typing(bytes(lines))
                .run("table", "import", "builds", "--dry-run");

        assertThat(dry.out()).contains("Would write 1 row to builds, 1 unchanged, 2 refused");
        assertThat(dry.err()).contains("line 2: ", "its rows never change", "line 4: is the same row as line 3");
        assertThat(real.err()).isEqualTo(dry.err());
        assertThat(real.out()).contains("Wrote 1 row to builds, 1 unchanged, 2 refused");
        assertThat(viewer.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(viewer.out()).contains("Would write 0 rows to builds, 2 refused");
    }

    @Test
    void what_is_there_already_is_counted_as_unchanged() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 250; i++) lines.append("{\"id\": \"t").append(i).append("\", \"state\": \"open\"}\n");
        Files.writeString(folder.resolve("tasks.jsonl"), lines);

        TestShell.Run first = shell(hub).run("table", "import", "tasks", "tasks.jsonl");
        TestShell.Run second = shell(hub).run("table", "import", "tasks", "tasks.jsonl");
        TestShell.Run json = shell(hub).run("table", "import", "tasks", "tasks.jsonl", "--dry-run", "-o", "json");

        assertThat(first.out()).contains("Wrote 250 rows to tasks").doesNotContain("unchanged");
        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).contains("Wrote 0 rows to tasks, 250 unchanged");
        assertThat(json.out()).contains("\"unchanged\" : 250", "\"written\" : 0");
        assertThat(shell(hub).run("table", "get", "tasks", "t7", "-o", "json").out())
                .contains("\"version\" : 1,");
    }

    @Test
    void numbers_keep_all_their_digits_in_every_format() throws IOException {
        String big = "12345678901234567890";
        String exact = "0.30000000000000000004";
        Files.writeString(
                folder.resolve("a.json"),
                "[\n{\"id\": \"a\", \"state\": \"open\", \"points\": " + big + ", \"price\": " + exact + "},\n"
                        + "{\"id\": 9223372036854775807, \"state\": \"done\", \"price\": 100.0}]");
        Files.writeString(folder.resolve("b.csv"), "id,state,points,price\nb,open," + big + "," + exact + "\n");

        assertThat(shell(hub).run("table", "import", "tasks", "a.json").out()).contains("Wrote 2 rows");
        assertThat(shell(hub).run("table", "import", "tasks", "b.csv").out()).contains("Wrote 1 row ");

        for (String key : new String[] {"a", "b"}) {
            assertThat(shell(hub)
                            .run("table", "get", "tasks", key, "-o", "json")
                            .out())
                    .contains("\"points\" : " + big, "\"price\" : " + exact);
        }
        assertThat(shell(hub)
                        .run("table", "get", "tasks", "9223372036854775807", "-o", "json")
                        .out())
                .contains("\"id\" : \"9223372036854775807\"", "\"price\" : 100.0");
    }

    @Test
    void a_json_array_is_taken_and_told_where_it_is_broken() {
        TestShell.Run faults = shell(hub)
                .typing(bytes("[{\"id\": \"a\", \"state\": \"open\"},\n 7,\n\n{\"id\": \"b\", \"state\": \"late\"}]"))
                .run("table", "import", "tasks");
        TestShell.Run broken = shell(hub)
                .typing(bytes("[{\"id\": \"c\", \"state\": \"open\"},\n{\"id\": \"d\", \"state\" \"open\"}]"))
                .run("table", "import", "tasks");
        for (String lost : List.of(
                "[",
                "[{\"id\": \"z\"}",
                "[{\"id\": \"z\"},",
                "[{\"id\": \"z\"},]",
                "[,]",
                "[{\"id\": \"z\"}]]",
                "[{\"id\": \"z\"}] x",
                "[{\"id\": \"z\"} {\"id\": \"y\"}]",
                "[{\"id\": \"z",
                "[{\"id\": \"z\"",
                "[{\"id\": [}]")) {
            TestShell.Run cut = shell(hub).typing(bytes(lost)).run("table", "import", "tasks", "--dry-run");
            assertThat(cut.exitCode()).as(lost).isEqualTo(ExitCode.REFUSED);
        }
        TestShell.Run empty = shell(hub).typing(bytes("[]")).run("table", "import", "tasks");

        assertThat(faults.out()).contains("Wrote 1 row to tasks, 2 refused");
        assertThat(faults.err()).contains("line 2: is not a JSON object", "line 4: /state");
        assertThat(broken.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(broken.err()).contains("line 2: is not JSON: ");
        assertThat(broken.out()).contains("Wrote 1 row to tasks, 1 refused");
        assertThat(empty.exitCode()).as(empty.err()).isZero();
    }

    @Test
    void rows_of_an_array_that_share_a_line_are_told_apart_by_their_number() {
        TestShell.Run run = shell(hub)
                .typing(bytes("[ {\"id\": \"a\", \"state\": \"open\"}, {\"id\": \"b\", \"state\": \"late\"}, 7,\n"
                        + "{\"id\": \"c\", \"state\": \"late\"}, {\"id\": \"a\", \"state\": \"open\"},"
                        + " {\"id\": \"d\", \"state\": \"open\"}, {\"id\": \"d\", \"state\": \"open\"},, ]"))
                .run("table", "import", "tasks");

        assertThat(run.err())
                .contains(
                        "line 1, row 2: /state",
                        "line 1, row 3: is not a JSON object",
                        "line 2: /state",
                        "line 2, row 5: the key a stands in line 1 already",
                        "line 2, row 7: the key d stands in line 2, row 6 already",
                        "line 2, row 8: is not JSON from here on");
        assertThat(run.out()).contains("Wrote 2 rows to tasks, 6 refused");
    }

    @Test
    void a_bad_row_of_an_array_costs_itself_and_no_other_as_in_lines() {
        List<String> rows = List.of(
                "{\"id\": \"a\", \"state\": \"open\", \"note\": \"[{, \\\" ]\"}",
                "{\"id\": \"deep\", \"x\": " + "[".repeat(40) + "]".repeat(40) + "}",
                "{\"id\": \"b\", \"state\": \"open\"}",
                "{\"id\": \"deeper\", \"x\": " + "{\"y\":".repeat(2_000) + "1" + "}".repeat(2_000) + "}",
                "{\"id\": \"digits\", \"x\": " + "1".repeat(2_000) + "}",
                "{\"id\": \"name\", \"" + "k".repeat(300) + "\": 1}",
                "{\"id\": \"twice\", \"id\": \"twice\"}",
                "{\"id\": \"odd\", \"x\": 1e999}",
                "{\"id\": \"long\", \"x\": \"" + "l".repeat(1_000_000) + "\"}",
                "{\"id\": \"c\", \"state\": \"open\"}");
        TestShell.Run lines =
                shell(hub).typing(bytes(String.join("\n", rows))).run("table", "import", "tasks", "--dry-run");
        TestShell.Run array = shell(hub)
                .typing(bytes("[" + String.join("\n,", rows) + "\n]\n"))
                .run("table", "import", "tasks", "--dry-run");

        assertThat(array.out()).contains("3 rows", "7 refused").isEqualTo(lines.out());
        assertThat(array.err().replaceAll("column \\d+", "column"))
                .isEqualTo(lines.err().replaceAll("column \\d+", "column"));
    }

    @Test
    void objects_that_are_printed_over_several_lines_are_rows() {
        String printed = """
                {
                  "id": "a",
                  "note": "a { bracket, a quote \\" and [ more",
                  "tags": [
                    {
                      "b": []
                    }
                  ],
                  "state": "open"
                }
                {
                  "id": "b", "state": "done"
                }{"id": "c", "state": "open"}

                {"id": "d", "state": "open"}
                """.replace("}{\"id\": \"c\"", "}\r\n{\"id\": \"c\"");

        TestShell.Run run = shell(hub).typing(bytes("\uFEFF" + printed)).run("table", "import", "tasks");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("Wrote 4 rows to tasks");
        assertThat(shell(hub).run("table", "get", "tasks", "a", "-o", "json").out())
                .contains("a { bracket, a quote \\\" and [ more");
    }

    @Test
    void an_object_over_several_lines_that_is_broken_is_one_fault_with_its_line() {
        String broken = """
                {"id": "a", "state": "open"}
                {
                  "id": "b"
                  "state": "open"
                }
                {
                  "id": "c",
                  "state": "late"
                }
                {"id": "d", "state": "open"
                {"id": "e", "state": "op
                {"id": "f", "state": "open"}
                {
                  "id": "g",
                """;

        TestShell.Run run = shell(hub).typing(bytes(broken)).run("table", "import", "tasks");

        assertThat(run.out()).contains("Wrote 2 rows to tasks, 5 refused");
        assertThat(run.err()
                        .lines()
                        .filter(line -> line.startsWith("line "))
                        .map(line -> line.replaceAll("(line \\d+: \\S+ \\S+).*", "$1")))
                .containsExactlyInAnyOrder(
                        "line 2: is not",
                        "line 6: /state does",
                        "line 10: is not",
                        "line 11: is not",
                        "line 13: is not");
        assertThat(run.err()).containsPattern("line 2: is not JSON: .*\\(line 4, column 3\\)");
    }

    /** What is no row at all is one error, and nothing is written. */
    @Test
    void a_file_of_another_format_is_called_by_its_name_once() throws IOException {
        Files.write(folder.resolve("old.db"), "SQLite format 3\0 and more".getBytes(StandardCharsets.ISO_8859_1));
        Files.write(folder.resolve("rows.jsonl.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0});
        Files.write(folder.resolve("rows.csv"), new byte[] {'P', 'K', 3, 4, 20, 0, 0, 0});
        Files.writeString(folder.resolve("rows.xml"), "<rows>\n<row id='a'/>\n</rows>\n");
        Files.writeString(folder.resolve("dump.sql"), "INSERT INTO tasks VALUES ('a', 'open');\nCOMMIT;\n");
        Files.writeString(folder.resolve("rows.yaml"), "id: a\nstate: open\n");
        Files.writeString(folder.resolve("rows.md"), "| id | state |\n|---|---|\n| a | open |\n");

        String[][] told = {
            {"old.db", "old.db, this is a SQLite database, not text; export it: sqlite3 -json FILE"},
            {"rows.jsonl.gz", "this is a gzip archive, not text; unpack it: gunzip FILE"},
            {"rows.csv", "this is a ZIP archive, as XLSX, ODS and DOCX are, not text; save it as text"},
            {"rows.xml", "rows.xml begins with <, as XML and HTML do. Nothing was written."},
            {"dump.sql", "line 1: is \"INSERT INTO tasks VALUES"},
            {
                "rows.yaml",
                "line 1: is \"id: a\", which names no field of tasks; in CSV it has the names: id, note, points"
            },
            {"rows.md", "rows.md begins with |."}
        };
        for (String[] file : told) {
            TestShell.Run run = shell(hub).run("table", "import", "tasks", file[0]);
            assertThat(run.exitCode()).as(file[0]).isNotZero();
            assertThat(run.err()).contains(file[1]);
            assertThat(run.err().lines().count()).as(run.err()).isLessThanOrEqualTo(3);
        }
        TestShell.Run piped = shell(hub)
                .typing(new ByteArrayInputStream(Files.readAllBytes(folder.resolve("old.db"))))
                .run("table", "import", "tasks");
        TestShell.Run plan = shell(hub).run("roadmap", "import", "old.db");
        assertThat(piped.err()).contains("this is a SQLite database");
        assertThat(piped.exitCode()).isNotZero();
        assertThat(plan.err()).contains("this is a SQLite database");
        assertThat(rows(hub, "tasks")).isZero();
    }

    @Test
    void csv_is_read_by_the_schema_of_the_table() throws IOException {
        Files.writeString(
                folder.resolve("tasks.csv"),
                "id;state;points;price;urgent;note;tags\r\n"
                        + "007;open;12;1.50;t;\"two\r\nlines; \"\"quoted\"\"\";\"[1, \"\"x\"\"]\"\r\n"
                        + "b;done;;;;\"\";\r\n"
                        + "\r\n"
                        + "c;open;twelve;;;;\r\n"
                        + "d;open\r\n");

        TestShell.Run run = shell(hub).run("table", "import", "tasks", "tasks.csv");
        TestShell.Run twice =
                shell(hub).typing(bytes("id,state,id\na,open,b\n")).run("table", "import", "tasks");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.err()).contains("line 6: /points", "line 7: has 2 cells, and the first line 7 names");
        assertThat(run.out()).contains("Wrote 2 rows to tasks, 2 refused");
        assertThat(shell(hub).run("table", "get", "tasks", "007", "-o", "json").out())
                .contains("\"points\" : 12", "\"price\" : 1.50", "\"urgent\" : true", "two\\r\\nlines; \\\"quoted\\\"")
                .containsPattern("\"tags\" : \\[ 1, \"x\" ]");
        assertThat(shell(hub).run("table", "get", "tasks", "b", "-o", "json").out())
                .contains("\"note\" : \"\"")
                .doesNotContain("points", "urgent");
        assertThat(twice.err()).contains("line 1: has the name \"id\" twice");
        assertThat(twice.out()).contains("Wrote 0 rows");
    }

    @Test
    void text_in_another_encoding_is_refused_with_its_line() throws IOException {
        String text =
                "{\"id\": \"a\", \"state\": \"open\"}\n{\"id\": \"l1\", \"state\": \"open\", \"note\": \"Grüße\"}\n";
        Path latin = Files.write(folder.resolve("latin.jsonl"), text.getBytes(StandardCharsets.ISO_8859_1));
        Files.write(folder.resolve("wide.jsonl"), text.getBytes(StandardCharsets.UTF_16));
        Files.write(folder.resolve("marked.jsonl"), ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8));

        TestShell.Run file = shell(hub).run("table", "import", "tasks", "latin.jsonl");
        TestShell.Run dry = shell(hub).run("table", "import", "tasks", "latin.jsonl", "--dry-run");
        TestShell.Run wide = shell(hub).run("table", "import", "tasks", "wide.jsonl");
        TestShell.Run piped = shell(hub)
                .typing(new ByteArrayInputStream(Files.readAllBytes(latin)))
                .run("table", "import", "tasks");
        TestShell.Run one = shell(hub)
                .typing(new ByteArrayInputStream("{\"note\": \"ü\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .run("table", "put", "tasks", "x", "-");
        int written = rows(hub, "tasks");
        TestShell.Run marked = shell(hub).run("table", "import", "tasks", "marked.jsonl");

        assertThat(file.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(file.err()).contains("latin.jsonl, line 2: byte 42 (0xFC) is no UTF-8", "Nothing was written");
        assertThat(dry.err()).isEqualTo(file.err());
        assertThat(wide.err()).contains("wide.jsonl, this is UTF-16");
        assertThat(piped.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(piped.err()).contains("line 2: byte 42 (0xFC) is no UTF-8");
        assertThat(piped.out()).contains("Wrote 1 row to tasks, 1 refused");
        assertThat(one.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(one.err()).contains("line 1: byte 11 (0xFC) is no UTF-8");
        assertThat(written).isEqualTo(1);
        assertThat(marked.out()).contains("Wrote 1 row to tasks, 1 unchanged");
    }

    @Test
    void a_row_that_is_too_large_is_named_and_the_others_are_written() {
        String lines = "{\"id\": \"a\", \"state\": \"open\"}\n{\"id\": \"b\", \"state\": \"open\", \"note\": \""
                + "x".repeat(3_000_000)
                + "\"}\n{\"id\": \"c\", \"state\": \"open\", \"note\": \"" + "x".repeat(70_000) + "\"}\n"
                + "{\"id\": \"e\", \"state\": \"open\", \"note\": \"" + "x".repeat(950_000)
                + "\"}\n{\"id\": \"d\", \"state\": \"open\"}\n";

        TestShell.Run run = shell(hub).typing(bytes(lines)).run("table", "import", "tasks");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.err()).contains("line 2: has more than", "line 3: ", "line 4: the row has");
        assertThat(run.out()).contains("Wrote 2 rows to tasks, 3 refused");
    }

    @Test
    void a_table_that_there_is_not_is_wrong_usage() {
        TestShell.Run unknown = shell(hub).typing(bytes("{}")).run("table", "import", "nothing");

        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unknown.err()).contains("builds", "tasks");
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
