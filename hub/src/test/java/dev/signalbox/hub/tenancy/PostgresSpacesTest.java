package dev.signalbox.hub.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresSpacesTest extends SpacesContract {
    private static final int ROUNDS = 4;

    private final String database = TestPostgres.freshDatabase();

    @Override
    TestHub start(Path folder) {
        return TestHub.onPostgres(folder, database);
    }

    /** Asks both nodes at the same moment, each with a wish of its own. */
    private static List<Reply> both(TestHub one, TestHub other, String path, List<Map<String, Object>> wishes) {
        CyclicBarrier together = new CyclicBarrier(2);
        return Stream.of(one, other)
                .map(node -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                together.await();
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                            return node.post("admin", path, wishes.get(node == one ? 0 : 1));
                        },
                        task -> new Thread(task, "asks").start()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    /** One made it, and the other hears so, or came behind it and hears that it is there. Gives the key of it. */
    private static String oneMade(List<Reply> replies) {
        List<Reply> made = replies.stream().filter(each -> each.status() == 201).toList();
        assertThat(made).as(replies.toString()).hasSize(1);
        Reply late = replies.stream()
                .filter(each -> each.status() != 201)
                .findFirst()
                .orElseThrow();
        assertThat(late.expect(409).json().path("detail").asText())
                .as(late.text())
                .containsAnyOf("another node of this hub makes the space", "is taken");
        return made.get(0).json().path("key").path("secret").asText();
    }

    @Test
    void of_two_nodes_that_make_one_at_once_one_does_and_nothing_half_is_left_by_the_other(@TempDir Path second) {
        try (TestHub node = TestHub.start(HubConfig.embedded(second, 0).onPostgres(database), hub.clock())) {
            SpaceCalls there = new SpaceCalls(node);
            for (int round = 0; round < ROUNDS; round++) {
                Map<String, Object> wish = Map.of("name", "made-" + round);

                String key = oneMade(both(hub, node, "/v1/spaces", List.of(wish, wish)));

                spaces.post(key, "/v1/notifications", Map.of("title", "hello")).expect(201);
                Eventually.assertThat(() -> assertThat(
                                there.get(key, "/v1/notifications").json().path("items"))
                        .hasSize(1));
            }
        }
    }

    /** What was noted of the place that lost is the password of a database in which there is nothing. */
    @Test
    void of_two_nodes_that_make_one_in_two_databases_one_does_and_the_other_forgets_its_own(@TempDir Path second) {
        try (TestHub node = TestHub.start(HubConfig.embedded(second, 0).onPostgres(database), hub.clock())) {
            for (int round = 0; round < 2; round++) {
                String name = "made-" + round;
                Map<String, Object> here = Map.of("name", name, "database", TestPostgres.freshDatabase());
                Map<String, Object> there = Map.of("name", name, "database", TestPostgres.freshDatabase());

                String key = oneMade(both(hub, node, "/v1/spaces", List.of(here, there)));

                List<Path> notes = Stream.of(folder, second)
                        .map(data -> data.resolve("spaces").resolve(name).resolve("database"))
                        .filter(note -> note.toFile().exists())
                        .toList();
                assertThat(notes).hasSize(1);
                TestHub made = notes.get(0).startsWith(folder) ? hub : node;
                new SpaceCalls(made).get(key, "/v1/notifications").expect(200);
            }
        }
    }

    @Test
    void of_two_nodes_that_clone_one_at_once_one_fills_it_once(@TempDir Path second) {
        String source = spaces.keyOf("source");
        for (int i = 0; i < 30; i++) {
            spaces.post(source, "/v1/notifications", Map.of("title", "n" + i)).expect(201);
        }
        try (TestHub node = TestHub.start(HubConfig.embedded(second, 0).onPostgres(database), hub.clock())) {
            SpaceCalls there = new SpaceCalls(node);
            Eventually.until(
                    "it knows the source",
                    () -> node.get("admin", "/v1/spaces/source").status() == 200);
            for (int round = 0; round < ROUNDS; round++) {
                Map<String, Object> wish = new HashMap<>(Map.of("name", "clone-" + round));
                if (round % 2 == 0) wish.put("externalId", "once-" + round);

                List<Reply> replies = both(hub, node, "/v1/spaces/source/clone", List.of(wish, wish));

                List<String> secrets = replies.stream()
                        .map(each -> each.json().path("key").path("secret").asText(""))
                        .filter(secret -> !secret.isEmpty())
                        .toList();
                assertThat(secrets).as(replies.toString()).hasSize(1);
                assertThat(replies).allSatisfy(each -> assertThat(each.status()).isIn(200, 201, 409));
                for (SpaceCalls calls : List.of(spaces, there)) {
                    Eventually.assertThat(() -> assertThat(calls.get(secrets.get(0), "/v1/notifications?limit=100")
                                    .json()
                                    .path("items"))
                            .hasSize(30));
                }
                JsonNode keys = spaces.get(secrets.get(0), "/v1/keys")
                        .expect(200)
                        .json()
                        .path("items");
                assertThat(keys).filteredOn(key -> !key.hasNonNull("revokedAt")).hasSize(1);
            }
        }
    }
}
