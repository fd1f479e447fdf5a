package dev.signalbox.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.TestShell;
import dev.signalbox.hub.Folders;
import dev.signalbox.hub.TestHub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code signalbox verify} and {@code signalbox compare}, of a hub that runs and of folders. */
class VerifyCommandTest {
    @TempDir
    Path folder;

    private TestHub hub;
    private TestShell shell;

    @BeforeEach
    void start() {
        hub = TestHub.start(data(), Clock.systemUTC());
        shell = new TestShell(folder)
                .with("SIGNALBOX_URL", hub.url().toString())
                .with("SIGNALBOX_KEY", hub.key("admin"));
        for (int i = 0; i < 5; i++) post("n" + i);
        hub.get("admin", "/v1/notifications").expect(200);
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private Path data() {
        return folder.resolve("signalbox-data");
    }

    private void post(String title) {
        hub.post("admin", "/v1/notifications", Map.of("title", title)).expect(201);
    }

    private void change(Path data, String sql) throws SQLException {
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("main.db"));
                Statement statement = file.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    @Test
    void a_running_hub_is_clean_then_damaged_then_mended() throws SQLException {
        TestShell.Run before = shell.run("verify", "--last");
        TestShell.Run clean = shell.run("verify");
        change(data(), "UPDATE notifications_folded SET by_priority = 5 WHERE version = 1");
        TestShell.Run damaged = shell.run("verify");
        TestShell.Run status = shell.run("status");
        hub.restart();
        TestShell.Run after = shell.run("verify", "--last");
        assertThat(shell.run("projections", "rebuild", "notifications", "--wait")
                        .exitCode())
                .isZero();
        TestShell.Run mended = shell.run("verify");

        assertThat(before.exitCode()).isEqualTo(1);
        assertThat(before.err()).contains("Nobody has verified", "signalbox verify");
        assertThat(clean.exitCode()).as(clean.err()).isZero();
        assertThat(clean.out()).contains("clean", "main: ", " rows in ");
        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(damaged.out())
                .contains(
                        "damaged", "5 things are", "main: notifications_folded", "by_priority, is 5, and the log says")
                .contains("notification.posted notification/");
        assertThat(damaged.err()).contains("signalbox projections rebuild");
        assertThat(status.out()).contains("the verify of", "found 5 things", "signalbox verify --last");
        assertThat(after.exitCode()).isEqualTo(1);
        assertThat(after.out()).contains("damaged");
        assertThat(mended.exitCode()).as(mended.out()).isZero();
        assertThat(shell.run("status").out()).doesNotContain("verify --last");
        assertThat(hub.get("admin", "/metrics").text())
                .contains("signalbox_verify_damages 0.0", "signalbox_verify_ended");
    }

    @Test
    void a_stopped_store_is_looked_at_and_nothing_of_it_is_changed() throws Exception {
        TestShell.Run running = shell.run("verify", "--data", data().toString());
        hub.stop();
        byte[] before = Files.readAllBytes(data().resolve("main.db"));
        TestShell.Run clean = shell.run("verify", "--data", data().toString());
        byte[] looked = Files.readAllBytes(data().resolve("main.db"));
        change(data(), "UPDATE events SET actor = 'mallory' WHERE position = 3");
        TestShell.Run damaged = shell.run("verify", "--data", data().toString(), "-o", "json");
        change(data(), "UPDATE events SET actor = 'admin' WHERE position = 3");
        hub.open();
        TestShell.Run told = shell.run("status");
        TestShell.Run nowhere =
                shell.run("verify", "--data", folder.resolve("nothing").toString());

        assertThat(running.exitCode()).isEqualTo(1);
        assertThat(running.err()).contains("another hub runs on the data folder");
        assertThat(clean.exitCode()).as(clean.out() + clean.err()).isZero();
        assertThat(looked).isEqualTo(before);
        assertThat(data().resolve("verify.tmp")).doesNotExist();
        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(damaged.out()).contains("\"state\" : \"damaged\"", "\"position\" : 3", "\"table\" : \"events\"");
        assertThat(told.out()).contains("the verify of", "main: events");
        assertThat(nowhere.exitCode()).isEqualTo(1);
        assertThat(nowhere.err()).contains("there is no main.db in");
    }

    @Test
    void copies_are_the_same_until_one_goes_on_and_differ_where_both_did() throws Exception {
        Path copy = folder.resolve("copy");
        hub.stop();
        Folders.copy(data(), copy);
        hub.open();
        TestShell.Run same = compare(hub.url().toString(), copy.toString());
        assertThat(shell.run("archive", "export", folder.resolve("archive").toString())
                        .exitCode())
                .isZero();
        TestShell.Run archived =
                compare(folder.resolve("archive").toString(), hub.url().toString());
        post("one more");
        TestShell.Run longer = compare(hub.url().toString(), copy.toString());
        try (TestHub other = TestHub.start(copy, Clock.systemUTC())) {
            other.post("admin", "/v1/notifications", Map.of("title", "another")).expect(201);
            TestShell.Run different = compare(other.url().toString(), hub.url().toString());

            assertThat(different.exitCode()).isEqualTo(1);
            assertThat(different.out())
                    .contains("different", "main: the same up to position", "and different at")
                    .contains("A has ", "B has ", "notification.posted");
        }
        TestShell.Run json = compare(folder.resolve("archive").toString(), copy.toString(), "-o", "json");

        assertThat(same.exitCode()).as(same.out() + same.err()).isZero();
        assertThat(same.out()).startsWith("same").contains("main: the same", "traces: the same 0 events");
        assertThat(archived.exitCode()).as(archived.out() + archived.err()).isZero();
        assertThat(longer.exitCode()).isEqualTo(1);
        assertThat(longer.out()).contains("and A goes on for 1 event more", "events of notification: A 6, B 5");
        assertThat(json.exitCode()).isEqualTo(1);
        assertThat(json.out()).contains("\"same\" : false", "\"common\" : ");
        assertThat(compare(Files.createDirectory(folder.resolve("empty")).toString(), copy.toString())
                        .err())
                .contains("neither a hub's main.db nor an archive");
    }

    @Test
    void an_address_of_no_bucket_is_wrong_usage() {
        TestShell.Run compared = compare("s3://", hub.url().toString());

        assertThat(compared.exitCode()).as(compared.err()).isEqualTo(2);
        assertThat(compared.err()).contains("is no address of a bucket", "s3://bucket/prefix");
    }

    private TestShell.Run compare(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "compare";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return shell.run(all);
    }
}
