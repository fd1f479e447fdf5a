package dev.signalbox.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.TemporaryFolder;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.hub.TestHub;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @TempDir
    Path folder;

    @Test
    void plays_the_day_by_itself_and_leaves_nothing_behind() throws IOException {
        Set<Path> before = leftovers();

        TestShell.Run run = new TestShell(folder).run("demo");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .containsSubsequence(
                        "A hub is up",
                        "daemon   I ask: PRIORITY 3 needs a database",
                        "slack    demo-daemon asks: PRIORITY 3",
                        "Jane: sqlite is enough",
                        "I was told \"sqlite\"",
                        "\"sqlite\" by slack:U123 Jane through demo-bot (slack)",
                        "I set PRIORITY 3 to done",
                        "$ signalbox roadmap history 'PRIORITY 3'",
                        "demo-daemon  status in progress → done",
                        "I have asked the model",
                        "set up the database",
                        "$0.0087",
                        "write the migration gpt-4o",
                        "1.90s",
                        "20 reports wait in my outbox",
                        "I have heard of 0 steps",
                        "Steps I have heard of: 20",
                        "Lost: 0. Doubled: 0. In order: true.",
                        "question.answered");
        assertThat(leftovers()).isEqualTo(before);
    }

    @Test
    void lets_the_person_at_the_terminal_answer() {
        TestShell shell = new TestShell(folder)
                .onTerminals("012")
                .with("NO_COLOR", "1")
                .typing(new ByteArrayInputStream("mysql\npo\n".getBytes(StandardCharsets.UTF_8)));

        TestShell.Run run = shell.run("demo", "--answer-within", "60s");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("type sqlite or postgres", "I was told \"postgres\"", "\"postgres\" by admin (cli)");
        assertThat(run.out()).doesNotContain("Jane: ");
        assertThat(run.err())
                .as("the wrong word first")
                .contains("\"mysql\" is none of its answers. Once more", "sqlite, postgres");
    }

    @Test
    void plays_on_a_running_hub_and_takes_back_its_keys_and_what_it_posted() {
        try (TestHub hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC())) {
            TestShell shell =
                    new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());

            shell.run("notify", "mine");
            TestShell.Run run = shell.run("demo", "--auto");

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(hub.get("admin", "/v1/keys").text())
                    .contains("demo-daemon", "demo-bot")
                    .contains("revokedAt");
            assertThat(shell.run("inbox", "--count").result()).isEqualTo("1");
            assertThat(shell.run("inbox").out()).contains("mine");
            assertThat(run.out())
                    .contains("The inbox is as it was: the daemon's 21 notices are closed.")
                    .doesNotContain("./signalbox hub");
        }
    }

    @Test
    void breaks_no_word_at_the_edge_of_the_terminal() {
        TestShell shell =
                new TestShell(folder).onTerminals("1").with("NO_COLOR", "1").with("COLUMNS", "72");

        TestShell.Run run = shell.run("demo", "--auto");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.lines()).allSatisfy(line -> assertThat(Cells.width(line)).isLessThanOrEqualTo(72));
        assertThat(run.out()).contains("Now you, each in a terminal:", "$ ./signalbox hub");
    }

    private static Set<Path> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith(TemporaryFolder.PREFIX))
                    .collect(Collectors.toSet());
        }
    }
}
