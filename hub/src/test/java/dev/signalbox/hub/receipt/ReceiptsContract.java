package dev.signalbox.hub.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.OwnerOnly;
import dev.signalbox.wire.resource.Question;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Receipts through the door of a hub: the same on every engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReceiptsContract {
    private Path folder;
    private TestHub hub;

    abstract TestHub open(Path folder);

    @BeforeAll
    void start(@TempDir Path data) {
        folder = data;
        hub = open(data);
    }

    @AfterAll
    void stop() {
        hub.close();
    }

    TestHub hub() {
        return hub;
    }

    @Test
    void of_an_answer_says_who_what_by_which_face_and_to_which_words() {
        String question = asked(Map.of(
                "prompt", "Deploy \"1.4\"?\u0001 ä\\",
                "body", "line\nline",
                "options", List.of("now", Map.of("value", "later", "label", "Tonight", "description", "at ten"))));
        hub.post(
                        "bot",
                        "/v1/questions/" + question + "/answer",
                        Map.of("value", "later", "comment", "ok", "onBehalfOf", "slack:U1 Jane", "via", "slack"))
                .expect(200);

        ReceiptCheck check = checked(receipt(question));

        assertThat(check.faults()).isEmpty();
        AnswerReceipt receipt = check.receipt();
        assertThat(receipt.outcome()).isEqualTo(Question.State.ANSWERED);
        assertThat(receipt.answer().value()).isEqualTo("later");
        assertThat(receipt.answer().onBehalfOf()).isEqualTo("slack:U1 Jane");
        assertThat(receipt.answer().by()).isEqualTo("bot");
        assertThat(receipt.answer().via()).isEqualTo("slack");
        assertThat(receipt.shown().version()).isEqualTo(1);
        assertThat(receipt.event().stream()).isEqualTo("question/" + question);
        assertThat(receipt.head().position())
                .isGreaterThanOrEqualTo(receipt.event().position());
        Question words = Json.readLenient(
                hub.get("user", "/v1/questions/" + question).expect(200).json(), Question.class);
        check.shown(words);
        assertThat(check.faults()).isEmpty();
    }

    @Test
    void of_other_words_than_were_shown_is_told() {
        String question = answered("One?");
        String other = answered("Other?");
        JsonNode words =
                hub.get("user", "/v1/questions/" + question).expect(200).json();

        for (Map.Entry<String, Object> change : Map.<String, Object>of(
                        "prompt", "Two?", "body", "more", "kind", "approval")
                .entrySet()) {
            ReceiptCheck check = checked(receipt(question));
            check.shown(Json.readLenient(
                    ((ObjectNode) words.deepCopy()).put(change.getKey(), (String) change.getValue()), Question.class));
            assertThat(check.faults())
                    .as(change.getKey())
                    .extracting(ReceiptCheck.Fault::kind)
                    .containsExactly(ReceiptCheck.Kind.WORDS_DIFFER);
        }
        ReceiptCheck ofOther = checked(receipt(other));
        ofOther.shown(Json.readLenient(words, Question.class));
        assertThat(ofOther.faults()).hasSize(1);
    }

    @Test
    void of_a_question_that_waits_is_refused_with_the_next_step_and_of_none_not_found() {
        String question = asked(Map.of("prompt", "Waiting?"));

        Reply waits =
                hub.get("viewer", "/v1/questions/" + question + "/receipt").expect(409);

        assertThat(waits.json().path("code").asText()).isEqualTo("not_resolved");
        assertThat(waits.json().path("detail").asText()).contains("/v1/questions/" + question + "?wait=60s");
        hub.get("viewer", "/v1/questions/0/receipt").expect(404);
        hub.get("viewer", "/v1/questions/receipts/receipt").expect(404);
        hub.get(TestHub.NOBODY, "/v1/questions/" + question + "/receipt").expect(401);
    }

    @Test
    void of_other_ends_say_them() {
        String cancelled = asked(Map.of("prompt", "Cancelled?"));
        hub.post("daemon", "/v1/questions/" + cancelled + "/cancel", Map.of("reason", "done"))
                .expect(200);
        String expired = asked(Map.of("prompt", "Expired?", "expiresIn", "1h"));
        String settled = asked(
                Map.of("prompt", "Settled?", "expiresIn", "1h", "onExpiry", "default", "defaultValue", "as before"));
        hub.clock().advance(Duration.ofHours(2));
        // Its timers stand on the clock of the machine.
        hub.restart();
        ended(expired);
        ended(settled);

        assertThat(genuine(cancelled).outcome()).isEqualTo(Question.State.CANCELLED);
        assertThat(genuine(cancelled).event().data()).contains("\"reason\":\"done\"");
        assertThat(genuine(expired).outcome()).isEqualTo(Question.State.EXPIRED);
        assertThat(genuine(expired).answer()).isNull();
        assertThat(genuine(settled).answer().source().word()).isEqualTo("default");
        assertThat(genuine(settled).answer().value()).isEqualTo("as before");
    }

    @Test
    void stay_good_when_the_key_is_lost_and_another_signs() throws IOException {
        String question = answered("Lost?");
        String before = receipt(question);
        Path file = folder.resolve("receipts.key");
        if (OwnerOnly.hasModes())
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        String secret = Json.readLenient(Files.readAllBytes(file), JsonNode.class)
                .path("d")
                .asText();
        assertThat(secret).isNotEmpty();

        Files.move(file, file.resolveSibling("moved away"));
        hub.restart();

        ReceiptCheck again = checked(receipt(question));
        assertThat(again.faults()).isEmpty();
        assertThat(checked(before).faults()).isEmpty();
        assertThat(checked(before).keyId()).isNotEqualTo(again.keyId());
        String announced = hub.get("admin", "/v1/events?types=question.signer_announced")
                .expect(200)
                .text();
        assertThat(announced).contains(again.keyId()).doesNotContain(secret);
        hub.restart();
        assertThat(checked(receipt(question)).keyId()).isEqualTo(again.keyId());
    }

    @Test
    void with_a_key_file_that_is_none_say_so_and_the_hub_serves() throws IOException {
        String question = answered("Broken?");
        receipt(question);
        Path file = folder.resolve("receipts.key");
        String good = Files.readString(file);
        String other = SigningKey.fresh().text();
        JsonNode mixed = ((ObjectNode) jwk(good)).put("x", jwk(other).path("x").asText());
        for (String broken : List.of("", "{", "{}", "null", good.substring(0, good.length() / 2), mixed.toString())) {
            Files.writeString(file, broken);
            hub.restart();

            Reply refused =
                    hub.get("viewer", "/v1/questions/" + question + "/receipt").expect(500);
            assertThat(refused.json().path("detail").asText())
                    .as(broken)
                    .contains("receipts.key", "holds no key", "moves it away")
                    .doesNotContain(folder.toString());
        }
        hub.get("viewer", "/v1/receipts/keys").expect(200);
        Files.writeString(file, good);

        assertThat(checked(receipt(question)).faults()).isEmpty();
    }

    @Test
    void of_a_space_are_signed_by_a_key_of_the_space() {
        JsonNode made = hub.post("admin", "/v1/spaces", Map.of("name", "billing"))
                .expect(201)
                .json();
        String key = made.path("key").path("secret").asText();
        String question = ofSpace(key, "POST", "/v1/questions", Map.of("prompt", "Pay?"))
                .path("id")
                .asText();
        ofSpace(key, "POST", "/v1/questions/" + question + "/answer", Map.of("value", "yes"));

        String receipt = ofSpace(key, "GET", "/v1/questions/" + question + "/receipt", null)
                .toString();

        PublicKeys ofSpace = PublicKeys.read(ofSpace(key, "GET", "/v1/receipts/keys", null));
        assertThat(ReceiptCheck.of(receipt.getBytes(StandardCharsets.UTF_8), ofSpace)
                        .faults())
                .isEmpty();
        assertThat(ReceiptCheck.of(receipt.getBytes(StandardCharsets.UTF_8), ofSpace)
                        .receipt()
                        .space())
                .isEqualTo("billing");
        answered("So that the hub has a key?");
        receipt(answered("Ours?"));
        assertThat(checked(receipt).faults())
                .extracting(ReceiptCheck.Fault::kind)
                .containsExactly(ReceiptCheck.Kind.KEY_UNKNOWN);
        hub.get("admin", "/v1/questions/" + question + "/receipt").expect(404);
    }

    private JsonNode ofSpace(String key, String method, String path, Object body) {
        var request = hub.request(TestHub.NOBODY, path).header("Authorization", "Bearer " + key);
        if (body == null) request.GET();
        else
            request.header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(Json.writeText(body)));
        Reply reply = TestHub.send(request.build());
        assertThat(reply.status()).as(reply.toString()).isLessThan(300);
        return reply.json();
    }

    private static JsonNode jwk(String text) {
        return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private AnswerReceipt genuine(String question) {
        ReceiptCheck check = checked(receipt(question));
        assertThat(check.faults()).isEmpty();
        return check.receipt();
    }

    private void ended(String question) {
        Eventually.until("it is over", () -> !hub.get("user", "/v1/questions/" + question)
                .json()
                .path("state")
                .asText()
                .equals("pending"));
    }

    String answered(String prompt) {
        String question = asked(Map.of("prompt", prompt));
        hub.post("user", "/v1/questions/" + question + "/answer", Map.of("value", "yes"))
                .expect(200);
        return question;
    }

    private String asked(Map<String, Object> wish) {
        return hub.post("daemon", "/v1/questions", new HashMap<>(wish))
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    String receipt(String question) {
        return hub.get("viewer", "/v1/questions/" + question + "/receipt")
                .expect(200)
                .text();
    }

    ReceiptCheck checked(String receipt) {
        return ReceiptCheck.of(
                receipt.getBytes(StandardCharsets.UTF_8),
                PublicKeys.read(
                        hub.get("viewer", "/v1/receipts/keys").expect(200).json()));
    }
}
