package dev.signalbox.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import codingdaemon.CodingDaemon;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.local.Execution;
import dev.signalbox.client.local.Task;
import dev.signalbox.client.replica.AsOf;
import dev.signalbox.examples.ExampleHub.Store;
import dev.signalbox.hub.Eventually;
import dev.signalbox.wire.resource.Answer;
import dev.signalbox.wire.resource.Question;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodingDaemonTest {
    @ParameterizedTest
    @EnumSource(Store.class)
    void works_the_roadmap_off_asks_and_is_heard_through_a_cut(Store store, @TempDir Path folder) throws Exception {
        try (ExampleHub example = ExampleHub.start("coding-daemon", store, folder)) {
            Signalbox person = example.program("jane", "user");
            Signalbox slack = example.program("slack", "bot");
            Signalbox hub = example.program("coder", "daemon");
            person.roadmap()
                    .add("PRIORITY 3", "A database", item -> {})
                    .accepted()
                    .toCompletableFuture()
                    .get(20, SECONDS);

            try (CodingDaemon daemon = new CodingDaemon(hub)) {
                daemon.roadmap().ready().toCompletableFuture().get(20, SECONDS);
                Eventually.until(
                        "the roadmap is copied",
                        () -> !daemon.roadmap().list().items().isEmpty());
                assertThat(daemon.plan()).containsExactly("PRIORITY 3");
                assertThat(daemon.plan()).as("a second plan adds nothing").containsExactly("PRIORITY 3");
                Task task = daemon.begin().orElseThrow();
                Question question = daemon.ask(task, "sqlite or postgres?", "sqlite", "postgres");

                Eventually.until(
                        "the question is seen",
                        () -> slack.questions().list(Map.of()).items().size() == 1);
                var unused = slack.questions()
                        .answer(question.id(), "sqlite", answer -> answer.onBehalfOf("slack:U123 Jane"))
                        .accepted()
                        .toCompletableFuture()
                        .get(20, SECONDS);
                var interaction = slack.tables()
                        .append(
                                "slack_interactions",
                                Map.of(
                                        "type",
                                        "block_actions",
                                        "user",
                                        Map.of("id", "U123"),
                                        "team",
                                        Map.of("id", "T1")));
                interaction.accepted().toCompletableFuture().get(20, SECONDS);

                CompletableFuture<Answer> finished = CompletableFuture.supplyAsync(() -> daemon.finish(task, question));
                assertThat(finished.get(20, SECONDS).onBehalfOf()).isEqualTo("slack:U123 Jane");
                example.hub().stop();
                Eventually.until(
                        "the copy says that nobody hears the hub",
                        () -> daemon.roadmap().asOf().state() != AsOf.State.LIVE);
                assertThat(daemon.roadmap().get("PRIORITY 3"))
                        .as("still readable")
                        .isPresent();
                hub.notifications().post("written while the hub was away");
                example.hub().open();
            }
            Eventually.until("nothing waits any more", () -> hub.outbox().isDrained());

            JsonNode item = example.hub()
                    .get("viewer", "/v1/roadmap/PRIORITY%203")
                    .expect(200)
                    .json();
            assertThat(item.path("status").textValue()).isEqualTo("done");
            List<String> statuses = example.hub()
                    .get("viewer", "/v1/roadmap/PRIORITY%203/history")
                    .expect(200)
                    .json()
                    .findValuesAsText("by");
            assertThat(statuses).contains("jane", "coder");
            assertThat(example.hub().get("viewer", "/v1/notifications").json().findValuesAsText("title"))
                    .containsExactlyInAnyOrder("PRIORITY 3 is done, on sqlite", "written while the hub was away");
            assertThat(hub.local().executionLog().about("PRIORITY 3", 0, 10))
                    .extracting(Execution::kind)
                    .containsExactly("begun", "asked", "done");
            assertThat(example.keysOf("slack_interactions")).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Store.class)
    void keeps_its_own_tables_to_itself(Store store, @TempDir Path folder) {
        try (ExampleHub example = ExampleHub.start("coding-daemon", store, folder)) {
            for (String table : List.of("daemon_task_queue", "daemon_execution_log", "daemon_branches")) {
                JsonNode result = example.hub()
                        .post("daemon", "/v1/commands", """
                                {"commands": [{"id": "try-%1$s", "command": "table.put", "target": "%1$s/1", "body": {"row": {"id": "1"}}}]}""".formatted(table))
                        .expect(200)
                        .json()
                        .path("results")
                        .path(0);

                assertThat(result.path("verdict").textValue()).isEqualTo("rejected");
                assertThat(result.path("problem").path("code").textValue()).isEqualTo("table_isolated");
            }
        }
    }
}
