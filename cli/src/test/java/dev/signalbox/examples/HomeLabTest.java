package dev.signalbox.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.Signalbox;
import dev.signalbox.examples.ExampleHub.Store;
import dev.signalbox.hub.Eventually;
import dev.signalbox.wire.resource.Question;
import homelab.Provisioner;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HomeLabTest {
    private static final String SHA256 = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @EnumSource(Store.class)
    void a_database_is_deleted_when_a_person_says_so_and_not_before(Store store, @TempDir Path folder)
            throws Exception {
        try (ExampleHub example = ExampleHub.start("home-lab", store, folder)) {
            Signalbox service = example.program("provisioner", "service");
            Signalbox person = example.program("jane", "user");
            Provisioner lab = new Provisioner(service);
            lab.register("photos", "postgres", "immich");
            lab.backedUp("photos", Instant.parse("2026-11-20T03:00:00Z"), 1_000_000, SHA256)
                    .accepted()
                    .toCompletableFuture()
                    .get(20, SECONDS);

            Question first = lab.askToDelete("photos");
            answer(person, first, "decline");
            assertThat(lab.deleteIfApproved("photos", first)).isFalse();
            Eventually.until("all is told", () -> service.outbox().isDrained());
            assertThat(example.keysOf("databases")).containsExactly("photos");

            Question second = lab.askToDelete("photos");
            answer(person, second, "approve");
            assertThat(lab.deleteIfApproved("photos", second)).isTrue();
            Eventually.until("all is told", () -> service.outbox().isDrained());

            assertThat(example.keysOf("databases")).isEmpty();
            JsonNode history = example.hub()
                    .get("viewer", "/v1/tables/databases/rows/photos/history")
                    .expect(200)
                    .json();
            assertThat(history.path("items").findValuesAsText("type"))
                    .contains("databases.put", "databases.patched", "databases.deleted");
            assertThat(example.keysOf("database_backups")).hasSize(1);
            assertThat(service.outbox().attention()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Store.class)
    void a_service_cannot_answer_and_a_bad_row_is_refused_by_its_field(Store store, @TempDir Path folder) {
        try (ExampleHub example = ExampleHub.start("home-lab", store, folder)) {
            Signalbox service = example.program("provisioner", "service");
            Question question = new Provisioner(service).askToDelete("none");
            Eventually.until(
                    "it is asked",
                    () -> example.hub()
                                    .get("user", "/v1/questions/" + question.id())
                                    .status()
                            == 200);

            example.hub()
                    .post("service", "/v1/questions/" + question.id() + "/answer", Map.of("value", "approve"))
                    .expect(403);
            JsonNode refused = example.hub()
                    .post(
                            "service",
                            "/v1/tables/database_backups/rows",
                            Map.of(
                                    "database",
                                    "photos",
                                    "taken_at",
                                    "2026-11-20T03:00:00Z",
                                    "bytes",
                                    1,
                                    "sha256",
                                    "short"))
                    .expect(400)
                    .json();

            assertThat(refused.path("errors").findValuesAsText("pointer"))
                    .anyMatch(pointer -> pointer.endsWith("/sha256"));
        }
    }

    private static void answer(Signalbox person, Question question, String value) throws Exception {
        Eventually.until(
                "the question is there", () -> person.questions().list(Map.of("state", "pending")).items().stream()
                        .anyMatch(each -> each.id().equals(question.id())));
        person.questions()
                .answer(question.id(), value)
                .accepted()
                .toCompletableFuture()
                .get(20, SECONDS);
    }
}
