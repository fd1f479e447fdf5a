package dev.signalbox.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times that nobody can mean, and what people are told about them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TimesAndWordsTest {
    @TempDir
    static Path folder;

    private static TestHub hub;

    @BeforeAll
    static void start() {
        hub = TestHub.start(folder);
    }

    @AfterAll
    static void stop() {
        hub.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/questions, question.ask, prompt, ''",
        "/v1/notifications, notification.post, title, ''",
        "/v1/notifications, notification.post, title, dedupKey"
    })
    void an_end_is_no_further_away_than_a_lifetime_may_be(String path, String command, String text, String more) {
        Instant furthest = hub.clock().instant().plus(Limits.EXPIRY_MAX);
        for (String far : List.of(furthest.plusNanos(1_000).toString(), "9999-12-31T23:59:59Z")) {
            ObjectNode body = body(text, more, far);

            assertThat(hub.post("daemon", path, body).expect(400).text())
                    .contains("/expiresAt", Limits.EXPIRY_MAX.toDays() + " days");
            Map<String, Object> wish = Map.of("id", Ids.next(), "command", command, "body", body);
            assertThat(hub.post("daemon", "/v1/commands", Map.of("commands", List.of(wish)))
                            .expect(200)
                            .text())
                    .contains("rejected", "/expiresAt");
        }
        hub.post("daemon", path, body(text, more, furthest.toString())).expect(201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2016-12-31T23:59:60Z", "2016-12-31T23:59:60.5+01:00"})
    void a_leap_second_is_called_what_it_is(String time) {
        assertThat(hub.post("daemon", "/v1/questions", body("prompt", "", time))
                        .expect(400)
                        .text())
                .contains("leap second", ":59");
        assertThat(hub.get("user", "/v1/roadmap?asOf=" + time.replace("+", "%2B"))
                        .expect(400)
                        .text())
                .contains("leap second");
    }

    @Test
    void a_list_of_no_options_is_no_question_for_a_text() {
        assertThat(hub.post("daemon", "/v1/questions", "{\"prompt\":\"Which?\",\"options\":[]}")
                        .expect(400)
                        .text())
                .contains("/options", "empty");
    }

    @Test
    void an_order_that_names_no_field_is_told_in_a_sentence() {
        assertThat(hub.get("user", "/v1/tables/notifications/rows?order=-colour")
                        .expect(400)
                        .text())
                .contains("the query parameter order names \\\"colour\\\", no field of the table");
    }

    private static ObjectNode body(String text, String more, String expiresAt) {
        ObjectNode body = Json.object().put(text, "x").put("expiresAt", expiresAt);
        return more.isEmpty() ? body : body.put(more, Ids.next());
    }
}
