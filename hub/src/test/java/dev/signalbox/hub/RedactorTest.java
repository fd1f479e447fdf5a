package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "key sbx_daemon_a1B2c3D4_CANARYcanaryCANARYcanaryCANARY99 refused",
                "Authorization: Bearer CANARYcanary",
                "authorization=Basic CANARYcanary==",
                "{\"authorization\":\"Bearer CANARYcanary\"}",
                "X-API-Key: CANARYcanary",
                "Cookie: session=CANARYcanary",
                "got bearer CANARYcanary",
                "postgres://hub:CANARYcanary@db.example/signalbox",
                "jdbc:postgresql://db/x?user=hub&password=CANARYcanary&ssl=on"
            })
    void takes_secrets_out(String text) {
        assertThat(Redactor.redact(text)).doesNotContain("CANARY").contains("[redacted]");
    }

    @Test
    void leaves_the_public_part_of_a_key_and_everything_else() {
        assertThat(Redactor.redact("sbx_daemon_a1B2c3D4_secret asked for /v1/questions at 10:00:00"))
                .isEqualTo("sbx_daemon_a1B2c3D4_[redacted] asked for /v1/questions at 10:00:00");
    }

    @Test
    void a_message_is_one_line_whatever_a_caller_wrote() {
        LogRecord forged = new LogRecord(Level.WARNING, "bad title \r\n2026 SEVERE Hub: all is lost");

        assertThat(new LogFormat().format(forged).lines()).hasSize(1);
    }

    @Test
    void no_secret_that_a_caller_sends_anywhere_reaches_the_log(@TempDir Path data) {
        List<String> lines = new ArrayList<>();
        Handler recorder = recorder(lines);
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        root.addHandler(recorder);
        root.setLevel(Level.ALL);
        try (TestHub hub = TestHub.start(data)) {
            String canary = hub.key("viewer").replaceFirst("_[0-9A-Za-z]+$", "_CANARYcanaryCANARYcanary12345678");
            hub.get(TestHub.NOBODY, "/v1/whoami", "Authorization", "Bearer " + canary);
            hub.get(TestHub.NOBODY, "/v1/whoami", "X-API-Key", canary);
            hub.get(TestHub.NOBODY, "/v1/whoami?key=" + canary);
            hub.get(TestHub.NOBODY, "/v1/" + canary);
            hub.post("daemon", "/v1/notifications", Map.of("title", canary, "dedupKey", canary));
            hub.post("daemon", "/v1/notifications", "{\"" + canary + "\": 1}");
            hub.post("daemon", "/v1/commands", Map.of("commands", List.of(Map.of("id", canary, "command", canary))));
        } finally {
            root.setLevel(before);
            root.removeHandler(recorder);
        }

        assertThat(lines).isNotEmpty();
        assertThat(String.join("", lines)).doesNotContain("CANARY");
    }

    private static Handler recorder(List<String> lines) {
        Handler recorder = new Handler() {
            @Override
            public synchronized void publish(LogRecord record) {
                lines.add(getFormatter().format(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        recorder.setLevel(Level.ALL);
        recorder.setFormatter(new LogFormat());
        return recorder;
    }
}
