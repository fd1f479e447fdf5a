package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.Restored.Kind;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A verify that runs by itself, as {@code verify} of signalbox.yaml says. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class VerifyScheduleTest {
    /** A clock that moves so far at once was set, and whatever is due by it is looked at. */
    private static final Duration LATER = Duration.ofSeconds(5);

    @TempDir
    Path base;

    private final TestClock clock = new TestClock();

    @ParameterizedTest
    @EnumSource(Kind.class)
    void it_runs_when_it_is_due_and_tells_what_it_found_and_that_none_ended(Kind kind) throws Exception {
        Restored place = Restored.fresh(kind, base.resolve("data"));
        try (TestHub hub = place.start(clock)) {
            RestoreTest.post(hub, "one");
            hub.get("admin", "/v1/verify").expect(404);
            plan(hub, "{every: 24h}").expect(200);
            clock.advance(LATER);

            Instant first = ended(hub, Instant.EPOCH, "clean");
            clock.advance(Duration.ofHours(25));
            Instant second = ended(hub, first, "clean");
            hub.restart();
            assertThat(second).isAfter(first);

            forge(place);
            clock.advance(Duration.ofHours(25));
            ended(hub, second, "damaged");
            Eventually.assertThat(() -> assertThat(degraded(hub)).contains("the verify of", "not as written"));

            clock.advance(Duration.ofDays(-300));
            Eventually.assertThat(() -> assertThat(last(hub).path("endedAt").asText())
                    .as("a clock that was set back hides none")
                    .startsWith(clock.instant().toString().substring(0, 13)));
        }
    }

    /** Each looks at all that there is: a second one is work for nothing. */
    @Test
    void of_several_nodes_on_one_database_one_does_it() {
        String url = TestPostgres.freshDatabase();
        List<TestHub> nodes = new ArrayList<>();
        try {
            for (String name : List.of("a", "b")) {
                nodes.add(
                        TestHub.start(HubConfig.embedded(base.resolve(name), 0).onPostgres(url), clock));
            }
            TestHub a = nodes.get(0);
            TestHub b = nodes.get(1);
            plan(a, "{every: 24h}").expect(200);
            clock.advance(LATER);
            Eventually.until("one did it", () -> verified(nodes) == 1);
            clock.advance(Duration.ofHours(23));
            assertThat(verified(nodes)).isEqualTo(1);
            assertThat(List.of(degraded(a), degraded(b)))
                    .allSatisfy(words -> assertThat(words).isEmpty());

            TestHub did = a.getOnce("admin", "/v1/verify").status() == 200 ? a : b;
            TestHub other = did == a ? b : a;
            did.stop();
            clock.advance(Duration.ofHours(2));
            Eventually.until("the other does the next", () -> verified(List.of(other)) == 1);
            did.open();
        } finally {
            nodes.forEach(TestHub::close);
        }
    }

    private static long verified(List<TestHub> nodes) {
        return nodes.stream()
                .filter(node -> last(node).path("endedAt").isTextual())
                .count();
    }

    @ParameterizedTest
    @EnumSource(value = Kind.class, names = "SQLITE")
    void a_plan_that_is_none_is_named_with_its_field(Kind kind) {
        try (TestHub hub = Restored.fresh(kind, base.resolve("data")).start(clock)) {
            assertThat(plan(hub, "{every: 5m}").expect(400).text()).contains("verify", "every", "from 1h to 92d");
            assertThat(plan(hub, "{at: 5m}").expect(400).text()).contains("verify", "at");
            assertThat(plan(hub, "{}").expect(400).text()).contains("verify", "every");
        }
    }

    private static TestHub.Reply plan(TestHub hub, String verify) {
        return hub.send("admin", "PUT", "/v1/ownership", Map.of("file", "verify: " + verify));
    }

    /** Waits for one that ended behind another, and in a state. */
    private static Instant ended(TestHub hub, Instant before, String state) {
        Eventually.assertThat(() -> {
            JsonNode last = last(hub);
            assertThat(last.path("state").asText()).isEqualTo(state);
            assertThat(Instant.parse(last.path("endedAt").asText())).isAfter(before);
        });
        return Instant.parse(last(hub).path("endedAt").asText());
    }

    private static JsonNode last(TestHub hub) {
        return hub.getOnce("admin", "/v1/verify").json();
    }

    private static String degraded(TestHub hub) {
        return hub.getOnce(TestHub.NOBODY, "/health/ready")
                .json()
                .path("degraded")
                .asText();
    }

    /** Around the hub, which serves. */
    private static void forge(Restored place) throws Exception {
        try (Connection connection = place.url() == null
                        ? DriverManager.getConnection(
                                "jdbc:sqlite:" + place.folder().resolve("main.db"))
                        : TestPostgres.connect(place.url());
                Statement statement = connection.createStatement()) {
            if (place.url() != null) connection.setSchema("signalbox_main");
            assertThat(statement.executeUpdate("UPDATE notifications_folded SET version = version + 1"))
                    .isEqualTo(1);
        }
    }
}
