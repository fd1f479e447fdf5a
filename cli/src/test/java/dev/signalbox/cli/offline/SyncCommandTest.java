package dev.signalbox.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.SpoilingFront;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.client.replica.ReplicaReader;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copies of the command line against a real hub: what it says when that is away. */
class SyncCommandTest {
    @TempDir
    Path folder;

    private TestHub hub;
    private TestShell shell;

    @BeforeEach
    void start() {
        hub = TestHub.start(folder.resolve("hub"), Clock.systemUTC());
        shell = new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .with("SIGNALBOX_KEY", hub.key("user"));
        hub.post("daemon", "/v1/notifications", "{\"title\": \"Build finished\"}")
                .expect(201);
        hub.post("daemon", "/v1/questions", "{\"prompt\": \"Which database?\"}").expect(201);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private TestShell.Run ran(String... arguments) {
        TestShell.Run run = shell.run(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private Path store() throws Exception {
        try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
            return files.filter(file -> file.toString().endsWith(".db"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void with_the_hub_away_reads_come_from_the_copies_and_say_so() {
        TestShell.Run sync = ran("sync");
        assertThat(sync.out()).contains("notifications", "questions");

        hub.stop();

        TestShell.Run inbox = ran("inbox");
        assertThat(inbox.out()).contains("Build finished", "Which database?");
        assertThat(inbox.err()).containsPattern("hub unreachable; this is the copy of \\d\\d:\\d\\d, position \\d+");
        assertThat(ran("inbox", "--quiet").err()).contains("hub unreachable");
        assertThat(ran("inbox", "-o", "jsonl").lines()).hasSize(2);
        hub.open();
    }

    @Test
    void without_a_copy_or_with_another_key_the_hub_is_just_unreachable() {
        ran("sync", "questions");
        hub.stop();

        assertThat(shell.run("inbox").exitCode())
                .as("there is no copy of notifications")
                .isEqualTo(ExitCode.UNREACHABLE);
        shell.with("SIGNALBOX_KEY", hub.key("admin"));
        TestShell.Run run = shell.run("inbox");
        assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.out()).isEmpty();
        assertThat(shell.run("sync").exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        hub.open();
    }

    @Test
    void what_writes_is_never_answered_by_a_copy() {
        ran("sync");
        hub.stop();

        assertThat(shell.run("notify", "x").exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        hub.open();
    }

    @Test
    void a_table_that_is_none_is_refused_with_a_next_step() {
        TestShell.Run unknown = shell.run("sync", "nothing_like_this");
        TestShell.Run impossible = shell.run("sync", "No Table");

        assertThat(unknown.exitCode()).as(unknown.err()).isEqualTo(ExitCode.REFUSED);
        assertThat(impossible.exitCode()).as(impossible.err()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void what_the_hub_does_not_vouch_for_is_not_copied_and_the_next_step_is_said() throws Exception {
        ran("sync", "questions");
        TestShell.Run sync;
        TestShell.Run snapshot;
        try (SpoilingFront front = new SpoilingFront(hub.url())) {
            TestShell behindIt =
                    new TestShell(folder).with("SIGNALBOX_URL", front.url()).with("SIGNALBOX_KEY", hub.key("user"));

            sync = behindIt.run("sync", "questions", "--timeout", "3s", "--quiet");
            snapshot = behindIt.run("table", "snapshot", "questions");
        }

        assertThat(sync.exitCode()).as(sync.err()).isEqualTo(ExitCode.TIMED_OUT);
        assertThat(sync.err())
                .contains(
                        "The copy of questions stays as it was", "2 rows with SHA-256", "1 rows with", "; trying again")
                .contains("signalbox --url HUB table snapshot questions");
        assertThat(snapshot.exitCode()).as(snapshot.err()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(snapshot.err()).contains("2 rows with SHA-256", "1 rows with");
        assertThat(ran("table", "snapshot", "questions").err()).contains("1 row, complete");
    }

    @Test
    void a_read_has_old_copies_freshened_behind_its_back() throws Exception {
        ran("sync", "questions", "notifications");
        hub.post("daemon", "/v1/notifications", "{\"title\": \"Came later\"}").expect(201);
        Path mark = Path.of(store() + "-fresh");
        Files.setLastModifiedTime(mark, FileTime.from(Instant.now().minusSeconds(3600)));

        ran("inbox");

        assertThat(Files.getLastModifiedTime(mark).toInstant())
                .isAfter(Instant.now().minusSeconds(600));
        try (SqliteStore store = SqliteStore.open(store())) {
            ReplicaReader notifications = new ReplicaReader(store, "notifications");
            Eventually.assertThat(() -> assertThat(notifications
                            .query(q -> q.where("title", "Came later"))
                            .items())
                    .hasSize(1));
        }
    }

    @Test
    void fresh_copies_are_left_alone_and_nobody_is_copied_unasked() throws Exception {
        ran("inbox");
        try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
            assertThat(files.filter(file -> file.toString().contains("copies-")).toList())
                    .isEqualTo(List.of());
        }
        ran("sync");
        FileTime before = Files.getLastModifiedTime(Path.of(store() + "-fresh"));

        ran("inbox");

        assertThat(Files.getLastModifiedTime(Path.of(store() + "-fresh"))).isEqualTo(before);
    }
}
