package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private static final String FORGED = "2026-11-21T08:36:42.000000Z SEVERE Hub: all is lost";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key sbx_daemon_a1B2c3D4_CANARYcanaryCANARYcanaryCANARY99 refused",
                "key sbx_night-bot-2_a1B2c3D4_CANARYcanaryCANARYcanaryCANARY99 refused",
                "key sbx_r2d2_a1B2c3D4_CANARYcanaryCANARYcanaryCANARY99 refused",
                "a mistyped sbx_Daemon_a1B2c3D_CANARYcanaryCANARYcanaryCANARY99",
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

    @ParameterizedTest
    @ValueSource(
            strings = {"\r\n", "\n", "\r", "\u000b", "\f", "\u0085", "\u2028", "\u2029", "\u001b[2K\u001b[1G", "\0"})
    void a_message_is_one_line_whatever_a_caller_wrote(String separator) {
        LogRecord forged = new LogRecord(Level.WARNING, "bad title " + separator + FORGED);

        String logged = new LogFormat().format(forged);

        assertThat(logged).endsWith(FORGED + System.lineSeparator());
        assertThat(logged.strip()).matches("[^\\p{Cntrl}\\u0085\\u2028\\u2029]*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\r\n"})
    void no_line_of_a_trace_looks_like_a_record_whatever_a_caller_wrote(String separator) {
        LogRecord record = new LogRecord(Level.SEVERE, "failed");
        IllegalStateException cause = new IllegalStateException("within" + separator + FORGED);
        cause.addSuppressed(new IllegalStateException("beside" + separator + FORGED));
        record.setThrown(new IllegalStateException("bad" + separator + FORGED, cause));

        List<String> trace = new LogFormat().format(record).lines().skip(1).toList();

        assertThat(trace).anyMatch(line -> line.contains("RedactorTest.java"));
        assertThat(trace).filteredOn(line -> line.contains(FORGED)).hasSize(3);
        assertThat(trace).allMatch(line -> line.startsWith(" "));
    }

    @Test
    void no_secret_that_a_caller_sends_anywhere_reaches_the_log(@TempDir Path data) {
        List<String> lines;
        try (RecordedLog log = new RecordedLog();
                TestHub hub = TestHub.start(data)) {
            String canary = hub.key("viewer").replaceFirst("_[0-9A-Za-z]+$", "_CANARYcanaryCANARYcanary12345678");
            hub.get(TestHub.NOBODY, "/v1/whoami", "Authorization", "Bearer " + canary);
            hub.get(TestHub.NOBODY, "/v1/whoami", "X-API-Key", canary);
            hub.get(TestHub.NOBODY, "/v1/whoami?key=" + canary);
            hub.get(TestHub.NOBODY, "/v1/" + canary);
            hub.post("daemon", "/v1/notifications", Map.of("title", canary, "dedupKey", canary));
            hub.post("daemon", "/v1/notifications", "{\"" + canary + "\": 1}");
            hub.post("daemon", "/v1/commands", Map.of("commands", List.of(Map.of("id", canary, "command", canary))));
            lines = log.lines();
        }

        assertThat(lines).isNotEmpty();
        assertThat(String.join("", lines)).doesNotContain("CANARY");
    }
}
