package dev.signalbox.hub.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestDoctor;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /v1/doctor} of a hub in which one thing is wrong, and of one in which nothing is. */
abstract class DoctorContract {
    @TempDir
    Path folder;

    final TestClock clock = new TestClock();
    TestHub hub;

    abstract TestHub start(Path folder, TestClock clock);

    /** Names of the checks that only this engine has. */
    abstract List<String> ofTheEngine();

    @BeforeEach
    void start() {
        hub = start(folder, clock);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void of_a_healthy_hub_nothing_is_wrong_and_all_is_looked_at() {
        JsonNode report = hub.get("admin", "/v1/doctor").expect(200).json();

        assertThat(TestDoctor.findings(report)).isEmpty();
        assertThat(report.path("store").textValue()).doesNotContain("password");
        assertThat(report.path("version").textValue()).isNotBlank();
        List<String> names = new ArrayList<>();
        for (JsonNode check : report.path("checks")) {
            names.add(check.path("name").textValue());
            assertThat(check.path("state").textValue()).as(check.toString()).isNotEqualTo("unseen");
            assertThat(check.path("seen").textValue()).as(check.toString()).isNotBlank();
            assertThat(check.path("looksAt").textValue()).as(check.toString()).endsWith(".");
        }
        assertThat(names)
                .doesNotHaveDuplicates()
                .contains("java", "file modes", "disk", "inodes", "file system", "flush", "open files")
                .contains("clock", "health", "tables", "keys")
                .containsAll(ofTheEngine());
    }

    @Test
    void files_that_others_may_read_and_a_folder_that_they_may_write_are_named_with_the_command() throws IOException {
        Path key = folder.resolve("admin.key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(TestDoctor.findings(hub))
                .containsExactly("fail file modes: others may read " + key + " (rw-r-----) -> chmod 600 " + key);

        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));
        assertThat(TestDoctor.findings(hub))
                .containsExactly("fail file modes: others may replace the files in " + folder
                        + " (rwxrwx---) -> chmod 700 " + folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        assertThat(TestDoctor.findings(hub)).isEmpty();
    }

    @Test
    void a_key_that_ends_soon_is_named_until_it_has_ended() {
        hub.post("admin", "/v1/keys", Map.of("name", "nightly", "role", "daemon", "expiresIn", "30d"))
                .expect(201);
        assertThat(TestDoctor.findings(hub)).isEmpty();

        clock.advance(Duration.ofDays(20));
        assertThat(TestDoctor.findings(hub))
                .singleElement()
                .asString()
                .startsWith("warn keys: the key nightly (daemon) ends in 10 days -> signalbox keys create");

        clock.advance(Duration.ofDays(20));
        assertThat(TestDoctor.findings(hub)).isEmpty();
    }

    @Test
    void events_that_were_recorded_later_than_now_are_told() {
        hub.post("daemon", "/v1/notifications", Map.of("title", "x")).expect(201);
        clock.advance(Duration.ofHours(-3));

        assertThat(TestDoctor.findings(hub))
                .singleElement()
                .asString()
                .contains("warn clock", "main", "3 hours from now");
    }

    @Test
    void sizes_are_of_all_tables_and_growth_is_of_each_day() {
        clock.set(Instant.parse("2026-11-24T10:00:00Z"));
        for (int events : List.of(3, 2, 0, 4)) {
            for (int i = 0; i < events; i++)
                hub.post("daemon", "/v1/notifications", Map.of("title", "x")).expect(201);
            clock.advance(Duration.ofDays(1));
        }

        JsonNode status = hub.get("admin", "/v1/status").expect(200).json();
        JsonNode main = status.path("logs").get(0);
        JsonNode head = hub.get("admin", "/v1/events?limit=1&after=end").json().path("head");

        assertThat(main.path("log").textValue()).isEqualTo("main");
        assertThat(main.path("head").longValue()).isEqualTo(head.longValue());
        assertThat(main.path("epoch").textValue()).matches("[0-9a-f]{8}");
        assertThat(main.path("tables").findValuesAsText("name"))
                .contains("events", "notifications_folded", "checkpoints");
        long sum = 0;
        for (JsonNode table : main.path("tables")) sum += table.path("bytes").longValue();
        assertThat(sum).isPositive().isLessThanOrEqualTo(main.path("bytes").longValue());
        List<String> days = new ArrayList<>();
        main.path("days")
                .forEach(day -> days.add(day.path("day").textValue().substring(5) + " "
                        + day.path("events").longValue()));
        // The keys of this test were made on the first two of its days.
        assertThat(days)
                .hasSize(8)
                .startsWith("11-28 0", "11-27 4", "11-26 0", "11-25 2")
                .contains("11-23 0");
        assertThat(status.path("logs").get(1).path("days")).isEmpty();
        hub.get("user", "/v1/status").expect(403);
    }

    @Test
    void only_admins_look() {
        for (String role : List.of("user", "daemon", "bot", "viewer"))
            hub.get(role, "/v1/doctor").expect(403);
    }

    @Test
    void many_who_ask_at_once_get_their_answer_and_leave_no_file() throws IOException {
        String key = hub.key("admin");
        List<CompletableFuture<Reply>> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) asked.add(CompletableFuture.supplyAsync(() -> hub.getOnce("admin", "/v1/doctor")));

        assertThat(key).isNotBlank();
        for (CompletableFuture<Reply> each : asked) each.join().expect(200);
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith("doctor"));
        }
        Eventually.until(
                "the hub is as before",
                () -> hub.getOnce("user", "/v1/notifications").status() == 200);
    }
}
