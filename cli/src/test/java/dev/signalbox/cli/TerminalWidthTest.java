package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.text.Cells;
import dev.signalbox.hub.TestHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person sees fits the terminal; what a program reads is whole. */
class TerminalWidthTest {
    private static final String LONG =
            "A title that goes on and on, over the edge of every terminal that is 80 wide, 完了, "
                    + "with more words than anybody reads, and then some more";

    @TempDir
    static Path folder;

    private static TestHub hub;

    @BeforeAll
    static void a_hub_with_long_texts() throws IOException {
        Files.writeString(folder.resolve("signalbox.yaml"), """
                tables:
                  narrative_executions_of_the_bot:
                    change: replace
                    writers: [bot]
                    readers: [daemon, user]
                    fields: {id: {type: string}, state: {enum: [running, done, failed]}}
                    why: The bot runs narratives; everybody else only looks, from morning to evening and on.
                """);
        hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC());
        TestShell shell = plain();
        shell.run(
                "keys", "create", "a-daemon-with-a-rather-long-name-of-its-own", "--role", "daemon", "--expires", "9d");
        shell.run(
                "ask", LONG, "--option", "sqlite", "--option", "postgres", "--expires", "4h", "--body", "Why: " + LONG);
        shell.run("ask", LONG, "--approval");
        shell.run("ask", "Short?");
        shell.run(
                "notify",
                LONG,
                "--tag",
                "one",
                "--tag",
                "two",
                "--link",
                "https://ci.example.org/builds/1",
                "--dedup",
                "k");
        shell.run("roadmap", "add", "PRIORITY 1", LONG);
        shell.run("inbox");
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @ParameterizedTest
    @CsvSource({
        "80, inbox",
        "80, inbox --all",
        "80, events",
        "80, tail --after start --count 8",
        "80, keys list",
        "80, table list",
        "80, ownership",
        "80, ownership questions",
        "80, table show questions",
        "80, status",
        "80, roadmap list",
        "80, projections list",
        "80, config check",
        "80, config apply --dry-run",
        "80, config plan",
        "80, schema status",
        "80, schema version",
        "60, config check",
        "60, show 1",
        "80, show 1",
        "60, inbox",
        "60, events",
        "60, keys list",
        "100, inbox",
        "132, events",
        "132, keys list",
        "132, inbox",
        "80, recall a*",
        "60, recall a*"
    })
    void no_line_is_wider_than_the_terminal(int columns, String command) {
        TestShell.Run run = onTerminal(columns).run(command.split(" ", -1));

        assertThat(run.out().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(Cells.width(line)).as(line).isLessThanOrEqualTo(columns));
    }

    @ParameterizedTest
    @ValueSource(strings = {"inbox", "events", "keys list", "table list"})
    void a_program_gets_all_of_it(String command) {
        TestShell.Run run = plain().with("COLUMNS", "80").run(command.split(" ", -1));

        assertThat(run.out()).doesNotContain("…");
        if (!command.contains(" ")) assertThat(run.out()).contains(LONG);
    }

    @Test
    void the_options_of_a_question_are_whole_where_the_prompt_is_cut() {
        List<String> lines = onTerminal(80).run("inbox").lines();

        assertThat(lines).anySatisfy(line -> assertThat(line).contains("[sqlite | postgres]"));
        assertThat(lines).anySatisfy(line -> assertThat(line).contains("[approve | decline]"));
    }

    @Test
    void the_ids_of_keys_are_short_and_are_taken_for_the_whole() {
        String id = plain().run("keys", "create", "gone", "--role", "viewer", "-o", "json")
                .out()
                .replaceAll("(?s).*\"id\" : \"([^\"]+)\".*", "$1");
        String line = onTerminal(80).run("keys", "list").lines().stream()
                .filter(each -> each.contains("gone"))
                .findFirst()
                .orElseThrow();
        String shown = line.split(" ", 2)[0];

        TestShell.Run revoked = plain().run("keys", "revoke", shown);

        assertThat(shown.length()).isLessThan(36);
        assertThat(id).startsWith(shown);
        assertThat(revoked.exitCode()).as(revoked.err()).isZero();
    }

    private static TestShell plain() {
        return new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
    }

    private static TestShell onTerminal(int columns) {
        return plain().onTerminals("012").with("NO_COLOR", "1").with("COLUMNS", Integer.toString(columns));
    }
}
