package dev.signalbox.hub.schedule;

import static dev.signalbox.hub.TestHub.NOBODY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Eventually;
import dev.signalbox.hub.TestClock;
import dev.signalbox.hub.TestDoctor;
import dev.signalbox.hub.TestHub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hub whose clock is wrong: what is kept for a time is not deleted before a person has had a look. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class WrongClockContract {
    private static final int ROWS = 25;
    private static final String MATRIX = """
            tables:
              clicks:
                key: id
                change: replace
                writers: [daemon]
                readers: [user]
                retention: 30d
                why: a test
            traceRetention: {'*': 30d}
            """;

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();
    private TestHub hub;

    abstract TestHub start(Path folder, TestClock clock);

    @BeforeEach
    void start() {
        hub = start(folder, clock);
        hub.send("admin", "PUT", "/v1/ownership", Map.of("file", MATRIX)).expect(200);
        for (int i = 0; i < ROWS; i++) {
            hub.send("daemon", "PUT", "/v1/tables/clicks/rows/k" + i, "{\"n\":" + i + "}")
                    .expect(201);
        }
        hub.post("daemon", "/api/public/ingestion", trace(clock)).expect(207);
        Eventually.until("the trace is there", () -> traces() == 1);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT11M", "PT1000H", "P366D"})
    void a_clock_that_jumped_deletes_nothing_and_health_says_so(Duration jump) {
        restartAfter(jump);

        Eventually.assertThat(() -> assertThat(degraded()).contains("ahead of", "signalbox retention allow"));
        assertThat(health().path("ready").booleanValue()).isTrue();
        assertThat(TestDoctor.findings(hub))
                .anyMatch(found -> found.matches("warn health: nothing is deleted .* -> .*retention allow.*"));
        assertThat(rows()).isEqualTo(ROWS);
        assertThat(traces()).isEqualTo(1);
    }

    @Test
    void a_jump_is_not_forgotten_with_the_events_and_the_restarts_behind_it() {
        restartAfter(Duration.ofDays(366));
        hub.send("daemon", "PUT", "/v1/tables/clicks/rows/fresh", "{}").expect(201);
        restartAfter(Duration.ofSeconds(70));

        Eventually.assertThat(() -> assertThat(degraded()).contains("366 days"));
        assertThat(rows()).isEqualTo(ROWS + 1);
        assertThat(traces()).isEqualTo(1);
    }

    @Test
    void a_clock_that_is_set_right_again_is_believed() {
        restartAfter(Duration.ofDays(366));
        Eventually.until("the jump is told", () -> !degraded().isEmpty());

        restartAfter(Duration.ofDays(-366));

        Eventually.until("nothing is told", () -> degraded().isEmpty());
        assertThat(rows()).isEqualTo(ROWS);
    }

    @Test
    void an_admin_says_that_the_clock_is_right_and_all_that_is_over_goes() {
        restartAfter(Duration.ofDays(366));
        Eventually.until("the jump is told", () -> !degraded().isEmpty());

        hub.post("user", "/v1/retention/allow", "{}").expect(403);
        hub.post("admin", "/v1/retention/allow", "{}").expect(200);
        restartAfter(Duration.ofSeconds(1));

        Eventually.assertThat(() -> assertThat(rows()).isZero());
        Eventually.assertThat(() -> assertThat(traces()).isZero());
        assertThat(degraded()).isEmpty();
    }

    @Test
    void a_minute_takes_a_tenth_of_a_table_however_often_it_is_asked() {
        clock.advance(Duration.ofDays(31));
        hub.post("admin", "/v1/retention/allow", "{}").expect(200);
        // Behind the end of the word, with a mark that is as fresh as that of a hub that ran all the time.
        clock.advance(ClockWatch.JUMP_MAX);

        hub.restart();
        Eventually.assertThat(() -> assertThat(rows()).isEqualTo(ROWS - 3));
        Eventually.assertThat(() -> assertThat(degraded()).contains("table clicks", "tenth"));
        hub.restart();
        restartAfter(Duration.ofMinutes(1));

        Eventually.assertThat(() -> assertThat(rows()).isEqualTo(ROWS - 6));
    }

    private void restartAfter(Duration time) {
        hub.stop();
        clock.advance(time);
        hub.open();
    }

    private JsonNode health() {
        return hub.getOnce(NOBODY, "/health/ready").json();
    }

    private String degraded() {
        return health().path("degraded").asText("");
    }

    private int rows() {
        return hub.get("user", "/v1/tables/clicks/rows?limit=500")
                .expect(200)
                .json()
                .path("items")
                .size();
    }

    private int traces() {
        return hub.get("user", "/v1/traces").expect(200).json().path("items").size();
    }

    private static String trace(TestClock clock) {
        return "{\"batch\":[{\"id\":\"e-1\",\"type\":\"trace-create\",\"timestamp\":\"" + clock.instant()
                + "\",\"body\":{\"id\":\"t-1\",\"timestamp\":\"" + clock.instant() + "\"}}]}";
    }
}
