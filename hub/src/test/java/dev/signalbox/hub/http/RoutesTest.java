package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestHub.Reply;
import dev.signalbox.wire.Ids;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesTest {
    static TestHub hub;

    @BeforeAll
    static void start(@TempDir Path data) {
        hub = TestHub.start(data);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @Test
    void a_create_answers_201_with_the_resource_its_place_its_version_and_the_position() {
        String id = Ids.next();

        Reply made = hub.post("daemon", "/v1/notifications", Map.of("id", id, "title", "built"));

        assertThat(made.expect(201).json().path("id").textValue()).isEqualTo(id);
        assertThat(made.header("Location")).contains("/v1/notifications/" + id);
        assertThat(made.header("ETag")).contains("\"1\"");
        assertThat(made.header("Signalbox-Position"))
                .hasValueSatisfying(
                        position -> assertThat(Long.parseLong(position)).isPositive());
    }
}
