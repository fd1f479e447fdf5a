package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.log.Append;
import dev.signalbox.hub.log.Appended;
import dev.signalbox.hub.log.EventLog;
import dev.signalbox.hub.log.Overloaded;
import dev.signalbox.wire.Times;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What agents wait for people shows in their traces: through the door, the same on every engine. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HumanWaitsContract {
    private static final String PROMPT = "Secretword: may it be deployed?";

    private TestHub hub;

    /** Of a hub with a store of its own. */
    abstract HubConfig fresh(Path folder);

    @BeforeAll
    void start(@TempDir Path folder) {
        hub = TestHub.start(fresh(folder), new TestClock());
    }

    @AfterAll
    void stop() {
        hub.close();
    }

    TestHub hub() {
        return hub;
    }

    /** Takes no more of what is said of questions, as a hub that has died behind the question. */
    private static final class Dying extends WrappedLog {
        private final AtomicBoolean dead;

        Dying(EventLog real, AtomicBoolean dead) {
            super(real);
            this.dead = dead;
        }

        @Override
        public Future<Appended> append(Append append) {
            boolean ofQuestion =
                    append.events().stream().anyMatch(event -> event.id().startsWith("question."));
            return dead.get() && ofQuestion ? Future.failedFuture(new Overloaded("dying")) : real.append(append);
        }
    }

    @Test
    void is_an_observation_from_asked_over_seen_to_answered_without_a_word_of_the_question() {
        String question = asked(
                Map.of("prompt", PROMPT, "body", "Secretword", "options", List.of("Secretword1", "no")), parent(1));
        Eventually.until(
                "it runs", () -> wait(1, question).path("type").asText().equals("HUMAN"));
        assertThat(wait(1, question).has("endTime")).isFalse();
        assertThat(trace(1).path("running").intValue()).isEqualTo(1);
        assertThat(trace(1).path("humanMicros").longValue()).isZero();
        Instant seen = hub.clock().instant().plusSeconds(60);

        hub.clock().advance(Duration.ofMinutes(5));
        answered(question, Map.of("value", "Secretword1", "comment", "Secretword", "seenAt", Times.format(seen)));

        Eventually.until("it is over", () -> wait(1, question).has("endTime"));
        JsonNode wait = wait(1, question);
        assertThat(wait.path("durationMicros").longValue()).isEqualTo(300_000_000L);
        assertThat(wait.path("parentId").asText()).isEqualTo("b7ad6b7169203331");
        assertThat(wait.path("name").asText()).isEqualTo("question");
        assertThat(wait.at("/metadata/outcome").asText()).isEqualTo("answered");
        assertThat(wait.at("/metadata/endedBy").asText()).isEqualTo("user");
        assertThat(wait.at("/metadata/askedBy").asText()).isEqualTo("daemon");
        assertThat(Times.parse(wait.at("/metadata/seenAt").asText())).isEqualTo(seen);
        assertThat(trace(1).path("humanMicros").longValue()).isEqualTo(300_000_000L);
        assertThat(trace(1).path("running").intValue()).isZero();
        JsonNode asked =
                hub.get("viewer", "/v1/questions/" + question).expect(200).json();
        assertThat(asked.path("traceId").asText()).isEqualTo(id(1));
        assertThat(Times.parse(asked.at("/answer/seenAt").asText())).isEqualTo(seen);
        assertThat(hub.get("admin", "/v1/events?log=traces").expect(200).text()).doesNotContain("Secretword");
        assertThat(hub.get("viewer", "/api/public/observations/" + question)
                        .expect(200)
                        .json()
                        .path("type")
                        .asText())
                .isEqualTo("SPAN");
    }

    @Test
    void of_every_end_has_one() {
        String cancelled = asked(Map.of("prompt", "c"), parent(2));
        String expired = asked(Map.of("prompt", "e", "expiresIn", "1h"), parent(2));
        String settled =
                asked(Map.of("prompt", "d", "expiresIn", "1h", "onExpiry", "default", "defaultValue", "x"), parent(2));
        hub.post("daemon", "/v1/questions/" + cancelled + "/cancel", Map.of("reason", "Secretword"))
                .expect(200);
        hub.clock().advance(Duration.ofHours(1));
        // Its timers stand on the clock of the machine.
        hub.restart();

        Eventually.until(
                "all are over",
                () -> trace(2).path("running").asInt(9) == 0
                        && trace(2).path("observations").asInt() == 3);
        assertThat(wait(2, cancelled).at("/metadata/outcome").asText()).isEqualTo("cancelled");
        assertThat(wait(2, expired).at("/metadata/outcome").asText()).isEqualTo("expired");
        assertThat(wait(2, settled).at("/metadata/source").asText()).isEqualTo("default");
        assertThat(trace(2).path("humanMicros").longValue()).isGreaterThanOrEqualTo(7_200_000_000L);
    }

    @Test
    void of_a_field_comes_before_a_header_and_what_is_malformed_is_refused_in_the_field_and_ignored_in_the_header() {
        String field =
                asked(Map.of("prompt", "f", "traceparent", "01-" + parent(3).substring(3) + "-more"), parent(4));
        Eventually.until("it is told", () -> !wait(3, field).isMissingNode());
        for (String none : List.of(
                "",
                "x",
                "00-" + "0".repeat(32) + "-b7ad6b7169203331-01",
                "00-" + id(3) + "-" + "0".repeat(16) + "-01",
                "ff-" + id(3) + "-b7ad6b7169203331-01",
                "00-" + id(3).toUpperCase(Locale.ROOT).replace('0', 'A') + "-b7ad6b7169203331-01")) {
            JsonNode refused = hub.post("daemon", "/v1/questions", Map.of("prompt", "x", "traceparent", none))
                    .expect(400)
                    .json();
            assertThat(refused.at("/errors/0/pointer").asText()).as(none).isEqualTo("/traceparent");
            if (!none.isEmpty()) {
                String ignored = asked(Map.of("prompt", "x"), none);
                assertThat(hub.get("user", "/v1/questions/" + ignored)
                                .expect(200)
                                .json()
                                .has("traceId"))
                        .as(none)
                        .isFalse();
            }
        }
        hub.get("viewer", "/v1/traces/" + id(4)).expect(404);
    }

    @Test
    void of_a_question_that_comes_before_the_first_span_joins_it() {
        String question = asked(Map.of("prompt", "early"), parent(5));
        Eventually.until("it is told", () -> !wait(5, question).isMissingNode());
        hub.post(
                        "daemon",
                        "/api/public/ingestion",
                        Map.of(
                                "batch",
                                List.of(
                                        envelope("trace-create", Map.of("id", id(5), "name", "the work")),
                                        envelope(
                                                "span-create",
                                                Map.of(
                                                        "id",
                                                        "b7ad6b7169203331",
                                                        "traceId",
                                                        id(5),
                                                        "name",
                                                        "step",
                                                        "startTime",
                                                        Times.format(hub.clock().instant()))))))
                .expect(207);

        Eventually.until("both are there", () -> trace(5).path("observations").asInt() == 2);
        assertThat(trace(5).path("name").asText()).isEqualTo("the work");
        assertThat(hub.get("viewer", "/v1/traces/" + id(5) + "/observations?parent=b7ad6b7169203331")
                        .expect(200)
                        .json()
                        .at("/items/0/id")
                        .asText())
                .isEqualTo(question);
    }

    @Test
    void of_a_trace_that_was_deleted_meanwhile_is_told_no_more() {
        String question = asked(Map.of("prompt", "gone"), parent(6));
        String other = asked(Map.of("prompt", "stays"), parent(7));
        Eventually.until(
                "both are told",
                () -> !wait(6, question).isMissingNode() && !wait(7, other).isMissingNode());
        hub.delete("user", "/v1/traces/" + id(6)).expect(200);

        answered(question, Map.of("value", "x"));
        answered(other, Map.of("value", "x"));

        Eventually.until("the other is over", () -> wait(7, other).has("endTime"));
        hub.get("viewer", "/v1/traces/" + id(6)).expect(404);
    }

    @Test
    void of_a_hub_that_died_between_the_question_and_its_fact_is_told_once_by_the_next_start(@TempDir Path folder) {
        AtomicBoolean dead = new AtomicBoolean(true);
        TestHub before = hub;
        try (TestHub dying = TestHub.start(
                fresh(folder), Clock.systemUTC(), WrappedLog.engine("traces", log -> new Dying(log, dead)))) {
            hub = dying;
            String question = asked(Map.of("prompt", "between"), parent(8));
            answered(question, Map.of("value", "x"));
            hub.restart();
            hub.get("viewer", "/v1/traces/" + id(8)).expect(404);
            hub.stop();
            dead.set(false);
            hub.open();

            untilToldOnce(8, question);
            hub.restart();
            String later = asked(Map.of("prompt", "later"), parent(8));
            Eventually.until("the later one is told", () -> !wait(8, later).isMissingNode());
            untilToldOnce(8, question);
        } finally {
            hub = before;
        }
    }

    @Test
    void outlives_the_rebuild_of_the_tables_and_stands_beside_the_cost() {
        String question = asked(Map.of("prompt", "rebuilt"), parent(9));
        hub.clock().advance(Duration.ofMinutes(2));
        answered(question, Map.of("value", "x"));
        Eventually.until("it is over", () -> wait(9, question).has("endTime"));
        JsonNode before = trace(9);

        hub.post("admin", "/v1/projections/traces/rebuild", "").expect(202);

        Eventually.assertThat(() -> assertThat(trace(9)).isEqualTo(before));
        JsonNode figures = hub.get("viewer", "/v1/analytics/cost?by=type&interval=day")
                .expect(200)
                .json();
        JsonNode line = StreamSupport.stream(figures.path("items").spliterator(), false)
                .filter(each -> each.path("key").asText().equals("HUMAN"))
                .findFirst()
                .orElseThrow(() -> new AssertionError(figures.toString()));
        assertThat(line.path("humanMicros").longValue()).isGreaterThanOrEqualTo(120_000_000L);
        assertThat(line.path("count").longValue()).isZero();
        assertThat(hub.get("viewer", "/v1/analytics/latency?type=human")
                        .expect(200)
                        .json()
                        .at("/items/0/maxMicros")
                        .longValue())
                .isPositive();
    }

    @Test
    void seen_by_a_wrong_clock_lies_between_asked_and_answered() {
        String early = asked(Map.of("prompt", "early"), parent(10));
        String late = asked(Map.of("prompt", "late"), parent(10));
        hub.clock().advance(Duration.ofMinutes(1));
        Instant now = hub.clock().instant();
        answered(early, Map.of("value", "x", "seenAt", "2001-01-01T00:00:00Z"));
        answered(late, Map.of("value", "x", "seenAt", "2101-01-01T00:00:00Z"));

        JsonNode first = hub.get("user", "/v1/questions/" + early).json();
        JsonNode second = hub.get("user", "/v1/questions/" + late).json();
        assertThat(first.at("/answer/seenAt")).isEqualTo(first.path("askedAt"));
        assertThat(Times.parse(second.at("/answer/seenAt").asText())).isEqualTo(now);
    }

    void untilToldOnce(int number, String question) {
        Eventually.until("it is told", () -> wait(number, question).has("endTime"));
        JsonNode events = hub.get("admin", "/v1/streams/trace/" + id(number) + "?log=traces")
                .expect(200)
                .json();
        assertThat(events.findValuesAsText("id").stream()
                        .filter(id -> id.startsWith("question.") && id.endsWith(question))
                        .distinct())
                .containsExactly("question.asked:" + question, "question.answered:" + question);
    }

    String asked(Map<String, Object> wish, String traceparent) {
        return hub.post("daemon", "/v1/questions", new HashMap<>(wish), "traceparent", traceparent)
                .expect(201)
                .json()
                .path("id")
                .asText();
    }

    void answered(String question, Map<String, Object> answer) {
        hub.post("user", "/v1/questions/" + question + "/answer", answer).expect(200);
    }

    private JsonNode trace(int number) {
        JsonNode trace = hub.get("viewer", "/v1/traces/" + id(number)).json();
        ((ObjectNode) trace).remove("tree");
        return trace;
    }

    /** Missing before it was told. */
    private JsonNode wait(int number, String question) {
        TestHub.Reply reply = hub.get("viewer", "/v1/traces/" + id(number) + "/observations/" + question);
        return reply.status() == 404
                ? MissingNode.getInstance()
                : reply.expect(200).json();
    }

    private static Map<String, Object> envelope(String type, Map<String, Object> body) {
        return Map.of("id", type + "-of-5", "type", type, "timestamp", "2026-11-21T06:00:00Z", "body", body);
    }

    private static String id(int number) {
        return String.format(Locale.ROOT, "0af7651916cd43dd8448eb211c80%04d", number);
    }

    static String parent(int number) {
        return "00-" + id(number) + "-b7ad6b7169203331-01";
    }
}
