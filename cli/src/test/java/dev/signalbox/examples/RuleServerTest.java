package dev.signalbox.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.replica.Replica;
import dev.signalbox.examples.ExampleHub.Store;
import dev.signalbox.hub.Eventually;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ruleserver.Editor;
import ruleserver.Enforcer;

class RuleServerTest {
    @ParameterizedTest
    @EnumSource(Store.class)
    void a_rule_changes_once_and_only_when_somebody_else_approves(Store store, @TempDir Path folder) throws Exception {
        try (ExampleHub example = ExampleHub.start("rule-server", store, folder)) {
            Signalbox ann = example.program("ann", "editor");
            Signalbox bob = example.program("bob", "editor");
            Replica rules = example.program("agent-1", "agent").replica("rules");
            Editor editor = new Editor(ann);
            try (Enforcer enforcer = new Enforcer(example.program("enforcer", "enforcer"))) {
                String first = editor.propose("r1", "core", "Tests before code");
                awaitQuestion(bob, first);
                ann.questions().answer(first, "approve");
                Eventually.until(
                        "the asker was refused", () -> !ann.outbox().attention().isEmpty());
                assertThat(ann.outbox().attention().get(0).problem().code()).isEqualTo("forbidden");

                bob.questions()
                        .answer(first, "approve")
                        .accepted()
                        .toCompletableFuture()
                        .get(20, SECONDS);
                Eventually.until(
                        "the rule is there", () -> example.keysOf("rules").contains("r1"));
                long approved = row(example, "r1").path("position").longValue();

                String second = editor.propose("r1", "core", "No tests at all");
                awaitQuestion(bob, second);
                bob.questions()
                        .answer(second, "decline")
                        .accepted()
                        .toCompletableFuture()
                        .get(20, SECONDS);
                String third = editor.propose("r1", "core", "Tests with the code");
                awaitQuestion(bob, third);
                bob.questions()
                        .answer(third, "approve")
                        .accepted()
                        .toCompletableFuture()
                        .get(20, SECONDS);
                Eventually.until(
                        "the trail is complete",
                        () -> example.keysOf("change_events").size() == 6);
                Eventually.until(
                        "the rule has changed", () -> text(row(example, "r1")).equals("Tests with the code"));

                assertThat(text(example.hub()
                                .get("viewer", "/v1/tables/rules/rows/r1?asOf=" + approved)
                                .expect(200)
                                .json()))
                        .isEqualTo("Tests before code");
                assertThat(trail(example))
                        .containsExactlyInAnyOrder(
                                "proposed", "applied", "proposed", "declined", "proposed", "applied");
                example.hub().get("viewer", "/v1/tables/members/rows").expect(403);
                rules.awaitPosition(row(example, "r1").path("position").longValue())
                        .toCompletableFuture()
                        .get(20, SECONDS);
            }
            example.hub().stop();
            assertThat(rules.get("r1").orElseThrow().row().path("text").textValue())
                    .as("an agent knows its rules without the hub")
                    .isEqualTo("Tests with the code");
            example.hub().open();
        }
    }

    private static void awaitQuestion(Signalbox reader, String id) {
        Eventually.until(
                "the proposal is seen", () -> reader.questions().list(Map.of("state", "pending")).items().stream()
                        .anyMatch(question -> question.id().equals(id)));
    }

    private static JsonNode row(ExampleHub example, String rule) {
        return example.hub()
                .get("viewer", "/v1/tables/rules/rows/" + rule)
                .expect(200)
                .json();
    }

    private static String text(JsonNode row) {
        return row.path("row").path("text").textValue();
    }

    private static java.util.List<String> trail(ExampleHub example) {
        return example.hub()
                .get("user", "/v1/tables/change_events/rows?rule=r1")
                .expect(200)
                .json()
                .findValuesAsText("what");
    }
}
