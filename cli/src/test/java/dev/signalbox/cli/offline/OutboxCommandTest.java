package dev.signalbox.cli.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.client.Signalbox;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxCommandTest {
    @TempDir
    Path folder;

    @Test
    void shows_what_waits_for_the_hub() {
        try (Signalbox offline = Signalbox.open(options -> options.url(URI.create("http://127.0.0.1:9"))
                .key("sbx_none")
                .store(folder.resolve("daemon.db"))
                .drain(Duration.ZERO))) {
            offline.notifications().post("waits");
        }

        TestShell.Run run = new TestShell(folder).run("outbox", "--store", "daemon.db");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("queued", "notification.post", "waits");
    }

    @Test
    void lists_retries_and_discards_what_the_hub_refused() {
        try (TestHub hub = TestHub.start(folder.resolve("hub"), Clock.systemUTC())) {
            String question = hub.post("user", "/v1/questions", "{\"prompt\": \"Which?\"}")
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            TestShell shell = new TestShell(folder);
            try (Signalbox daemon = open(hub)) {
                daemon.questions().answer(question, "not mine to answer");
                Eventually.assertThat(
                        () -> assertThat(daemon.outbox().attention()).hasSize(1));
            }

            TestShell.Run parked = shell.run("outbox", "--store", "daemon.db");
            String id = parked.lines().get(1).replaceAll("parked +(\\S+) .*", "$1");
            String retried = shell.run("outbox", "retry", id, "--store", "daemon.db", "--quiet")
                    .result();
            TestShell.Run queued = shell.run("outbox", "--store", "daemon.db");
            try (Signalbox daemon = open(hub)) {
                Eventually.assertThat(
                        () -> assertThat(daemon.outbox().attention()).hasSize(1));
            }
            TestShell.Run discarded =
                    shell.run("outbox", "--store", "daemon.db", "discard", retried, "--reason", "a person answers");

            assertThat(parked.out()).contains("parked", "question.answer", "may not");
            assertThat(queued.out()).contains("queued", retried).doesNotContain("parked");
            assertThat(discarded.exitCode()).as(discarded.err()).isZero();
            assertThat(shell.run("outbox", "--store", "daemon.db").out()).contains("Empty");
        }
    }

    @Test
    void names_what_is_missing_and_makes_no_file() {
        TestShell shell = new TestShell(folder);

        assertThat(shell.run("outbox").err()).contains("Say whose outbox", "--store FILE");
        assertThat(shell.run("outbox", "--store", "none.db").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(folder.resolve("none.db")).doesNotExist();
    }

    @Test
    void says_that_no_such_command_is_parked() {
        try (Signalbox offline = Signalbox.open(options -> options.url(URI.create("http://127.0.0.1:9"))
                .key("sbx_none")
                .store(folder.resolve("daemon.db"))
                .drain(Duration.ZERO))) {
            offline.notifications().post("waits");
        }

        TestShell.Run run = new TestShell(folder).run("outbox", "retry", "nothing", "--store", "daemon.db");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.err()).contains("no command nothing is parked");
    }

    private Signalbox open(TestHub hub) {
        return Signalbox.open(
                options -> options.url(hub.url()).key(hub.key("daemon")).store(folder.resolve("daemon.db")));
    }
}
