package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestHub.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies of a hub that runs and is written to, made by SQLite's own means: a hub starts on them and has it all. */
class CopiedStoreTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"backup to %s", "VACUUM INTO '%s'"})
    void has_all_that_was_acknowledged_before(String copy) throws Exception {
        Path copied = Files.createDirectory(folder.resolve("copied"));
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger acknowledged = new AtomicInteger();
        int before;
        try (TestHub hub = TestHub.start(folder.resolve("running"))) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                while (!over.get()) {
                    hub.post("admin", "/v1/notifications", Map.of("title", "n")).expect(201);
                    acknowledged.incrementAndGet();
                }
            });
            Eventually.until("some are written", () -> acknowledged.get() > 20);
            before = acknowledged.get();
            for (String log : List.of("main", "traces")) copy(copy, folder.resolve("running"), copied, log);
            int during = acknowledged.get();
            Eventually.until("the hub goes on", () -> acknowledged.get() > during);
            over.set(true);
            writing.join();
        }

        try (TestHub hub = TestHub.start(copied)) {
            Reply page = hub.get("admin", "/v1/events?types=notification.posted&limit=500");
            assertThat(page.expect(200).json().path("events")).hasSizeGreaterThanOrEqualTo(before);
            hub.getOnce("admin", "/health/ready").expect(200);
            hub.post("admin", "/v1/notifications", Map.of("title", "after")).expect(201);
        }
    }

    private static void copy(String how, Path from, Path to, String log) throws SQLException, IOException {
        try (Connection file = DriverManager.getConnection("jdbc:sqlite:" + from.resolve(log + ".db"));
                Statement statement = file.createStatement()) {
            statement.executeUpdate(how.formatted(to.resolve(log + ".db")));
        }
    }
}
