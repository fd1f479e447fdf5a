package dev.signalbox.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.HubRun;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.client.Signalbox;
import dev.signalbox.hub.Authority;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.MountNamespace;
import dev.signalbox.hub.TestDoctor;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPorts;
import dev.signalbox.hub.TestPostgres;
import dev.signalbox.hub.database.DatabaseUrl;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code signalbox doctor} of hubs in processes of their own, running, killed and never started. */
class DoctorCommandTest {
    @TempDir
    Path folder;

    @Test
    void a_healthy_hub_has_no_finding_running_and_stopped() throws IOException {
        TestShell shell = new TestShell(folder);
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            TestShell.Run run = shell.run("doctor", "-o", "json");
            JsonNode report = json(run);

            assertThat(TestDoctor.findings(report)).isEmpty();
            assertThat(report.path("hub").textValue()).isEqualTo(hub.url().toString());
            assertThat(report.path("store").textValue()).contains("sqlite");
            assertThat(report.findValuesAsText("name")).contains("clock here", "main.db", "java");
            assertThat(run.exitCode()).isEqualTo(report.path("state").asText().equals("ok") ? 0 : 1);

            assertThat(shell.run("backup", "create").exitCode()).isZero();
            assertThat(shell.run("verify").exitCode()).isZero();
            String later = shell.run("doctor").out().replaceAll(" +", " ");
            assertThat(later).contains(" old, never drilled", "ok verify clean, ");

            TestShell.Run beside = shell.run("doctor", "--data", "signalbox-data", "-o", "json");
            assertThat(TestDoctor.findings(json(beside))).isEmpty();
            assertThat(beside.out()).contains("a hub runs on it");
            TestShell.Run status = shell.onTerminals("1").with("COLUMNS", "80").run("status");
            assertThat(status.exitCode()).as(status.err()).isZero();
            assertThat(status.out()).contains("sqlite (", "verify clean, ", "A DAY", "LARGEST TABLES", "events");
            assertThat(status.lines()).allSatisfy(line -> assertThat(line.replaceAll("\u001b\\[\\d+m", ""))
                    .hasSizeLessThanOrEqualTo(80));
            shell.onTerminals("");
        }
        TestShell.Run stopped = shell.run("doctor", "--data", "signalbox-data", "-o", "json");
        assertThat(TestDoctor.findings(json(stopped))).isEmpty();
        assertThat(stopped.out()).contains("no hub runs on it");
        assertThat(shell.run("doctor", "--data", "signalbox-data", "--quiet").out())
                .isEmpty();
    }

    @Test
    void what_is_wrong_ends_with_1_and_the_next_step_in_80_columns() throws IOException {
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            Path store = folder.resolve("signalbox-data/main.db");
            Files.setPosixFilePermissions(store, PosixFilePermissions.fromString("rw-r--r--"));

            TestShell.Run run =
                    new TestShell(folder).onTerminals("1").with("COLUMNS", "80").run("doctor");
            String plain = run.out().replaceAll("\u001b\\[\\d+m", "");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(plain.replaceAll("\\s+", " "))
                    .contains("fail file modes", "others may read", "-> chmod 600 " + store, "1 fail");
            assertThat(plain.lines()).allSatisfy(line -> assertThat(line.length())
                    .as(line)
                    .isLessThanOrEqualTo(Math.max(80, store.toString().length() + 40)));
            assertThat(new TestShell(folder).run("doctor", "--quiet").lines())
                    .anyMatch(line -> line.startsWith("fail file modes: others may read"));
            assertThat(hub.said()).doesNotContain("doctor");
        }
    }

    @Test
    void a_disk_without_room_and_inodes_that_goes_with_a_restart_is_told() throws IOException {
        assertThat(MountNamespace.isAllowed())
                .as("this system lets a test mount a small disk; without, ProbesTest alone looks at the limits")
                .isTrue();
        Path data = Files.createDirectory(folder.resolve("small"));
        List<String> wrapper =
                MountNamespace.wrapper("mount -t tmpfs -o size=60m,nr_inodes=60 tmpfs \"$1\"", data.toString());
        try (HubRun hub = HubRun.start(folder, wrapper, List.of(), "--data", data.toString(), "--port", "0")
                .up()) {
            Path inside = Path.of("/proc", Long.toString(hub.pid()), "root");
            String key = Files.readString(
                            inside.resolve(data.getRoot().relativize(data)).resolve("admin.key"))
                    .strip();

            TestShell.Run run =
                    new TestShell(folder).run("doctor", "--url", hub.url().toString(), "--key", key, "--quiet");

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.out())
                    .contains("fail disk: only ", "fail inodes: the disk of ", "takes no more files")
                    .contains("warn file system: ", "lies in memory (tmpfs)");
        }
    }

    @Test
    void a_hub_that_does_not_answer_is_looked_at_from_outside() throws Exception {
        TestShell shell = new TestShell(folder);
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            hub.kill();
        }
        TestShell.Run run = shell.run("doctor", "-o", "json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(TestDoctor.findings(json(run)))
                .singleElement()
                .asString()
                .contains("fail hub: the hub cannot be reached", "hub.url", "signalbox hub");
        assertThat(run.out()).contains("the last hub was killed");

        Files.delete(folder.resolve("signalbox-data/main.db"));
        assertThat(TestDoctor.findings(json(shell.run("doctor", "--data", "signalbox-data", "-o", "json"))))
                .singleElement()
                .asString()
                .contains("fail data folder", "main.db is missing", "docs/recovery.md");

        Files.writeString(folder.resolve("signalbox-data/main.db"), "something else entirely");
        Files.setPosixFilePermissions(
                folder.resolve("signalbox-data/main.db"), PosixFilePermissions.fromString("rw-------"));
        assertThat(TestDoctor.findings(json(shell.run("doctor", "--data", "signalbox-data", "-o", "json"))))
                .singleElement()
                .asString()
                .contains("main.db is no SQLite file any more");
    }

    /** What a start would refuse is told before it: by the logs themselves, and by what the last verify has found. */
    @Test
    void logs_that_no_start_would_take_are_told_of_a_stopped_hub() throws Exception {
        TestShell shell = new TestShell(folder);
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            for (int i = 0; i < 3; i++) shell.run("notify", "number " + i);
            hub.terminate();
            assertThat(hub.end()).isZero();
        }
        Path store = folder.resolve("signalbox-data/main.db");
        byte[] whole = Files.readAllBytes(store);
        List<String> doctor = List.of("doctor", "--data", "signalbox-data", "--quiet");
        Map<String, String> edits = new LinkedHashMap<>();
        edits.put("UPDATE events SET actor = 'somebody' WHERE position = 2", "fail logs: the log main is damaged");
        edits.put("DELETE FROM events WHERE position = 2", "fail logs: the log main is damaged");
        edits.put("DELETE FROM events WHERE position > 2", "warn logs: the log main went back");
        edits.put("DROP TABLE receipts", "table receipts is missing");
        edits.put("DROP TABLE schema_history", "fail logs: ");
        for (Map.Entry<String, String> each : edits.entrySet()) {
            Files.write(store, whole);
            try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + store);
                    Statement statement = file.createStatement()) {
                statement.executeUpdate(each.getKey());
            }

            TestShell.Run run = shell.run(doctor.toArray(String[]::new));

            assertThat(run.exitCode()).as(each.getKey()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.out()).as(each.getKey()).contains(each.getValue());
        }
        Files.write(store, whole);
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + store);
                Statement statement = file.createStatement()) {
            statement.executeUpdate(
                    "UPDATE notifications_folded SET resource = replace(resource, 'number', 'numbers')");
        }
        assertThat(shell.run("doctor", "--data", "signalbox-data").exitCode()).isZero();
        assertThat(shell.run("verify", "--data", "signalbox-data").exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(shell.run(doctor.toArray(String[]::new)).out())
                .contains("fail verify: the last verify found 3 things");
    }

    @Test
    void where_there_never_was_a_hub_it_says_how_to_start_one() {
        TestShell.Run run = new TestShell(folder).run("doctor", "--url", "http://127.0.0.1:" + TestPorts.next());

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.out()).contains("cannot be reached", "signalbox hub");
        assertThat(folder.resolve("signalbox-data")).doesNotExist();
    }

    @Test
    void a_key_that_may_not_look_is_told() {
        try (TestHub hub = TestHub.start(folder.resolve("hub"), Clock.systemUTC())) {
            TestShell.Run run =
                    new TestShell(folder).run("doctor", "--url", hub.url().toString(), "--key", hub.key("viewer"));

            assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("signalbox status");
        }
    }

    @Test
    void the_clock_here_is_held_against_the_hubs() {
        try (TestHub hub =
                TestHub.start(folder.resolve("hub"), Clock.offset(Clock.systemUTC(), Duration.ofHours(-2)))) {
            assertThat(TestDoctor.findings(json(doctor(hub))))
                    .singleElement()
                    .asString()
                    .containsPattern("warn clock here: .* 7[12]\\d\\d s ahead of the hub's.*NTP");
        }
    }

    @Test
    void commands_that_the_hub_refused_are_told_of_every_store_that_is_known() {
        try (TestHub hub = TestHub.start(folder.resolve("hub"), Clock.systemUTC())) {
            String question = hub.post("user", "/v1/questions", "{\"prompt\": \"Which?\"}")
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            Path store = folder.resolve("daemon.db");
            try (Signalbox daemon = Signalbox.open(
                    options -> options.url(hub.url()).key(hub.key("daemon")).store(store))) {
                daemon.questions().answer(question, "not mine to answer");
                Eventually.assertThat(
                        () -> assertThat(daemon.outbox().attention()).hasSize(1));
            }

            JsonNode named = json(doctor(hub, "--store", "daemon.db"));
            assertThat(TestDoctor.findings(named))
                    .singleElement()
                    .asString()
                    .contains("warn outbox: the hub refused 1 command", "signalbox outbox --store " + store);
            JsonNode known = json(new TestShell(folder)
                    .with("SIGNALBOX_STORE", store.toString())
                    .run("doctor", "-o", "json", "--url", hub.url().toString(), "--key", hub.key("admin")));
            assertThat(TestDoctor.findings(known)).hasSize(1);
            assertThat(doctor(hub, "--store", "none.db").out()).contains("unseen", "there is no store");
            assertThat(folder.resolve("none.db")).doesNotExist();
        }
    }

    @Test
    void a_certificate_that_ends_soon_is_told() throws Exception {
        Authority authority = Authority.in(folder.resolve("pki"));
        Path soon = authority.signs("soon", 1, 5);
        Path late = authority.signs("late", 1, 300);
        for (Path each : List.of(soon, late)) {
            String name = each.getFileName().toString().replace(".pem", "");
            HubConfig config = new HubConfig(
                    folder.resolve(name), null, "127.0.0.1", 0, false, each, each.resolveSibling(name + ".key"), null);
            try (TestHub hub = TestHub.start(config, Clock.systemUTC())) {
                String key = Files.readString(folder.resolve(name).resolve("admin.key"))
                        .strip();
                TestShell.Run run = new TestShell(folder)
                        .run(
                                "doctor",
                                "-o",
                                "json",
                                "--url",
                                "https://localhost:" + hub.port(),
                                "--key",
                                key,
                                "--ca",
                                authority.certificate().toString());
                List<String> found = TestDoctor.findings(json(run));
                if (name.equals("late")) assertThat(found).isEmpty();
                else assertThat(found).singleElement().asString().contains("warn certificate", "ends at", "renew it");
            }
        }
    }

    @Test
    void a_database_is_looked_at_without_a_hub_and_nothing_is_made_there() {
        String url = TestPostgres.freshDatabase();
        TestShell shell = new TestShell(folder);

        TestShell.Run empty = shell.run("doctor", "--database", url, "-o", "json");
        assertThat(empty.out()).contains("no hub has kept data there yet");
        assertThat(TestDoctor.findings(json(empty))).isEmpty();
        assertThat(TestPostgres.query(url, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'signalbox%'"))
                .isEmpty();

        DatabaseUrl parsed = DatabaseUrl.parse(url);
        String nowhere = "postgres://" + parsed.user() + ":secret@127.0.0.1:" + TestPorts.next() + "/x";
        TestShell.Run away = shell.run("doctor", "--database", nowhere);
        assertThat(away.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(away.out()).contains("fail", "cannot be used").doesNotContain("secret");

        TestShell.Run wrong = shell.run("doctor", "--database", "mysql://x");
        assertThat(wrong.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(shell.run("doctor", "--data", "none").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    private TestShell.Run doctor(TestHub hub, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("doctor", "-o", "json", "--url", hub.url().toString(), "--key", hub.key("admin")));
        arguments.addAll(List.of(more));
        return new TestShell(folder).run(arguments.toArray(String[]::new));
    }

    private static JsonNode json(TestShell.Run run) {
        assertThat(run.out()).as(run.err()).isNotBlank();
        return Json.readLenient(run.out().getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
