package dev.signalbox.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.TestShell.Run;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What whoever runs a server of rules does with it by hand: the trail is kept for as long as it must be, a backup is
 * made and restored beside it, and a migration that somebody broke is told and mended.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RuleServerStoryTest {
    private static final Path FILE = Path.of("..", "docs", "examples", "rule-server", "signalbox.yaml");

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();

    @ParameterizedTest
    @EnumSource(ExampleHub.Store.class)
    void the_trail_goes_when_its_time_is_over_and_the_rules_survive_a_restore_and_a_repair(ExampleHub.Store store)
            throws Exception {
        String url = store == ExampleHub.Store.SQLITE ? null : TestPostgres.freshDatabase();
        String there = url == null ? "restored" : TestPostgres.freshDatabase();
        Path backups = folder.resolve("backups");
        try (TestHub hub = start("data", url)) {
            TestShell shell = new TestShell(folder)
                    .with("SIGNALBOX_URL", hub.url().toString())
                    .with("SIGNALBOX_KEY", hub.key("admin"));
            Files.writeString(
                    folder.resolve("signalbox.yaml"),
                    Files.readString(FILE).replace("    change: append\n", "    change: append\n    retention: 90d\n")
                            + "\nbackups:\n  to: " + backups + "\n");
            done(shell, "config", "apply", "signalbox.yaml");
            rule(hub, "r1");
            change(hub, "r1");

            clock.advance(Duration.ofDays(60));
            hub.restart();
            change(hub, "r2");
            clock.advance(Duration.ofDays(31));
            done(shell, "retention", "allow");
            // It looks each minute, and at its start.
            hub.restart();
            Eventually.assertThat(() -> assertThat(trail(hub)).containsExactly("r2"));
            assertThat(rules(hub)).containsExactly("r1");

            done(shell, "backup", "create");
            rule(hub, "behind the backup");
        }

        TestShell shell = new TestShell(folder);
        done(shell, "restore", "backups", "--to", there);
        String place = url == null ? "--data" : "--database";
        assertThat(done(shell, "schema", "status", place, there).out()).contains("current");
        broken(there, url != null);
        Run status = shell.run("schema", "status", place, there);
        assertThat(status.exitCode()).isNotZero();
        assertThat(status.out()).contains("FAILED");
        assertThat(shell.run("schema", "repair", "--dry-run", place, there).out())
                .contains("main: would take the note");
        done(shell, "schema", "repair", place, there);
        assertThat(done(shell, "schema", "status", place, there).out()).contains("current");

        try (TestHub hub = start(url == null ? there : "beside", url == null ? null : there)) {
            assertThat(rules(hub)).containsExactly("r1");
            assertThat(trail(hub)).containsExactly("r2");
            rule(hub, "later");
            assertThat(rules(hub)).containsExactlyInAnyOrder("r1", "later");
        }
    }

    private TestHub start(String data, String url) {
        HubConfig config = HubConfig.embedded(folder.resolve(data), 0);
        return TestHub.start(url == null ? config : config.onPostgres(url), clock);
    }

    private static Run done(TestShell shell, String... arguments) {
        Run run = shell.run(arguments);
        assertThat(run.exitCode())
                .as(List.of(arguments) + run.out() + run.err())
                .isZero();
        return run;
    }

    private static void rule(TestHub hub, String id) {
        hub.send(
                        "enforcer",
                        "PUT",
                        "/v1/tables/rules/rows/" + id.replace(' ', '-'),
                        Map.of(
                                "id",
                                id.replace(' ', '-'),
                                "team",
                                "core",
                                "text",
                                "Tests before code",
                                "level",
                                "must"))
                .expect(201);
    }

    private static void change(TestHub hub, String rule) {
        Map<String, String> row = Map.of("rule", rule, "what", "proposed", "question", "q");
        hub.post("editor", "/v1/tables/change_events/rows", row).expect(201);
        assertThat(trail(hub)).contains(rule);
    }

    private static List<String> rules(TestHub hub) {
        return hub.get("admin", "/v1/tables/rules/rows").expect(200).json().findValuesAsText("key");
    }

    private static List<String> trail(TestHub hub) {
        return hub.get("admin", "/v1/tables/change_events/rows")
                .expect(200)
                .json()
                .findValuesAsText("rule");
    }

    /** As a migration that failed leaves it. */
    private void broken(String there, boolean postgres) throws SQLException, IOException {
        try (Connection connection = postgres
                        ? TestPostgres.connect(there)
                        : DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve(there).resolve("main.db"));
                Statement statement = connection.createStatement()) {
            if (postgres) connection.setSchema("signalbox_main");
            statement.execute(
                    "UPDATE schema_history SET success = " + (postgres ? "FALSE" : "0") + " WHERE version = '2'");
        }
    }
}
