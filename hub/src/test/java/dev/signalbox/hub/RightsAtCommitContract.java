package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Ids;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A command that was judged and is not written yet, while a right that it hangs on is taken away, at another node where
 * there are two: what is written was judged by the rights that stand before it in the log.
 */
abstract class RightsAtCommitContract {
    private static final String NO_DAEMONS = "tables: {notifications: {commands: {notification.post: [user]}}}";
    private static final String ANOTHER = "roles: {observer: {description: looks}}";

    @TempDir
    Path folder;

    /** Where rights are taken away. */
    private TestHub here;
    /** Where commands are held before they are written; may be the same. */
    private TestHub there;

    private final AppendGate gate = new AppendGate("notification/");

    /** A hub, or two nodes of one store, of which the last has this engine. */
    abstract List<TestHub> hubs(Path folder, Engine.Choice gated);

    @BeforeEach
    void start() {
        List<TestHub> hubs = hubs(folder, gate.engine());
        here = hubs.get(0);
        there = hubs.get(hubs.size() - 1);
    }

    @AfterEach
    void stop() {
        there.close();
        if (here != there) here.close();
    }

    @Test
    void a_command_whose_role_lost_the_right_before_it_is_written_is_refused() {
        CompletableFuture<Reply> reply = held(here.key("daemon"), post("late"));

        apply(NO_DAEMONS);
        gate.open();

        assertThat(reply.join().expect(403).json().path("code").textValue()).isEqualTo("forbidden");
        assertThat(titles()).doesNotContain("late");
    }

    @Test
    void a_command_whose_key_was_revoked_before_it_is_written_is_refused_whole() {
        CompletableFuture<Reply> alone = held(here.newKey("leaving", "daemon"), post("late"));
        revoke("leaving");
        gate.open();
        assertThat(alone.join().expect(401).json().path("code").textValue()).isEqualTo("unauthorized");

        String batch = "{\"commands\":[{\"id\":\"" + Ids.next()
                + "\",\"command\":\"notification.post\",\"body\":{\"title\":\"late\"}}]}";
        CompletableFuture<Reply> batched = held(here.newKey("going", "daemon"), "/v1/commands", batch);
        revoke("going");
        gate.open();
        batched.join().expect(401);

        assertThat(titles()).doesNotContain("late");
    }

    @Test
    void a_command_that_may_still_be_sent_is_judged_again_and_written_once() {
        CompletableFuture<Reply> reply = held(here.key("daemon"), post("fine"));

        apply(ANOTHER);
        gate.open();

        reply.join().expect(201);
        assertThat(titles()).containsOnlyOnce("fine");
    }

    @Test
    void what_changes_nothing_is_judged_again_too() {
        String id = here.post("daemon", "/v1/notifications", Map.of("title", "seen"))
                .expect(201)
                .json()
                .path("id")
                .textValue();
        String resolve = "/v1/notifications/" + id + "/resolve";
        here.post("daemon", resolve, Map.of()).expect(200);
        CompletableFuture<Reply> reply = held(here.key("daemon"), resolve, "{}", "Idempotency-Key", Ids.next());

        apply("tables: {notifications: {commands: {notification.resolve: [user]}}}");
        gate.open();

        reply.join().expect(403);
    }

    private CompletableFuture<Reply> held(String key, String body) {
        return held(key, "/v1/notifications", body);
    }

    /** Sends, and completes its answer some time after the gate was opened. */
    private CompletableFuture<Reply> held(String key, String path, String body, String... headers) {
        Eventually.until(
                "the key is known",
                () -> there.getOnce(TestHub.NOBODY, "/v1/whoami", "X-API-Key", key)
                                .status()
                        == 200);
        List<String> all = new ArrayList<>(List.of("X-API-Key", key));
        all.addAll(List.of(headers));
        CompletableFuture<Void> reached = gate.shut();
        CompletableFuture<Reply> reply =
                CompletableFuture.supplyAsync(() -> there.post(TestHub.NOBODY, path, body, all.toArray(String[]::new)));
        CompletableFuture.anyOf(reached, reply).join();
        assertThat(reply).as("it is held before it is written").isNotDone();
        return reply;
    }

    private void apply(String file) {
        here.send("admin", "PUT", "/v1/ownership", Map.of("file", file)).expect(200);
    }

    private void revoke(String name) {
        for (JsonNode key : here.get("admin", "/v1/keys").json().path("items")) {
            if (key.path("name").asText().equals(name))
                here.delete("admin", "/v1/keys/" + key.path("id").asText()).expect(200);
        }
    }

    private List<String> titles() {
        return here.get("admin", "/v1/events?types=notification.posted")
                .json()
                .path("events")
                .findValuesAsText("title");
    }

    private static String post(String title) {
        return "{\"title\":\"" + title + "\"}";
    }
}
