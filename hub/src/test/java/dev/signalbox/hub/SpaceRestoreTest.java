package dev.signalbox.hub;

import static dev.signalbox.hub.TestHub.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Restore.Told;
import dev.signalbox.hub.Restored.Kind;
import dev.signalbox.hub.archive.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One space is brought back from its backup: into its folder, on either engine, while the others stay as they are. */
class SpaceRestoreTest {
    @TempDir
    Path folder;

    private TestHub hub;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void one_space_is_as_it_was_and_the_others_have_what_came_since(Kind kind) throws IOException {
        Path target = Files.createDirectories(folder.resolve("target"));
        Path data = folder.resolve("data");
        TestClock clock = new TestClock();
        hub = Restored.fresh(kind, data).start(clock);
        try {
            hub.send("admin", "PUT", "/v1/ownership", Map.of("file", "backups:\n  every: 1d\n  to: " + target + "\n"))
                    .expect(200);
            String billing = keyOf("billing");
            String neighbour = keyOf("neighbour");
            post(billing, "in the backup");
            post(neighbour, "in no backup");
            backUp("billing");
            post(billing, "behind the backup");
            hub.stop();

            Path place = data.resolve("spaces/billing");
            if (Files.exists(place)) Files.move(place, folder.resolve("put away"));
            Path chain;
            try (Stream<Path> chains = Files.list(target.resolve("billing"))) {
                chain = chains.filter(Files::isDirectory).findFirst().orElseThrow();
            }
            Restore.intoFolder(place, Restored.wish(chain, Until.END), Told.NOBODY, clock);
            hub.open();

            assertThat(titles(billing)).contains("in the backup").doesNotContain("behind the backup");
            assertThat(titles(neighbour)).contains("in no backup");
            post(billing, "later");
            hub.restart();
            assertThat(titles(billing)).contains("in the backup", "later");
            String events = get(billing, "/v1/events?types=log.*").text();
            assertThat(events).contains("log.restored");
        } finally {
            hub.close();
        }
    }

    private String keyOf(String name) {
        JsonNode made = hub.post("admin", "/v1/spaces", Map.of("name", name))
                .expect(201)
                .json();
        return made.path("key").path("secret").asText();
    }

    private void post(String key, String title) {
        hub.post(NOBODY, "/v1/notifications", Map.of("title", title), "Authorization", "Bearer " + key)
                .expect(201);
    }

    private TestHub.Reply get(String key, String path) {
        return hub.get(NOBODY, path, "Authorization", "Bearer " + key).expect(200);
    }

    private String titles(String key) {
        return get(key, "/v1/notifications").text();
    }

    private void backUp(String space) {
        String run = hub.post("admin", "/v1/backups", "{}", "Signalbox-Space", space)
                .expect(202)
                .json()
                .path("id")
                .asText();
        Eventually.until(
                "the backup is made", () -> hub.get("admin", "/v1/backup-runs/" + run, "Signalbox-Space", space)
                        .json()
                        .path("state")
                        .asText()
                        .equals("done"));
    }
}
