package dev.signalbox.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.HubRun;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** signalbox config and signalbox ownership, as an operator uses them. */
class ConfigCommandTest {
    private static final String FILE = """
            roles: {observer: {description: "looks"}}
            tables:
              runs: {change: replace, writers: [bot], readers: [observer], why: "The bot runs."}
            """;

    @TempDir
    Path folder;

    @Nested
    class Without_a_hub {
        @Test
        void a_good_file_is_exit_code_0() throws IOException {
            write("signalbox.yaml", FILE);

            TestShell.Run run = new TestShell(folder).run("config", "check");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("Good: signalbox.yaml", "6 roles");
        }

        @Test
        void every_fault_is_on_a_line_of_its_own_with_file_and_line() throws IOException {
            write(
                    "team.yaml",
                    "roles:\n  boss: {}\ntables:\n  runs: {change: often, writers: [bot], readers: all, why: x}\n");

            TestShell.Run run = new TestShell(folder).run("config", "check", "team.yaml");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines())
                    .anySatisfy(
                            line -> assertThat(line).contains("team.yaml line 2: roles.boss.description: is missing"))
                    .anySatisfy(
                            line -> assertThat(line).contains("team.yaml line 4: tables.runs.change: must be append"));
        }

        @Test
        void words_of_yaml_1_1_are_what_they_look_like() throws IOException {
            write("signalbox.yaml", """
                    roles: {on: {description: works}, off: {description: sleeps}}
                    tables:
                      lamps:
                        change: replace
                        writers: [on]
                        readers: [on, off]
                        fields: {id: {type: string}, light: {enum: [on, off]}, country: {enum: [no, SE]}}
                        why: Lamps of all countries.
                    """);

            TestShell.Run run = new TestShell(folder).run("config", "check");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("7 roles");
        }

