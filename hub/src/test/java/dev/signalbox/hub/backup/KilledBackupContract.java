package dev.signalbox.hub.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.Folders;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.Restore;
import dev.signalbox.hub.Restore.Wish;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.archive.Block;
import dev.signalbox.hub.archive.Chains;
import dev.signalbox.hub.archive.Chains.Chain;
import dev.signalbox.hub.archive.FolderStore;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.Until;
import dev.signalbox.hub.history.Admin;
import dev.signalbox.hub.log.RecordedEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub that is killed in the middle of a backup, at one step after the other. The same on both engines. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class KilledBackupContract {
    private static final int EVENTS = 40;

    @TempDir
    Path folder;

    abstract HubProcess.Launch launch(Path data);

    /** When it is killed: when the first file appears of which this is true, or at once. */
    private enum Step {
        AT_ONCE {
            @Override
            boolean isReached(Path data, Path target) {
                return true;
            }
        },
        A_SEGMENT_IS_WRITTEN {
            @Override
            boolean isReached(Path data, Path target) {
                return has(data, "backup-", ".part") || AT_THE_TARGET.isReached(data, target);
            }
        },
        AT_THE_TARGET {
            @Override
            boolean isReached(Path data, Path target) {
                return has(target, "", "");
            }
        };

        abstract boolean isReached(Path data, Path target);

        private static boolean has(Path folder, String beginning, String end) {
            if (!Files.isDirectory(folder)) return false;
            try (Stream<Path> files = Files.walk(folder)) {
                return files.filter(Files::isRegularFile)
                        .map(file -> file.getFileName().toString())
                        .anyMatch(name -> name.startsWith(beginning) && name.endsWith(end));
            } catch (IOException | java.io.UncheckedIOException e) {
                // It went while it was looked at: something happens there.
                return true;
            }
        }
    }

    @Test
    void nothing_is_lost_or_broken_and_the_next_one_is_whole() throws IOException {
        Path data = folder.resolve("data");
        Path target = folder.resolve("kept");
        for (Step step : Step.values()) {
            try (HubProcess hub = launch(data).start()) {
                Admin admin = new Admin(hub::url, hub.adminKey());
                admin.put("/v1/ownership", Map.of("file", "backups: {to: " + target + "}"))
                        .expect(200);
                for (int i = 0; i < EVENTS; i++) {
                    admin.post("/v1/notifications", Map.of("title", step + " " + i))
                            .expect(201);
                }
                admin.post("/v1/backups", Map.of()).expect(202);
                while (!step.isReached(data, target)) Thread.onSpinWait();
                hub.kill();
            }
        }
        try (HubProcess hub = launch(data).start()) {
            Admin admin = new Admin(hub::url, hub.adminKey());
            String id = admin.post("/v1/backups", Map.of())
                    .expect(202)
                    .json()
                    .path("id")
                    .asText();
            Eventually.until(
                    "the run is over", () -> admin.get("/v1/backup-runs/" + id).has("endedAt"));
            assertThat(admin.get("/v1/backup-runs/" + id).path("error").asText(""))
                    .isEmpty();
            List<String> logged = new ArrayList<>();
            admin.get("/v1/events?after=start&limit=500")
                    .path("events")
                    .forEach(event -> logged.add(event.path("id").asText()));

            assertThat(logged).hasSizeGreaterThan(3 * EVENTS);
            assertThat(kept(target)).isEqualTo(logged);
        }
    }

    /** What "continuous" promises is the time between two looks (JoinsTest); here is that a look misses nothing. */
    @Test
    void what_was_acknowledged_before_the_last_look_outlives_the_machine_with_or_without_an_event() throws IOException {
        Path data = folder.resolve("data");
        Path target = folder.resolve("kept");
        List<String> sent = new ArrayList<>();
        String id;
        try (HubProcess hub = launch(data).start()) {
            Admin admin = new Admin(hub::url, hub.adminKey());
            admin.put("/v1/ownership", Map.of("file", "backups: {to: " + target + ", every: continuous}"))
                    .expect(200);
            id = admin.post("/v1/notifications", Map.of("title", "seen"))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            acknowledge(hub, id, "first").expect(200);
            Eventually.until("the event is kept", () -> ids(target).contains("first"));
            for (int i = 0; i < 10; i++) {
                acknowledge(hub, id, "again-" + i).expect(200);
                sent.add("again-" + i);
            }
            Eventually.until(
                    "what changed nothing is kept", () -> receipts(target).containsAll(sent));
            admin.post("/v1/notifications", Map.of("title", "may be lost")).expect(201);
            hub.kill();
        }
        Folders.delete(data);
        Path fresh = folder.resolve("fresh");
        try (FolderStore store = new FolderStore(target)) {
            Chain newest = new Chains(store, "default").newest().orElseThrow();
            Restore.intoFolder(
                    fresh,
                    new Wish(newest.archive(), Identities.NONE, Until.END, List.of("main", "traces"), "anna"),
                    Restore.Told.NOBODY,
                    Clock.systemUTC());
        }

        try (HubProcess hub = HubProcess.Launch.on(fresh, null).start()) {
            Admin admin = new Admin(hub::url, hub.adminKey());
            String other = admin.post("/v1/notifications", Map.of("title", "another"))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            assertThat(admin.get("/v1/notifications/" + id).path("state").asText())
                    .isEqualTo("acknowledged");
            for (String command : sent) {
                acknowledge(hub, id, command).expect(200);
                assertThat(acknowledge(hub, other, command).status())
                        .as("the id is used, also of a command that changed nothing")
                        .isEqualTo(409);
            }
        }
    }

    private static TestHub.Reply acknowledge(HubProcess hub, String notification, String command) {
        return TestHub.send(
                HttpRequest.newBuilder(URI.create(hub.url() + "/v1/notifications/" + notification + "/acknowledge"))
                        .header("Authorization", "Bearer " + hub.adminKey())
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", command)
                        .POST(BodyPublishers.ofString("{}"))
                        .build());
    }

    private static List<String> ids(Path target) {
        List<String> ids = new ArrayList<>();
        blocks(target, block -> block.events().forEach(event -> ids.add(event.id())));
        return ids;
    }

    private static List<String> receipts(Path target) {
        List<String> ids = new ArrayList<>();
        blocks(target, block -> block.receipts()
                .forEach(each -> ids.add(each.receipt().commandId())));
        return ids;
    }

    /** All that the newest row holds of the log main by now. */
    private static void blocks(Path target, Consumer<Block> each) {
        try {
            for (Chain chain : new Chains(new FolderStore(target), "default").all()) {
                for (Entry entry : chain.manifest().of("main")) chain.archive().read(entry, Identities.NONE, each);
            }
        } catch (IOException overtaken) {
            // It is written to: the next look sees it.
        }
    }

    /** The one row that there is, read to its end. */
    private static List<String> kept(Path target) throws IOException {
        List<Chain> chains = new Chains(new FolderStore(target), "default").all();
        assertThat(chains).hasSize(1);
        assertThat(chains.get(0).whole()).isTrue();
        List<String> ids = new ArrayList<>();
        for (Entry entry : chains.get(0).manifest().of("main")) {
            chains.get(0).archive().read(entry, Identities.NONE, block -> block.events().stream()
                    .map(RecordedEvent::id)
                    .forEach(ids::add));
        }
        return ids;
    }
}
