package dev.signalbox.hub.trace.mapping;

import static dev.signalbox.hub.trace.model.Kind.OBSERVATION;
import static dev.signalbox.hub.trace.model.Kind.SCORE;
import static dev.signalbox.hub.trace.model.Kind.TRACE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Kind;
import dev.signalbox.hub.trace.model.Merged;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the classic JS client sent, whose updates stand before their creates, becomes what its program meant. */
class CapturedEnvelopesTest {
    private final Folded one = Folded.of(Captured.contributions(Captured.ONE_BATCH));
    private final Folded split = Folded.of(Captured.contributions(Captured.SPLIT_BATCHES));

    @ParameterizedTest
    @ValueSource(strings = {Captured.ONE_BATCH, Captured.SPLIT_BATCHES, Captured.BROWSER_SCORE, Captured.SCORES})
    void every_envelope_is_understood_without_a_warning(String file) {
        for (JsonNode envelope : Captured.envelopes(file)) {
            Mapped mapped = EnvelopeMapping.map(
                    envelope, "envelope:" + envelope.path("id").asText());

            assertThat(mapped.contributions()).as(envelope.toString()).isNotEmpty();
            assertThat(mapped.warnings()).as(envelope.toString()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            TRACE       | trace-v3-1 | name            | "agent-run"
            TRACE       | trace-v3-1 | userId          | "user-1"
            TRACE       | trace-v3-1 | sessionId       | "sess-1"
            TRACE       | trace-v3-1 | environment     | "staging"
            TRACE       | trace-v3-1 | release         | "r1"
            TRACE       | trace-v3-1 | version         | "1.2.3"
            TRACE       | trace-v3-1 | public          | false
            TRACE       | trace-v3-1 | input           | {"task":"fix bug"}
            TRACE       | trace-v3-1 | output          | {"result":"done"}
            OBSERVATION | span-1     | type            | "SPAN"
            OBSERVATION | span-1     | name            | "plan"
            OBSERVATION | span-1     | parentId        | nothing
            OBSERVATION | span-1     | environment     | "staging"
            OBSERVATION | span-1     | input           | {"step":1}
            OBSERVATION | span-1     | output          | {"ok":true}
            OBSERVATION | gen-1      | type            | "GENERATION"
            OBSERVATION | gen-1      | name            | "llm-call"
            OBSERVATION | gen-1      | parentId        | "span-1"
            OBSERVATION | gen-1      | environment     | "staging"
            OBSERVATION | gen-1      | version         | "1.2.3"
            OBSERVATION | gen-1      | level           | "DEFAULT"
            OBSERVATION | gen-1      | statusMessage   | nothing
            OBSERVATION | gen-1      | model           | "gpt-4o"
            OBSERVATION | gen-1      | modelParameters | {"temperature":0.2,"max_tokens":100,"stop":["a","b"],"stream":true}
            OBSERVATION | gen-1      | input           | [{"role":"system","content":"s"},{"role":"user","content":"hi"}]
            OBSERVATION | gen-1      | output          | {"role":"assistant","content":"hello"}
            OBSERVATION | gen-1      | usageDetails    | {"input":11,"output":7,"cache_read_input_tokens":5}
            OBSERVATION | gen-1      | costDetails     | {"input":0.00011,"output":0.0007,"total":0.00081}
            OBSERVATION | gen-1      | promptName      | "p1"
            OBSERVATION | gen-1      | promptVersion   | 3
            OBSERVATION | gen-2      | name            | "failed-call"
            OBSERVATION | gen-2      | model           | "claude-3-5-sonnet"
            OBSERVATION | gen-2      | level           | "ERROR"
            OBSERVATION | gen-2      | statusMessage   | "429 from provider"
            OBSERVATION | gen-2      | usageDetails    | {"input":3,"output":0}
            OBSERVATION | gen-2      | costDetails     | {"input":0.1,"output":0,"total":0.1}
            OBSERVATION | ev-1       | type            | "EVENT"
            OBSERVATION | ev-1       | name            | "tool-warning"
            OBSERVATION | ev-1       | level           | "WARNING"
            OBSERVATION | ev-1       | statusMessage   | "slow tool"
            OBSERVATION | ev-1       | input           | {"a":1}
            OBSERVATION | ev-1       | output          | {"b":2}
            OBSERVATION | ev-1       | endTime         | nothing
            SCORE       | score-1    | name            | "quality"
            SCORE       | score-1    | value           | 0.9
            SCORE       | score-1    | dataType        | "NUMERIC"
            SCORE       | score-1    | comment         | "good"
            SCORE       | score-1    | environment     | "staging"
            SCORE       | score-1    | traceId         | "trace-v3-1"
            SCORE       | score-1    | observationId   | nothing
            SCORE       | score-2    | value           | "pass"
            SCORE       | score-2    | dataType        | "CATEGORICAL"
            SCORE       | score-2    | observationId   | "gen-1"
            SCORE       | score-3    | value           | 1
            SCORE       | score-3    | dataType        | "BOOLEAN"
            """)
    void one_batch_becomes(Kind kind, String id, String field, String expected) {
        assertThat(one.json(kind, id, field)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TRACE       | trace-v3-1 | timestamp           | 2025-01-01T00:00:00Z
            OBSERVATION | span-1     | startTime           | 2025-01-01T00:00:00.010Z
            OBSERVATION | span-1     | endTime             | 2026-11-21T06:08:07.523Z
            OBSERVATION | gen-1      | startTime           | 2025-01-01T00:00:00.020Z
            OBSERVATION | gen-1      | completionStartTime | 2025-01-01T00:00:00.120Z
            OBSERVATION | gen-1      | derivedStartTime    | 2026-11-21T06:08:07.531Z
            OBSERVATION | gen-2      | startTime           | 2025-01-01T00:00:00.610Z
            OBSERVATION | ev-1       | startTime           | 2025-01-01T00:00:00.530Z
            SCORE       | score-1    | timestamp           | 2026-11-21T06:08:07.531Z
            """)
    void the_times_of_one_batch_are_those_of_the_program(Kind kind, String id, String field, Instant expected) {
        assertThat(one.get(kind, id).number(field)).isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, expected));
    }

