package dev.signalbox.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.outbox.OutboxReceipt;
import dev.signalbox.client.replica.Replica;
import dev.signalbox.examples.ExampleHub.Store;
import dev.signalbox.hub.Eventually;
import java.nio.file.Path;
import narrativebot.NarrativeBot;
import narrativebot.Observability;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NarrativeBotTest {
    private static final String TABLE = "narrative_executions";

    @ParameterizedTest
    @EnumSource(Store.class)
    void host_container_and_observability_see_the_same_rows(Store store, @TempDir Path folder) throws Exception {
        try (ExampleHub example = ExampleHub.start("narrative-bot", store, folder)) {
            NarrativeBot bot = new NarrativeBot(example.program("bot", "bot"));
            Signalbox eyes = example.program("grafana", "observer");
            Replica container = example.program("container", "daemon").replica(TABLE);
            try (Observability observability = new Observability(eyes)) {
                NarrativeBot.Execution first = bot.step(bot.step(bot.begin("a storm")));
                NarrativeBot.Execution second = bot.step(bot.begin("a wedding"));
                bot.end(first);
                OutboxReceipt last = bot.end(second);
                last.accepted().toCompletableFuture().get(20, SECONDS);

                Eventually.until("every step is counted once", () -> observability.steps() == 3);
                container.awaitPosition(last).toCompletableFuture().get(20, SECONDS);
                assertThat(container.query(all -> all.where("state", "done")).items())
                        .hasSize(2);
                assertThat(container
                                .get(first.id())
                                .orElseThrow()
                                .row()
                                .path("steps")
                                .intValue())
                        .isEqualTo(2);
                JsonNode onTheHost = example.hub()
                        .get("user", "/v1/tables/" + TABLE + "/rows?state=done")
                        .expect(200)
                        .json();
                assertThat(onTheHost.path("items")).hasSize(2);
                JsonNode history = example.hub()
                        .get("observer", "/v1/tables/" + TABLE + "/rows/" + first.id() + "/history")
                        .expect(200)
                        .json();
                assertThat(history.path("items")).hasSize(4);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Store.class)
    void observability_can_read_and_nothing_else(Store store, @TempDir Path folder) throws Exception {
        try (ExampleHub example = ExampleHub.start("narrative-bot", store, folder)) {
            Signalbox eyes = example.program("grafana", "observer");

            OutboxReceipt refused =
                    eyes.tables().put(TABLE, "1", new NarrativeBot.Execution("1", "a storm", "done", 1));

            Eventually.until(
                    "the hub has said no", () -> !eyes.outbox().attention().isEmpty());
            Eventually.until(
                    "the program is told",
                    () -> refused.accepted().toCompletableFuture().isCompletedExceptionally());
            assertThat(example.keysOf(TABLE)).isEmpty();
            example.hub().get("viewer", "/v1/tables/" + TABLE + "/rows").expect(403);
        }
    }
}
