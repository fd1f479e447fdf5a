package dev.signalbox.hub.schedule;

import static dev.signalbox.hub.TestHub.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestDoctor;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPostgres;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresWrongClockTest extends WrongClockContract {
    private final String database = TestPostgres.freshDatabase();

    @Override
    TestHub start(Path folder, TestClock clock) {
        return TestHub.start(HubConfig.embedded(folder, 0).onPostgres(database), clock);
    }

    @ParameterizedTest
    @CsvSource({"PT10M,ahead of", "PT-10M,behind", "PT30S,ahead of"})
    void a_node_whose_clock_differs_from_the_server_s_ends_nothing_and_says_so(Duration by, String words) {
        HubConfig config = HubConfig.embedded(folder.resolve("node"), 0).onPostgres(TestPostgres.freshDatabase());
        Clock right = Clock.systemUTC();
        String question;
        try (TestHub wrong = TestHub.start(config, Clock.offset(right, by))) {
            Eventually.assertThat(() -> assertThat(wrong.getOnce(NOBODY, "/health/ready")
                            .json()
                            .path("degraded")
                            .asText())
                    .contains(words, "clock of the database server"));
            assertThat(TestDoctor.findings(wrong))
                    .anyMatch(found -> found.startsWith("fail clock: ") && found.contains(words));
            Instant over = right.instant().minus(Duration.ofMinutes(20));
            question = wrong.post("daemon", "/v1/questions", Map.of("prompt", "Which?", "expiresAt", over.toString()))
                    .expect(201)
                    .json()
                    .path("id")
                    .textValue();
            assertThat(state(wrong, question)).isEqualTo("pending");
        }

        try (TestHub sound = TestHub.start(config, right)) {
            Eventually.assertThat(() -> assertThat(state(sound, question)).isEqualTo("expired"));
            assertThat(sound.getOnce(NOBODY, "/health/ready").json().has("degraded"))
                    .isFalse();
        }
    }

    private static String state(TestHub hub, String question) {
        return hub.get("daemon", "/v1/questions/" + question)
                .expect(200)
                .json()
                .path("state")
                .textValue();
    }
}
