package dev.signalbox.hub.receipt;

import static dev.signalbox.hub.receipt.ReceiptCheck.Kind.CHAIN_BROKEN;
import static dev.signalbox.hub.receipt.ReceiptCheck.Kind.DATA_CHANGED;
import static dev.signalbox.hub.receipt.ReceiptCheck.Kind.FIELD_CHANGED;
import static dev.signalbox.hub.receipt.ReceiptCheck.Kind.KEY_UNKNOWN;
import static dev.signalbox.hub.receipt.ReceiptCheck.Kind.NO_RECEIPT;
import static dev.signalbox.hub.receipt.ReceiptCheck.Kind.SIGNATURE_WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.Await;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestNode;
import dev.signalbox.hub.UnmodifiedPrograms;
import dev.signalbox.hub.log.Erasure;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each kind of damage to a receipt is named, and what the hub signs is verified by libraries that nobody made for it:
 * those that {@code .ci/jose-verifiers} has installed, or whose folder {@code SIGNALBOX_TEST_JOSE} names.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReceiptDamageTest {
    private static final Path VERIFIERS = UnmodifiedPrograms.installed("SIGNALBOX_TEST_JOSE", "jose-verifiers");
    /** What only the signature vouches for. */
    private static final Set<String> OF_THE_SIGNER =
            Set.of("/signedAt", "/space", "/history", "/epoch", "/shown/sha256", "/head/position", "/head/hash");

    @TempDir
    static Path folder;

    static ObjectNode receipt;
    static JsonNode jwks;
    static PublicKeys trusted;
    static ObjectNode erased;
    static final SigningKey OWN = SigningKey.fresh();
    static final PublicKeys OWN_KEYS = PublicKeys.read(PublicKeys.jwk(OWN.x()));

    @BeforeAll
    static void sign() {
        Path data = folder.resolve("data");
        String question;
        try (TestHub hub = TestHub.start(data)) {
            question = hub.post("daemon", "/v1/questions", Map.of("prompt", "Ship?", "kind", "approval"))
                    .expect(201)
                    .json()
                    .path("id")
                    .asText();
            hub.post(
                            "bot",
                            "/v1/questions/" + question + "/answer",
                            Map.of("value", "approve", "comment", "why not", "onBehalfOf", "Jane", "via", "slack"),
                            "traceparent",
                            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                    .expect(200);
            receipt = of(hub, question);
        }
        try (TestNode node = TestNode.sqlite(data, java.time.Clock.systemUTC())) {
            Await.result(node.database()
                    .write(transaction -> Erasure.erase(transaction, "question/" + question, 3, all -> true)));
        }
        try (TestHub hub = TestHub.start(data)) {
            erased = of(hub, question);
            jwks = hub.get("admin", "/v1/receipts/keys").expect(200).json();
            trusted = PublicKeys.read(jwks);
        }
    }

    private static ObjectNode of(TestHub hub, String question) {
        return (ObjectNode) hub.get("admin", "/v1/questions/" + question + "/receipt")
                .expect(200)
                .json();
    }

    @Test
    void a_genuine_one_has_none_as_a_document_and_as_its_signed_form_alone() {
        assertThat(ReceiptCheck.of(receipt.toString().getBytes(StandardCharsets.UTF_8), trusted)
                        .faults())
                .isEmpty();
        assertThat(ReceiptCheck.of(("\n" + jws() + "\n").getBytes(StandardCharsets.UTF_8), trusted)
                        .faults())
                .isEmpty();
    }

    @Test
    void of_erased_words_says_so_and_still_proves_the_hash() {
        ReceiptCheck check = ReceiptCheck.of(erased.toString().getBytes(StandardCharsets.UTF_8), trusted);

        assertThat(check.faults()).isEmpty();
        assertThat(check.receipt().erased()).isTrue();
        assertThat(check.receipt().answer()).isNull();
        assertThat(check.receipt().shown().sha256()).isNull();
        assertThat(check.receipt().event().hash())
                .isEqualTo(receipt.at("/receipt/event/hash").asText());
        assertThat(erased.toString()).doesNotContain("why not", "Jane").contains("\"erased\":true");
    }

    @Test
    void a_field_that_says_something_else_than_was_signed_is_named() {
        for (String field : leaves("", receipt.path("receipt"))) {
            ObjectNode changed = receipt.deepCopy();
            change((ObjectNode) changed.path("receipt"), field);

            assertThat(ReceiptCheck.of(changed.toString().getBytes(StandardCharsets.UTF_8), trusted)
                            .faults())
                    .as(field)
                    .hasSize(1)
                    .allMatch(fault ->
                            fault.kind() == FIELD_CHANGED && fault.detail().startsWith("/receipt" + field + " is "));
        }
        ObjectNode more = receipt.deepCopy();
        ((ObjectNode) more.path("receipt")).put("more", 1);
        assertThat(kinds(more.toString(), trusted)).containsExactly(FIELD_CHANGED);
        assertThat(kinds(receipt.deepCopy().without("receipt").toString(), trusted))
                .containsExactly(FIELD_CHANGED);
    }

    @Test
    void what_was_changed_in_what_was_signed_has_a_wrong_signature() {
        for (String field : leaves("", receipt.path("receipt"))) {
            ObjectNode payload = receipt.path("receipt").deepCopy();
            change(payload, field);
            String[] parts = jws().split("\\.", -1);
            String forged =
                    parts[0] + "." + Jws.base64(payload.toString().getBytes(StandardCharsets.UTF_8)) + "." + parts[2];

            assertThat(kinds(forged, trusted)).as(field).contains(SIGNATURE_WRONG);
        }
        for (int i = 0; i < jws().length(); i += 7) {
            char other = jws().charAt(i) == 'A' ? 'B' : 'A';
            assertThat(kinds(jws().substring(0, i) + other + jws().substring(i + 1), trusted))
                    .as("character %d", i)
                    .isNotEmpty();
        }
    }

    @Test
    void a_signer_who_lies_about_the_event_is_found_out() {
        for (String field : leaves("", receipt.path("receipt"))) {
            if (OF_THE_SIGNER.contains(field)) continue;
            ObjectNode payload = receipt.path("receipt").deepCopy();
            change(payload, field);

            assertThat(kinds(Jws.sign(OWN, Json.write(payload)), OWN_KEYS))
                    .as(field)
                    .isNotEmpty();
        }
    }

    @Test
    void a_broken_chain_and_other_data_are_told_apart() {
        for (String field : List.of("previousHash", "hash", "dataSha256", "commandDigest"))
            assertThat(kinds(signed("event", field), OWN_KEYS)).as(field).contains(CHAIN_BROKEN);
        assertThat(kinds(signed("event", "data"), OWN_KEYS))
                .contains(DATA_CHANGED)
                .doesNotContain(CHAIN_BROKEN);
        ObjectNode early = receipt.path("receipt").deepCopy();
        ((ObjectNode) early.path("head")).put("position", 1);
        assertThat(kinds(Jws.sign(OWN, Json.write(early)), OWN_KEYS)).containsExactly(CHAIN_BROKEN);
        ObjectNode silent = receipt.path("receipt").deepCopy();
        ((ObjectNode) silent.path("event")).remove("data");
        assertThat(kinds(Jws.sign(OWN, Json.write(silent)), OWN_KEYS)).containsExactly(DATA_CHANGED);
    }

    @Test
    void an_unknown_key_is_named() {
        assertThat(kinds(receipt.toString(), OWN_KEYS)).containsExactly(KEY_UNKNOWN);
        assertThat(kinds(Jws.sign(OWN, Json.write(receipt.path("receipt"))), trusted))
                .containsExactly(KEY_UNKNOWN);
    }

    @Test
    void what_is_no_receipt_or_not_all_of_one_is_told() {
        String whole = receipt.toString();
        List<String> none = new ArrayList<>(List.of(
                "", "x", "{", "{}", "null", "[]", "a.b", "a.b.c", "..", "{\"jws\":7}", "{\"jws\":\"a.b.c.d\"}"));
        for (int end = 1; end < whole.length(); end += 41) none.add(whole.substring(0, end));
        for (String field : List.of("question", "outcome", "shown", "event", "head")) {
            ObjectNode less = receipt.path("receipt").deepCopy();
            less.remove(field);
            none.add(Jws.sign(OWN, Json.write(less)));
        }
        none.add(Jws.sign(OWN, Json.write(((ObjectNode) receipt.path("receipt").deepCopy()).put("form", "2"))));
        none.add(Jws.sign(OWN, "7".getBytes(StandardCharsets.UTF_8)));
        none.add(header("alg", "none"));
        none.add(header("typ", "JWT"));
        none.add(header("crit", "exp"));
        for (String text : none) assertThat(kinds(text, OWN_KEYS)).as(text).containsExactly(NO_RECEIPT);
    }

    @Test
    void the_library_jwcrypto_verifies_it() throws Exception {
        Path python = VERIFIERS.resolve("python/bin/python");
        UnmodifiedPrograms.require(python, ".ci/jose-verifiers installs jwcrypto");

        judged(VERIFIERS, python.toString(), "/receipt/judge.py");
    }

    @Test
    void the_library_jose_verifies_it() throws Exception {
        Path packages = VERIFIERS.resolve("node");
        UnmodifiedPrograms.require(packages.resolve("node_modules/jose"), ".ci/jose-verifiers installs jose");

        judged(packages, "node", "/receipt/judge.mjs");
    }

    private static void judged(Path where, String program, String judge) throws Exception {
        UnmodifiedPrograms programs = new UnmodifiedPrograms(folder, Map.of());
        Path document = Files.writeString(folder.resolve("receipt.json"), receipt.toString());
        Path keys = Files.writeString(folder.resolve("keys.jwks"), jwks.toString());

        JsonNode seen = UnmodifiedPrograms.seen(
                programs.run(where, program, programs.copied(judge).toString(), document.toString(), keys.toString()));

        assertThat(seen.path("payload")).isEqualTo(receipt.path("receipt"));
        assertThat(seen.path("forged").asText()).isEqualTo("refused");
        assertThat(seen.path("shown").asText())
                .isEqualTo(receipt.at("/receipt/shown/sha256").asText());
        assertThat(seen.path("hash").asText())
                .isEqualTo(receipt.at("/receipt/event/hash").asText());
    }

    private static String header(String name, String value) {
        ObjectNode header =
                Json.object().put("alg", "EdDSA").put("kid", OWN.id()).put("typ", Jws.TYPE);
        String[] parts = jws().split("\\.", -1);
        return Jws.base64(Json.write(header.put(name, value))) + "." + parts[1] + "." + parts[2];
    }

    private static String signed(String in, String field) {
        ObjectNode payload = receipt.path("receipt").deepCopy();
        change(payload, "/" + in + "/" + field);
        return Jws.sign(OWN, Json.write(payload));
    }

    private static String jws() {
        return receipt.path("jws").asText();
    }

    private static List<ReceiptCheck.Kind> kinds(String text, PublicKeys keys) {
        return ReceiptCheck.of(text.getBytes(StandardCharsets.UTF_8), keys).faults().stream()
                .map(ReceiptCheck.Fault::kind)
                .distinct()
                .toList();
    }

    private static List<String> leaves(String at, JsonNode node) {
        if (!node.isObject()) return List.of(at);
        List<String> leaves = new ArrayList<>();
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            leaves.addAll(leaves(at + "/" + name, node.path(name)));
        }
        return leaves;
    }

    /** To something of the same form. */
    private static void change(ObjectNode in, String field) {
        int last = field.lastIndexOf('/');
        ObjectNode parent = (ObjectNode) in.at(field.substring(0, last));
        String name = field.substring(last + 1);
        JsonNode was = parent.path(name);
        if (was.isNumber()) parent.put(name, was.asLong() + 1);
        else if (name.equals("outcome")) parent.put(name, "expired");
        else if (name.equals("source")) parent.put(name, "default");
        else if (was.asText().matches("\\d{4}-.*")) parent.put(name, "2001-01-01T00:00:00Z");
        else if (name.equals("data")) parent.put(name, was.asText().replace("approve", "decline"));
        else
            parent.put(
                    name,
                    (was.asText().charAt(0) == 'a' ? "b" : "a") + was.asText().substring(1));
    }
}