        @Test
        void many_faults_are_counted_and_none_shares_its_line_with_another() throws IOException {
            write(
                    "signalbox.yaml",
                    "tables:\n  a: {change: often, colour: red, readers: [nobody]}\n  a: {}\nroles: {on: {}}\n");

            TestShell.Run run = new TestShell(folder).run("config", "check");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.err().lines().toList()).hasSize(8).first().asString().contains("has 7 faults");
            assertThat(run.err().lines().skip(1)).allMatch(line -> line.matches("  signalbox.yaml line \\d+: .*"));
        }

        @Test
        void a_file_in_another_encoding_is_told_with_its_line_and_one_with_a_mark_is_read() throws IOException {
            Path file = folder.resolve("signalbox.yaml");
            Files.write(file, ("\uFEFF" + FILE).getBytes(StandardCharsets.UTF_8));
            assertThat(new TestShell(folder).run("config", "check").exitCode()).isZero();

            Files.write(file, FILE.replace("looks", "Grüße").getBytes(StandardCharsets.ISO_8859_1));
            TestShell.Run latin = new TestShell(folder).run("config", "check");
            Files.write(file, FILE.getBytes(StandardCharsets.UTF_16));
            TestShell.Run wide = new TestShell(folder).run("config", "check");

            assertThat(latin.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(latin.err()).contains("signalbox.yaml, line 1: byte 36 (0xFC) is no UTF-8; save it as UTF-8");
            assertThat(wide.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(wide.err()).contains("signalbox.yaml, this is UTF-16");
        }

        @Test
        void faults_are_data_for_programs() throws IOException {
            write("signalbox.yaml", "tables: {runs: {}}");

            TestShell.Run run = new TestShell(folder).run("config", "check", "--output", "json");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            JsonNode fault = json(run).at("/faults/0");
            assertThat(fault.path("line").intValue()).isEqualTo(1);
            assertThat(fault.path("path").textValue()).startsWith("tables.runs.");
        }

        @Test
        void a_file_that_is_not_there_is_wrong_usage() {
            TestShell.Run run = new TestShell(folder).run("config", "check", "nowhere.yaml");

            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("There is no file", "nowhere.yaml");
        }

        @Test
        void the_shipped_matrix_is_printed_as_a_file() {
            TestShell.Run run = new TestShell(folder).run("config", "default");

            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).contains("question.answer: [bot, user]", "daemon_task_queue:");
        }
    }

    @Nested
    class With_a_hub {
        @Test
        void a_file_is_applied_after_a_look_at_what_it_changes() throws IOException {
            write("signalbox.yaml", FILE);
            try (TestHub hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC())) {
                TestShell shell =
                        new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());

                TestShell.Run dry = shell.run("config", "apply", "--dry-run");
                assertThat(dry.out()).contains("Would change:", "role observer added", "table runs added (replace)");
                assertThat(shell.run("ownership").out()).contains("The shipped matrix");

                TestShell.Run applied = shell.run("config", "apply");
                assertThat(applied.exitCode()).as(applied.err()).isZero();
                assertThat(applied.out()).contains("Applied signalbox.yaml, version 1", "table runs added (replace)");
                assertThat(shell.run("config", "apply").out()).contains("version 1", "nothing changes");

                TestShell.Run shown = shell.run("ownership");
                assertThat(shown.out().lines())
                        .anySatisfy(line -> assertThat(line).matches("runs +replace +bot +observer +The bot runs\\."))
                        .anySatisfy(line -> assertThat(line).contains("daemon_task_queue", "daemon, in its own store"));
                assertThat(shown.out()).contains("Version 1, applied by admin");
                assertThat(shell.run("ownership", "runs").out()).contains("key", "id", "runs.*");
                assertThat(shell.run("ownership", "rums").exitCode()).isEqualTo(ExitCode.REFUSED);
                assertThat(json(shell.run("ownership", "--output", "json"))
                                .path("version")
                                .intValue())
                        .isEqualTo(1);
                assertThat(shell.run("keys", "create", "eye", "--role", "observer")
                                .exitCode())
                        .isZero();

                write("signalbox.yaml", "{}");
                TestShell.Run refused = shell.run("config", "apply");
                assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
                assertThat(refused.err()).contains("would leave data behind", "keys have it: eye", "keys revoke");
            }
        }
    }

    @Nested
    class Before_it_is_applied {
        private static final String FEWER = FILE.replace("writers: [bot]", "writers: [daemon]");

        @Test
        void a_plan_tells_risks_rows_and_keys_and_what_loses_something_wants_a_word() throws IOException {
            write("signalbox.yaml", FILE);
            try (TestHub hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC())) {
                TestShell shell =
                        new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
                assertThat(shell.run("config", "apply").exitCode()).isZero();
                assertThat(shell.with("SIGNALBOX_KEY", hub.key("bot"))
                                .run("table", "put", "runs", "one", "state=done")
                                .exitCode())
                        .isZero();
                shell.with("SIGNALBOX_KEY", "");

                write("signalbox.yaml", FEWER);
                TestShell.Run plan = shell.run("config", "plan");
                assertThat(plan.exitCode()).as(plan.err()).isZero();
                assertThat(plan.out()).contains("lossy", "bot can no longer write runs", "keys: bot", "--expect ");
                String hash = shell.run("config", "plan", "--quiet").result();
                assertThat(json(shell.run("config", "plan", "-o", "json"))
                                .at("/hash")
                                .textValue())
                        .isEqualTo(hash);

                TestShell.Run silent = shell.run("config", "apply");
                assertThat(silent.exitCode()).isEqualTo(ExitCode.USAGE);
                assertThat(silent.err()).contains("nobody to ask", "bot can no longer write runs", "--expect " + hash);
                TestShell.Run no = shell.onTerminals("012").typing(typed("n\n")).run("config", "apply");
                assertThat(no.exitCode()).isEqualTo(ExitCode.USAGE);
                assertThat(no.err())
                        .contains("bot can no longer write runs", "signalbox backup create", "Nothing was applied");
                assertThat(shell.typing(typed("y\n")).run("config", "apply").out())
                        .contains("version 2");
                shell.onTerminals("");

                assertThat(shell.run("config", "apply", "--expect", hash).exitCode())
                        .isEqualTo(ExitCode.CONFLICT);
                assertThat(shell.run("config", "apply", "--expect", "no").exitCode())
                        .isEqualTo(ExitCode.USAGE);
                assertThat(hub.key("daemon")).isNotEmpty();
                write("signalbox.yaml", FEWER + "backups: {to: copies, every: 24h}\n");
                assertThat(shell.run("config", "apply").out()).contains("version 3");
                write("signalbox.yaml", FILE + "backups: {to: copies, every: 24h}\n");
                TestShell.Run saved = shell.run("config", "apply", "--yes");
                assertThat(saved.exitCode()).as(saved.err()).isZero();
                assertThat(saved.err()).contains("Backup ", "was made before");

                write("signalbox.yaml", "{}");
                TestShell.Run blocked = shell.run("config", "plan");
                assertThat(blocked.exitCode()).isEqualTo(ExitCode.REFUSED);
                assertThat(blocked.out()).contains("blocked", "table runs has 1 rows", "It is refused");
                write("signalbox.yaml", FILE);
                assertThat(shell.run("config", "apply", "--yes").out()).contains("version 5");
                String back = shell.run("config", "plan", "--quiet").result();
                assertThat(shell.run("config", "apply", "--expect", back).out()).contains("nothing changes");
            }
        }

        private static ByteArrayInputStream typed(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A hub as a process of its own, since a signal goes to a process. */
    @Test
    void a_signal_makes_the_hub_read_its_file_again() throws Exception {
        write("signalbox.yaml", FILE);
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            TestShell shell =
                    new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
            assertThat(shell.run("ownership").out()).contains("Version 1, applied by signalbox");

            write("signalbox.yaml", FILE + "rateLimits: {bot: {requests: 5}}\n");
            hub.hangUp();
            Eventually.until(
                    "the file is in force", () -> shell.run("ownership").out().contains("Version 2"));

            write("signalbox.yaml", "tables: {runs: {}}");
            hub.hangUp();
            Eventually.until("the fault is told", () -> hub.said().contains("not applied"));
            assertThat(shell.run("ownership").out()).contains("Version 2");
        }
    }

    @Test
    void two_files_are_a_question_and_not_a_guess() throws IOException {
        write("signalbox.yaml", FILE);
        Files.createDirectory(folder.resolve("signalbox-data"));
        write("signalbox-data/signalbox.yaml", FILE);

        TestShell.Run run = new TestShell(folder).run("hub", "--port", "0");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("There are two files", "--config FILE");
    }

    private Path write(String name, String yaml) throws IOException {
        return Files.writeString(folder.resolve(name), yaml);
    }

    private static JsonNode json(TestShell.Run run) {
        return Json.readLenient(run.out().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
