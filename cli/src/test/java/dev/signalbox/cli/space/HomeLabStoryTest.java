package dev.signalbox.cli.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.TestShell.Run;
import dev.signalbox.client.Signalbox;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A home lab's provisioner: a service gets a place of its own, works there with the SDK, is listed, backed up and
 * deleted, and each step is taken back by the line that it printed.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HomeLabStoryTest {
    private static final Pattern UNDO =
            Pattern.compile("(?:To take it back|To bring it back until then): signalbox (.+)");

    private TestShell shell;

    @ParameterizedTest
    @ValueSource(strings = {"sqlite", "postgresql"})
    void a_service_is_provisioned_listed_backed_up_and_deleted_and_each_step_has_its_way_back(
            String store, @TempDir Path folder) throws Exception {
        HubConfig config = HubConfig.embedded(folder.resolve("signalbox-data"), 0);
        if (store.equals("postgresql")) config = config.onPostgres(TestPostgres.freshDatabase());
        try (TestHub hub = TestHub.start(config, Clock.systemUTC())) {
            shell = new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());

            Run provisioned = done("space", "provision", "photos", "--role", "daemon", "--env-file", "photos.env");
            String undoProvision = undo(provisioned);
            Map<String, String> environment = environment(folder.resolve("photos.env"));
            try (Signalbox photos = service(environment, folder)) {
                photos.notifications()
                        .post("12 photos were added")
                        .accepted()
                        .toCompletableFuture()
                        .get(60, TimeUnit.SECONDS);
            }

            assertThat(done("space", "list").out()).contains("photos", "open");
            assertThat(done("space", "show", "photos").out()).contains("photos", "daemon");
            assertThat(done("inbox").out()).doesNotContain("12 photos");
            assertThat(done("inbox", "--space", "photos").out()).contains("12 photos");

            String backup =
                    done("backup", "create", "--space", "photos", "--quiet").result();
            assertThat(done("backup", "list", "--space", "photos").out()).contains(backup);
            assertThat(done("backup", "verify", "newest", "--space", "photos").out())
                    .contains("Whole");
            assertThat(shell.run("backup", "show", backup).exitCode())
                    .as("not among those of the hub itself")
                    .isNotZero();

            String undoDelete = undo(done("space", "delete", "photos", "--yes", "photos"));
            assertThat(shell.with("SIGNALBOX_KEY", environment.get("SIGNALBOX_KEY"))
                            .run("inbox")
                            .exitCode())
                    .isNotZero();
            shell.with("SIGNALBOX_KEY", "");
            assertThat(undoDelete).isEqualTo("space unseal photos");
            String undoUnseal = undo(done(undoDelete.split(" ", -1)));
            assertThat(undoUnseal).isEqualTo("space delete photos").isEqualTo(undoProvision);

            Run again = done("space", "provision", "photos", "--role", "daemon", "--env-file", "photos.env");
            assertThat(again.out()).as("the script runs again and cuts nobody").contains("Up to date");
            try (Signalbox photos = service(environment, folder)) {
                assertThat(photos.notifications().list(Map.of()).items()).hasSize(1);
            }
        }
    }

    private static Signalbox service(Map<String, String> environment, Path folder) {
        return Signalbox.open(options -> options.environment(environment).store(folder.resolve("photos.db")));
    }

    private Run done(String... arguments) {
        Run run = shell.run(arguments);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private static String undo(Run run) {
        Matcher found = UNDO.matcher(run.err());
        assertThat(found.find()).as(run.err()).isTrue();
        return found.group(1).strip();
    }

    private static Map<String, String> environment(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }
}
