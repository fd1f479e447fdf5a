package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.history.Store;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More writes than the disk takes: what does not fit into the queue is refused, what was acknowledged is kept. */
class OverloadTest {
    private static final int DATA_BYTES = 60_000;
    private static final int COMMANDS = 16;
    private static final int BATCHES = 2 * Limits.APPEND_QUEUE_BYTES_MAX / (COMMANDS * DATA_BYTES);

    private final List<String> ids = new ArrayList<>();

    @Test
    void a_full_queue_refuses_with_a_time_to_come_again_and_drops_nothing_that_it_took(@TempDir Path data)
            throws Exception {
        try (TestHub hub = TestHub.start(data)) {
            List<String> bodies = new ArrayList<>();
            for (int i = 0; i < BATCHES; i++) bodies.add(batch());
            hub.key("daemon");
            List<CompletableFuture<TestHub.Reply>> answers = new ArrayList<>();
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("main.db"));
                    Statement statement = other.createStatement()) {
                // The one thing that keeps a hub from writing while its disk is well: somebody else writes.
                statement.execute("BEGIN IMMEDIATE");
                for (String body : bodies) answers.add(send(hub, body));
                Eventually.until("the first is refused", () -> answers.stream().anyMatch(CompletableFuture::isDone));
                statement.execute("ROLLBACK");
            }

            List<TestHub.Reply> replies = new ArrayList<>();
            for (CompletableFuture<TestHub.Reply> answer : answers) replies.add(answer.get(60, TimeUnit.SECONDS));
            List<TestHub.Reply> refused =
                    replies.stream().filter(reply -> reply.status() != 200).toList();
            assertThat(refused).isNotEmpty().allSatisfy(reply -> {
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.json().path("code").textValue()).isEqualTo("overloaded");
                assertThat(reply.header("Retry-After")).isPresent();
            });
            assertThat(refused).hasSizeLessThan(BATCHES);
            assertThat(written(data)).containsAll(acknowledged(replies));

            for (String body : bodies) hub.post("daemon", "/v1/commands", body).expect(200);
            assertThat(written(data)).containsAll(ids);
            assertThat(Store.sqlite(data).read().findings()).isEmpty();
        }
    }

    /** A text of 60,000 characters that becomes 30,000 values: forty times as many bytes. */
    @Test
    void bodies_that_grow_when_they_are_read_are_refused_before_they_fill_the_memory(@TempDir Path data)
            throws Exception {
        try (TestHub hub = TestHub.start(data)) {
            hub.key("daemon");
            String body = "{\"title\":\"many\",\"data\":{\"n\":[" + "1,".repeat(DATA_BYTES / 2) + "1]}}";
            long each = 85L * DATA_BYTES / 2;
            int many = (int) (Runtime.getRuntime().maxMemory() / Limits.BODY_TREES_HEAP_PART / each) + 20;
            List<CompletableFuture<TestHub.Reply>> answers = new ArrayList<>();
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("main.db"));
                    Statement statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                for (int i = 0; i < many; i++) answers.add(send(hub, "/v1/notifications", body));
                Eventually.until("the first is refused", () -> answers.stream().anyMatch(CompletableFuture::isDone));
                statement.execute("ROLLBACK");
            }

            int refused = 0;
            for (CompletableFuture<TestHub.Reply> answer : answers) {
                TestHub.Reply reply = answer.get(60, TimeUnit.SECONDS);
                if (reply.status() == 201) continue;
                assertThat(reply.expect(503).text()).contains("the memory that this hub has to read it");
                assertThat(reply.header("Retry-After")).isPresent();
                refused++;
            }
            assertThat(refused).isPositive().isLessThan(many);
            hub.post("daemon", "/v1/notifications", body).expect(201);
        }
    }

    private String batch() {
        ObjectNode batch = Json.object();
        for (int i = 0; i < COMMANDS; i++) {
            String id = Ids.next();
            ids.add(id);
            ObjectNode command =
                    batch.withArray("commands").addObject().put("id", id).put("command", "notification.post");
            command.putObject("body").put("title", "big").putObject("data").put("filler", "x".repeat(DATA_BYTES));
        }
        return Json.writeText(batch);
    }

    private static CompletableFuture<TestHub.Reply> send(TestHub hub, String body) {
        return send(hub, "/v1/commands", body);
    }

    private static CompletableFuture<TestHub.Reply> send(TestHub hub, String path, String body) {
        return CompletableFuture.supplyAsync(
                () -> hub.send(
                        "daemon",
                        hub.request("daemon", path)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))),
                task -> new Thread(task, "sender").start());
    }

    private static Set<String> acknowledged(List<TestHub.Reply> replies) {
        Set<String> acknowledged = new HashSet<>();
        for (TestHub.Reply reply : replies) {
            reply.json().path("results").forEach(result -> {
                if (result.path("verdict").textValue().equals("accepted"))
                    acknowledged.add(result.path("id").textValue());
            });
        }
        return acknowledged;
    }

    private static Set<String> written(Path data) {
        Set<String> written = new HashSet<>();
        Store.sqlite(data).read().events().forEach(event -> written.add(event.id()));
        return written;
    }
}
