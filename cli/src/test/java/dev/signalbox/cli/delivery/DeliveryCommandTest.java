package dev.signalbox.cli.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.delivery.Receiver;
import dev.signalbox.hub.delivery.Receiver.Says;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints and deliveries as a person at a terminal sees them; one hub for all. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryCommandTest {
    @TempDir
    static Path folder;

    private static final Receiver RECEIVER = new Receiver();
    private static TestHub hub;
    private final TestShell shell =
            new TestShell(folder).with("SIGNALBOX_URL", hub.url().toString()).with("SIGNALBOX_KEY", hub.key("user"));

    @BeforeAll
    static void start() throws IOException {
        Path file = Files.writeString(folder.resolve("allow.yaml"), "deliveries: {allow: [127.0.0.1]}\n");
        HubConfig plain = HubConfig.embedded(folder.resolve("data"), 0);
        hub = TestHub.start(
                new HubConfig(plain.data(), null, plain.host(), 0, false, null, null, file), new TestClock());
    }

    @AfterAll
    static void stop() {
        RECEIVER.close();
        hub.close();
    }

    @Test
    void an_endpoint_is_made_listed_shown_changed_rotated_disabled_enabled_and_deleted() {
        TestShell.Run made =
                shell.run("endpoints", "create", "calm", RECEIVER.url("calm"), "--tags", "calm", "--quiet");
        assertThat(made.exitCode()).as(made.err()).isZero();
        String secret = made.out().strip();
        assertThat(secret).startsWith("whsec_");

        assertThat(shell.run("endpoints", "list").out())
                .contains("calm", "well")
                .doesNotContain(secret);
        assertThat(shell.run("endpoints", "show", "calm").out())
                .contains(RECEIVER.url("calm"), "tags", "made")
                .doesNotContain(secret);
        assertThat(shell.run("endpoints", "change", "calm", "--types", "question.*", "--name", "calmer")
                        .exitCode())
                .isZero();
        TestShell.Run rotated = shell.run("endpoints", "rotate", "calmer", "--overlap", "1h", "--quiet");
        assertThat(rotated.out().strip()).startsWith("whsec_").isNotEqualTo(secret);
        assertThat(shell.run("endpoints", "disable", "calmer", "--reason", "a rest")
                        .out())
                .startsWith("Disabled");
        assertThat(shell.run("endpoints", "show", "calmer").out()).contains("disabled", "a rest");
        assertThat(shell.run("endpoints", "enable", "calmer").out()).startsWith("Enabled");
        assertThat(shell.run("endpoints", "delete", "calmer").out()).startsWith("Deleted");
        TestShell.Run gone = shell.run("endpoints", "show", "calmer");
        assertThat(gone.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(gone.err()).contains("There is no endpoint", "signalbox endpoints list");
    }

    @Test
    void what_did_not_get_there_is_listed_shown_tried_again_and_replayed() {
        RECEIVER.at("bad", number -> new Says(500, "out of order"));
        shell.run("endpoints", "create", "bad", RECEIVER.url("bad"), "--tags", "bad");
        hub.post("user", "/v1/notifications", Map.of("title", "x", "tags", List.of("bad")))
                .expect(201);
        Eventually.until(
                "it waits",
                () -> shell.run("deliveries", "list", "--waiting").out().contains("out of order"));
        assertThat(shell.run("endpoints", "list").out()).contains("tried 1x");

        assertThat(shell.run("deliveries", "retry", "bad").exitCode()).isZero();
        Eventually.until("it was tried", () -> RECEIVER.got("bad").size() == 2);
        String position =
                RECEIVER.got("bad").get(0).event().path("sequence").asText().replaceFirst("^0+", "");
        Eventually.until("it is noted", () -> shell.run("deliveries", "show", "bad", position)
                .out()
                .contains("waiting  notification.posted at " + position));
        hub.clock().advance(Duration.ofHours(25));
        Eventually.until(
                "it was given up",
                () -> shell.run("deliveries", "list", "--endpoint", "bad").out().contains("500"));
        assertThat(shell.run("deliveries", "show", "bad", position).out()).startsWith("failed");

        RECEIVER.at("bad", number -> Says.OK);
        assertThat(shell.run("deliveries", "replay", "bad", position).exitCode())
                .isZero();
        Eventually.until(
                "it came",
                () -> shell.run("deliveries", "show", "bad", position).out().startsWith("delivered"));
        String id = RECEIVER.got("bad").get(0).id();
        assertThat(shell.run("deliveries", "replay", "bad", "--event", id).exitCode())
                .isZero();
        assertThat(shell.run("deliveries", "replay", "bad").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
