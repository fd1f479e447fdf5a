package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class JsonLogFormatTest {
    @Test
    void a_record_is_one_object_on_one_line_with_its_stack_and_without_secrets() {
        LogRecord record = new LogRecord(Level.SEVERE, "two\nlines \"quoted\" {0} postgres://u:pw@host/db\u2028x");
        record.setLoggerName("dev.signalbox.hub.Hub");
        record.setParameters(new Object[] {"filled"});
        record.setThrown(new IllegalStateException("Authorization: Bearer abcdefgh", new Error("deeper")));

        String line = new JsonLogFormat().format(record);

        assertThat(line).endsWith(System.lineSeparator()).doesNotContain("pw@", "abcdefgh");
        assertThat(line.stripTrailing()).doesNotContain("\n", "\r");
        JsonNode read = Json.readLenient(line.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        assertThat(read.path("level").asText()).isEqualTo("SEVERE");
        assertThat(read.path("logger").asText()).isEqualTo("Hub");
        assertThat(read.path("message").asText()).startsWith("two\nlines \"quoted\" filled");
        assertThat(read.path("stack").asText()).contains("IllegalStateException", "Caused by", "deeper");
        assertThat(read.path("time").asText()).endsWith("Z");
    }
}
