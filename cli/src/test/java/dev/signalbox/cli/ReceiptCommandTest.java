package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPorts;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receipt from a hub to whoever has none. */
class ReceiptCommandTest {
    @TempDir
    static Path folder;

    private static TestHub hub;
    private final TestShell shell =
            new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString());
    /** Of somebody who has neither hub nor key. */
    private final TestShell alone = new TestShell(folder)
            .with("SIGNALBOX_URL", "http://127.0.0.1:" + TestPorts.next())
            .with("SIGNALBOX_KEY", "sbx_x");

    @BeforeAll
    static void start_a_hub() {
        hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC());
    }

    @AfterAll
    static void stop_the_hub() {
        hub.close();
    }

    @Test
    void is_written_to_a_file_and_verified_without_a_hub() {
        String id = answered("Deploy?");
        assertThat(shell.run("receipt", "get", id, "--file", "deploy.receipt").exitCode())
                .isZero();
        assertThat(shell.run("receipt", "keys", "--file", "hub.jwks").exitCode())
                .isZero();
        write("asked.json", shell.run("show", id, "--output", "json").out());

        TestShell.Run run = alone.run("receipt", "verify", "deploy.receipt", "--keys", "hub.jwks");
        TestShell.Run words =
                alone.run("receipt", "verify", "deploy.receipt", "--keys", "hub.jwks", "--question", "asked.json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.lines().get(0))
                .startsWith("genuine  question " + id + " was answered \"approve\" by admin, cli");
        assertThat(run.out())
                .contains("proved: the holder of the key", "not proved: whose key that is", "not proved: which words");
        assertThat(words.exitCode()).as(words.out()).isZero();
        assertThat(words.out())
                .contains("proved: the words of the question are")
                .doesNotContain("not proved: which");
    }

    @Test
    void is_verified_by_the_keys_of_the_hub_when_none_are_given() {
        String id = answered("Which keys?");
        write("hub.receipt", shell.run("receipt", "get", id).out());
        write("hub.jws", shell.run("receipt", "get", id, "--quiet").out());

        assertThat(shell.run("receipt", "verify", "hub.receipt").exitCode()).isZero();
        assertThat(shell.run("receipt", "verify", "hub.jws").exitCode()).isZero();
        JsonNode report =
                json(shell.run("receipt", "verify", "hub.receipt", "-o", "json").out());
        assertThat(report.path("genuine").asBoolean()).isTrue();
        assertThat(report.path("notProved")).isNotEmpty();
        assertThat(alone.run("receipt", "verify", "hub.receipt").exitCode()).isEqualTo(ExitCode.UNREACHABLE);
    }

    @Test
    void that_was_changed_is_exit_code_1_and_names_the_damage() {
        String id = answered("Changed?");
        shell.run("receipt", "keys", "--file", "changed.jwks");
        String receipt = shell.run("receipt", "get", id).out();
        shell.run("receipt", "keys", "--file", "changed.jwks");
        write("field.receipt", receipt.replaceFirst("\"value\" : \"approve\"", "\"value\" : \"decline\""));
        write("cut.receipt", receipt.substring(0, 300));

        TestShell.Run field = alone.run("receipt", "verify", "field.receipt", "--keys", "changed.jwks");
        TestShell.Run cut = alone.run("receipt", "verify", "cut.receipt", "--keys", "changed.jwks", "-o", "json");

        assertThat(field.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(field.out())
                .contains("damaged  field changed: /receipt/answer/value is \"decline\"; signed is \"approve\"")
                .doesNotContain("genuine", "proved");
        assertThat(cut.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(json(cut.out()).at("/faults/0/kind").asText()).isEqualTo("no_receipt");
    }

    @Test
    void that_is_none_or_larger_than_any_is_exit_code_1_too() throws IOException {
        answered("Any key?");
        shell.run("receipt", "keys", "--file", "large.jwks");
        byte[] large = new byte[Limits.RECEIPT_BYTES_MAX + 1];
        Arrays.fill(large, (byte) 'a');
        byte[][] files = {large, {(byte) 0xAB, 1, 2}, {}, {'{'}, "{\"jws\":7}".getBytes(StandardCharsets.UTF_8)};
        for (byte[] file : files) {
            Files.write(folder.resolve("large.receipt"), file);

            TestShell.Run run = alone.run("receipt", "verify", "large.receipt", "--keys", "large.jwks");

            assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.REFUSED);
            assertThat(run.out()).startsWith("damaged  no receipt: ").doesNotContain("Stream", "jackson");
            assertThat(run.err()).isEmpty();
        }
        Files.write(folder.resolve("large.receipt"), large);
        assertThat(alone.run("receipt", "verify", "large.receipt", "--keys", "large.jwks")
                        .out())
                .contains("it has more than " + Limits.RECEIPT_BYTES_MAX + " bytes");
    }

    @Test
    void of_a_question_that_waits_is_refused_with_the_next_step() {
        String id = shell.run("ask", "Waits?", "--quiet").result();

        TestShell.Run run = shell.run("receipt", "get", id);

        assertThat(run.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(run.err()).contains("waits for its answer");
    }

    @Test
    void with_keys_that_are_none_is_wrong_usage() {
        write("none.receipt", "x");
        for (String keys : new String[] {"", "{}", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"RSA\"}]}", "x"}) {
            write("none.jwks", keys);

            TestShell.Run run = alone.run("receipt", "verify", "none.receipt", "--keys", "none.jwks");

            assertThat(run.exitCode()).as(keys).isEqualTo(ExitCode.USAGE);
            assertThat(run.err()).contains("none.jwks is no JWKS");
        }
    }

    private String answered(String prompt) {
        String id = shell.run("ask", prompt, "--approval", "--quiet").result();
        assertThat(shell.run("answer", id, "approve").exitCode()).isZero();
        return id;
    }

    private static void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(String text) {
        return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
