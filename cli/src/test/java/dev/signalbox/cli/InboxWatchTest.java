package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.text.Cells;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inbox that stays, for people and for programs. */
class InboxWatchTest {
    private static final Pattern STEERING = Pattern.compile("\u001b\\][^\u0007]*\u0007|\u001b\\[[0-9;?]*[a-zA-Z]");

    @TempDir
    Path folder;

    private TestHub hub;
    private TestShell shell;
    private TestShell.Live watch;

    @BeforeEach
    void start_a_hub() {
        hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC());
        shell = plain();
    }

    @AfterEach
    void stop() {
        watch.hangUp();
        shell.run("ask", "The last word?", "--priority", "5", "--tag", "ops");
        try {
            assertThat(watch.end().exitCode()).as(watch.err()).isZero();
        } finally {
            hub.close();
        }
    }

    @Test
    void without_a_terminal_it_is_a_line_a_change_through_a_restart_of_the_hub() {
        shell.run("ask", "First?", "--approval");
        watch = shell.start("inbox", "--watch");
        Eventually.assertThat(
                () -> assertThat(watch.out()).contains("new  question  admin  First? [approve | decline]"));

        String notice = shell.run("notify", "Built", "--quiet").result();
        Eventually.assertThat(() -> assertThat(watch.out()).contains("new  notice  admin  Built"));
        hub.restart();
        shell.run("inbox");
        shell.run("answer", "1", "approve");
        shell.run("resolve", notice);

        Eventually.assertThat(() -> assertThat(watch.out())
                .contains(
                        "answered  question  admin  First?",
                        "\"approve\" by admin (cli)",
                        "resolved  notice  admin  Built"));
        assertThat(watch.out().lines()).hasSize(4);
        assertThat(watch.out()).doesNotContain("\u001b", "\u0007");
    }

    @Test
    void for_programs_each_change_is_a_document() {
        watch = shell.start("inbox", "--watch", "--questions", "--tag", "ops", "-o", "jsonl");
        shell.run("ask", "Not this?");
        shell.run("notify", "nor this", "--tag", "ops");
        String id = shell.run("ask", "This?", "--tag", "ops", "--quiet").result();
        Eventually.assertThat(() -> assertThat(watch.out()).contains("This?"));
        shell.run("cancel", id);
        Eventually.assertThat(() -> assertThat(watch.out().lines()).hasSize(2));

        List<JsonNode> lines = watch.out().lines().map(InboxWatchTest::json).toList();

        assertThat(lines).extracting(line -> line.path("change").asText()).containsExactly("new", "cancelled");
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.path("id").asText()).isEqualTo(id));
    }

    @Test
    void on_a_terminal_the_list_is_drawn_again_and_what_comes_is_heard() {
        shell.run("ask", "First?", "--approval");
        watch = onTerminal().start("inbox", "--watch");
        Eventually.assertThat(() -> assertThat(screen()).contains("1 question, 0 notices", "1  question", "First?"));
        assertThat(watch.out()).as("no bell for what was there").doesNotContain(asHeard("First?"));

        hub.post("daemon", "/v1/questions", "{\"prompt\": \"Now\\u0007\\u001b[2J?\", \"priority\": 5}")
                .expect(201);
        Eventually.assertThat(
                () -> assertThat(watch.out()).contains("\u001b]2;(2) Signalbox: Now[2J?\u0007", asHeard("Now[2J?")));
        assertThat(STEERING.matcher(watch.out()).replaceAll("")).as("the bell").contains("\u0007");

        assertThat(screen().lines())
                .allSatisfy(line -> assertThat(Cells.width(line)).isLessThanOrEqualTo(80));
        assertThat(screen().lines().filter(line -> line.contains("question  ")))
                .as("the new one is above, and takes no number away")
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("2 ").contains("Now[2J?"),
                        line -> assertThat(line).startsWith("1 ").contains("First?"));
        shell.run("answer", "1", "approve");
        Eventually.assertThat(
                () -> assertThat(screen()).contains("1 question, 0 notices").doesNotContain("First?"));
        assertThat(shell.run("answer", "1", "decline").err())
                .as("numbers stay what they were")
                .contains("approve");
    }

    @Test
    void the_screen_stays_while_the_hub_is_away_and_is_true_when_it_is_back() {
        shell.run("ask", "First?", "--approval");
        watch = onTerminal().start("inbox", "--watch");
        Eventually.assertThat(() -> assertThat(screen()).contains("First?"));

        hub.stop();
        Eventually.assertThat(() -> assertThat(screen()).contains("First?", "The hub is away"));
        hub.open();
        shell.run("ask", "Second?");

        Eventually.assertThat(
                () -> assertThat(screen()).contains("First?", "Second?").doesNotContain("The hub is away"));
    }

    @Test
    void where_the_desktop_takes_notes_it_gets_them_and_no_terminal_code() throws Exception {
        Path told = folder.resolve("told");
        Path command = Files.writeString(
                Files.createDirectories(folder.resolve("bin")).resolve("notify-send"),
                "#!/bin/sh\nfor word in \"$@\"; do echo \"$word\"; done >>'" + told + "'\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwxr-xr-x"));
        watch = onTerminal().with("PATH", folder.resolve("bin").toString()).start("inbox", "--watch");
        Eventually.assertThat(() -> assertThat(screen()).contains("Nothing waits for you"));

        shell.run("notify", "quiet", "--priority", "3");
        shell.run("ask", "<b>Loud</b> & clear?");

        Eventually.assertThat(() -> assertThat(told).exists());
        Eventually.assertThat(() -> assertThat(told).hasContent("""
                        --app-name=Signalbox
                        --
                        Signalbox: admin asks
                        &lt;b&gt;Loud&lt;/b&gt; &amp; clear?
                        """));
        assertThat(watch.out()).doesNotContain("\u001b]9;");
    }

    private TestShell plain() {
        return new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
    }

    private TestShell onTerminal() {
        return plain().onTerminals("012")
                .with("NO_COLOR", "1")
                .with("TERM", "xterm")
                .with("COLUMNS", "80");
    }

    private static String asHeard(String words) {
        return "\u001b]9;Signalbox: daemon asks: " + words + "\u0007";
    }

    /** What the last drawing shows. */
    private String screen() {
        String all = watch.out();
        int home = all.lastIndexOf("\u001b[H");
        return home < 0
                ? ""
                : STEERING.matcher(all.substring(home)).replaceAll("").replace("\r", "");
    }

    private static JsonNode json(String text) {
        return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
