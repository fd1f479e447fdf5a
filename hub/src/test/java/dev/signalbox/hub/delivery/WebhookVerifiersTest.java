package dev.signalbox.hub.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.UnmodifiedPrograms;
import dev.signalbox.hub.delivery.Receiver.Got;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the hub sends, judged by the public libraries of Standard Webhooks, those that {@code .ci/webhook-verifiers} has
 * installed, or whose folder {@code SIGNALBOX_TEST_WEBHOOKS} names: they take what is genuine, also while a secret is
 * rotated, and nothing else.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class WebhookVerifiersTest {
    private static final Path VERIFIERS = UnmodifiedPrograms.installed("SIGNALBOX_TEST_WEBHOOKS", "webhook-verifiers");
    private static final int SECONDS_OLD = 3600;

    @TempDir
    static Path folder;

    private static final List<String> CASES = new ArrayList<>();
    private static final List<String> EXPECTED = new ArrayList<>();

    @BeforeAll
    static void receive() throws Exception {
        Path file = Files.writeString(folder.resolve("signalbox.yaml"), "deliveries: {allow: [127.0.0.1]}\n");
        HubConfig plain = HubConfig.embedded(folder.resolve("data"), 0);
        try (Receiver receiver = new Receiver();
                TestHub hub = TestHub.start(
                        new HubConfig(plain.data(), null, plain.host(), 0, false, null, null, file),
                        Clock.systemUTC())) {
            JsonNode made = hub.post(
                            "user",
                            "/v1/endpoints",
                            Map.of("name", "all", "url", receiver.url("all"), "types", List.of("notification.posted")))
                    .expect(201)
                    .json();
            Got one = posted(hub, receiver, 1);
            JsonNode rotated = hub.post(
                            "user", "/v1/endpoints/" + made.path("id").asText() + "/rotate", "")
                    .expect(200)
                    .json();
            Got two = posted(hub, receiver, 2);
            cases(made.path("secret").asText(), one, rotated.path("secret").asText(), two);
        }
    }

    private static Got posted(TestHub hub, Receiver receiver, int number) {
        hub.post("user", "/v1/notifications", Map.of("title", "Größe 😀 \"" + number + "\""))
                .expect(201);
        Eventually.until("it came", () -> receiver.got("all").size() == number);
        return receiver.got("all").get(number - 1);
    }

    private static void cases(String secret, Got one, String fresh, Got two) {
        add("taken", secret, one.id(), one.timestamp(), one.signature(), one.body());
        add("taken", secret, two.id(), two.timestamp(), two.signature(), two.body());
        add("taken", fresh, two.id(), two.timestamp(), two.signature(), two.body());
        add("refused", fresh, one.id(), one.timestamp(), one.signature(), one.body());
        add("refused", secret, two.id(), one.timestamp(), one.signature(), one.body());
        String other =
                new String(one.body(), StandardCharsets.UTF_8).replace("notification.posted", "notification.resolved");
        add("refused", secret, one.id(), one.timestamp(), one.signature(), other.getBytes(StandardCharsets.UTF_8));
        String old = Long.toString(Long.parseLong(one.timestamp()) - SECONDS_OLD);
        add("refused", secret, one.id(), old, one.signature(), one.body());
        String onlyPublic = one.signature().substring(one.signature().indexOf("v1a,"));
        add("refused", secret, one.id(), one.timestamp(), onlyPublic, one.body());
    }

    private static void add(
            String expected, String secret, String id, String timestamp, String signature, byte[] body) {
        EXPECTED.add(expected);
        CASES.add(String.join(
                "\t", secret, id, timestamp, signature, Base64.getEncoder().encodeToString(body)));
    }

    @AfterAll
    static void forget() {
        CASES.clear();
        EXPECTED.clear();
    }

    @Test
    void the_library_for_python_takes_what_is_genuine_and_nothing_else() throws Exception {
        Path python = VERIFIERS.resolve("python/bin/python");
        UnmodifiedPrograms.require(python, ".ci/webhook-verifiers installs the library for Python");

        judged(VERIFIERS, "/webhook/judge.py", python.toString());
    }

    @Test
    void the_library_for_javascript_takes_what_is_genuine_and_nothing_else() throws Exception {
        Path packages = VERIFIERS.resolve("node");
        UnmodifiedPrograms.require(
                packages.resolve("node_modules/standardwebhooks"),
                ".ci/webhook-verifiers installs the library for JavaScript");

        judged(packages, "/webhook/judge.mjs", "node");
    }

    @Test
    void the_library_for_go_takes_what_is_genuine_and_nothing_else() throws Exception {
        Path module = VERIFIERS.resolve("go");
        UnmodifiedPrograms.require(module.resolve("go.sum"), ".ci/webhook-verifiers installs the library for Go");

        judged(module, "/webhook/judge.go", "go", "run");
    }

    @Test
    void the_library_for_java_takes_what_is_genuine_and_nothing_else() throws Exception {
        Path jar = VERIFIERS.resolve("java/standardwebhooks-1.2.0.jar");
        UnmodifiedPrograms.require(jar, ".ci/webhook-verifiers installs the library for Java");

        judged(VERIFIERS, "/webhook/Judge.java", "java", "-cp", jar.toString());
    }

    private static void judged(Path where, String judge, String... program) throws Exception {
        UnmodifiedPrograms programs = new UnmodifiedPrograms(folder, Map.of("GOFLAGS", "-mod=mod"));
        Path given = Files.write(folder.resolve("cases.txt"), CASES);
        List<String> command = new ArrayList<>(List.of(program));
        command.add(programs.copied(judge).toString());
        command.add(given.toString());

        JsonNode seen = UnmodifiedPrograms.seen(programs.run(where, command.toArray(String[]::new)));

        List<String> said = new ArrayList<>();
        seen.path("seen").forEach(each -> said.add(each.asText()));
        assertThat(said).isEqualTo(EXPECTED);
    }
}