    @Test
    void metadata_and_tags_of_one_batch_are_those_of_all_creates() {
        Merged trace = one.get(TRACE, "trace-v3-1");

        assertThat(trace.tags()).containsExactly("agent", "ci", "late");
        assertThat(trace.metadata()).hasToString("{\"attempt\":1,\"repo\":\"demo\"}");
        assertThat(one.get(OBSERVATION, "span-1").metadata()).hasToString("{\"k\":\"v\"}");
        assertThat(one.get(OBSERVATION, "ev-1").metadata()).hasToString("{\"z\":true}");
    }

    @Test
    void an_update_two_requests_before_its_create_loses_nothing() {
        assertThat(split.json(OBSERVATION, "g0", Fields.OUTPUT)).isEqualTo("\"o0\"");
        assertThat(split.json(OBSERVATION, "g0", Fields.NAME)).isEqualTo("\"llm\"");
        assertThat(split.json(OBSERVATION, "g0", Fields.MODEL)).isEqualTo("\"gpt-4o\"");
        assertThat(split.json(OBSERVATION, "g0", Fields.USAGE)).isEqualTo("{\"input\":1,\"output\":2}");
        assertThat(split.json(OBSERVATION, "g0", Fields.ENVIRONMENT)).isEqualTo("\"staging\"");
        assertThat(split.get(OBSERVATION, "g0").number(Fields.START)).isEqualTo(1_735_689_600_000_000L);
        assertThat(split.get(OBSERVATION, "g1").number(Fields.START)).isEqualTo(1_735_689_601_000_000L);
        assertThat(split.json(TRACE, "trace-split", Fields.NAME)).isEqualTo("\"run\"");
        assertThat(split.json(TRACE, "trace-split", Fields.OUTPUT)).isEqualTo("\"final\"");
    }

    @Test
    void scores_of_newer_clients_and_of_browsers_belong_to_their_traces() {
        Folded scores = Folded.of(Captured.contributions(Captured.SCORES));
        Folded browser = Folded.of(Captured.contributions(Captured.BROWSER_SCORE));

        assertThat(scores.json(SCORE, "score-1", Fields.TRACE)).isEqualTo("\"f1b4af26fb0662985d6aaaafc4d8f8c5\"");
        assertThat(scores.json(SCORE, "score-2", Fields.VALUE)).isEqualTo("\"pass\"");
        assertThat(browser.json(SCORE, "wsc-1", Fields.VALUE)).isEqualTo("1");
        assertThat(browser.json(SCORE, "wsc-1", Fields.DATA_TYPE)).isEqualTo("\"NUMERIC\"");
    }
}
