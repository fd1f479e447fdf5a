package dev.signalbox.hub.trace.mapping;

import static dev.signalbox.hub.trace.model.Kind.OBSERVATION;
import static dev.signalbox.hub.trace.model.Kind.TRACE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Kind;
import dev.signalbox.hub.trace.model.Merged;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the JS client of the second generation sent as spans. */
class CapturedSpansTest {
    private static final String TRACE_ID = "f1b4af26fb0662985d6aaaafc4d8f8c5";

    private final Folded folded = Folded.of(Captured.contributions(Captured.SPANS));

    /** One of them was given a first token of a year before it began. */
    @Test
    void every_span_is_understood_without_a_warning() {
        for (JsonNode span : Captured.spans(Captured.SPANS)) {
            Mapped mapped = SpanMapping.map(span, "span:1");

            assertThat(mapped.contributions()).as(span.toString()).hasSizeGreaterThanOrEqualTo(2);
            assertThat(mapped.warnings())
                    .as(span.toString())
                    .allMatch(said -> said.contains("completion_start_time is before the start"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            TRACE       | f1b4af26fb0662985d6aaaafc4d8f8c5 | name        | "agent-run"
            TRACE       | f1b4af26fb0662985d6aaaafc4d8f8c5 | userId      | "user-1"
            TRACE       | f1b4af26fb0662985d6aaaafc4d8f8c5 | sessionId   | "sess-1"
            TRACE       | f1b4af26fb0662985d6aaaafc4d8f8c5 | environment | "staging"
            TRACE       | f1b4af26fb0662985d6aaaafc4d8f8c5 | release     | "r1"
            TRACE       | f1b4af26fb0662985d6aaaafc4d8f8c5 | version     | "1.2.3"
            TRACE       | f1b4af26fb0662985d6aaaafc4d8f8c5 | public      | true
            TRACE       | f1b4af26fb0662985d6aaaafc4d8f8c5 | input       | {"task":"fix bug"}
            TRACE       | f1b4af26fb0662985d6aaaafc4d8f8c5 | output      | {"result":"done"}
            TRACE       | f1b4af26fb0662985d6aaaafc4d8f8c5 | timestamp   | 1795241289645000
            OBSERVATION | 24399020468a4758 | type                | "AGENT"
            OBSERVATION | 24399020468a4758 | name                | "agent-run"
            OBSERVATION | 24399020468a4758 | parentId            | nothing
            OBSERVATION | 24399020468a4758 | appRoot             | true
            OBSERVATION | 24399020468a4758 | startTime           | 1795241289645000
            OBSERVATION | 24399020468a4758 | endTime             | 1795241289650865
            OBSERVATION | 24399020468a4758 | environment         | "staging"
            OBSERVATION | 24399020468a4758 | version             | "1.2.3"
            OBSERVATION | 3ebff72e8dc11781 | type                | "GENERATION"
            OBSERVATION | 3ebff72e8dc11781 | parentId            | "24399020468a4758"
            OBSERVATION | 3ebff72e8dc11781 | appRoot             | nothing
            OBSERVATION | 3ebff72e8dc11781 | model               | "gpt-4o"
            OBSERVATION | 3ebff72e8dc11781 | modelParameters     | {"temperature":0.2,"max_tokens":100}
            OBSERVATION | 3ebff72e8dc11781 | input               | [{"role":"user","content":"hi"}]
            OBSERVATION | 3ebff72e8dc11781 | output              | {"role":"assistant","content":"hello"}
            OBSERVATION | 3ebff72e8dc11781 | usageDetails        | {"input":11,"output":7,"cache_read_input_tokens":5,"total":23}
            OBSERVATION | 3ebff72e8dc11781 | costDetails         | {"input":0.00011,"output":0.0007,"total":0.00081}
            OBSERVATION | 3ebff72e8dc11781 | completionStartTime | 1735689600120000
            OBSERVATION | 3ebff72e8dc11781 | promptName          | "p1"
            OBSERVATION | 3ebff72e8dc11781 | promptVersion       | 3
            OBSERVATION | 3ebff72e8dc11781 | endTime             | 1795241289648508
            OBSERVATION | 82049262ca350f8b | type                | "GENERATION"
            OBSERVATION | 82049262ca350f8b | level               | "ERROR"
            OBSERVATION | 82049262ca350f8b | statusMessage       | "429 from provider"
            OBSERVATION | ecc80b310f97dfa6 | type                | "EMBEDDING"
            OBSERVATION | ecc80b310f97dfa6 | model               | "text-embedding-3-small"
            OBSERVATION | ecc80b310f97dfa6 | usageDetails        | {"input":4}
            OBSERVATION | 4462ce18304e8f7c | type                | "EVENT"
            OBSERVATION | 4462ce18304e8f7c | level               | "WARNING"
            OBSERVATION | 4462ce18304e8f7c | statusMessage       | "slow"
            OBSERVATION | 4462ce18304e8f7c | input               | {"a":1}
            OBSERVATION | da51e08773fa7ada | type                | "TOOL"
            OBSERVATION | da51e08773fa7ada | name                | "read-file"
            OBSERVATION | da51e08773fa7ada | input               | {"path":"a.txt"}
            OBSERVATION | da51e08773fa7ada | output              | "contents"
            OBSERVATION | da51e08773fa7ada | level               | nothing
            """)
    void the_spans_become(Kind kind, String id, String field, String expected) {
        assertThat(folded.json(kind, id, field)).isEqualTo(expected);
    }

    @Test
    void metadata_and_tags_are_unfolded() {
        Merged trace = folded.get(TRACE, TRACE_ID);
        JsonNode root = folded.get(OBSERVATION, "24399020468a4758").metadata();

        assertThat(trace.tags()).containsExactly("agent", "ci");
        assertThat(trace.metadata()).hasToString("{\"repo\":\"demo\"}");
        assertThat(root.path("attempt").asText()).isEqualTo("1");
        assertThat(root.at("/nested/a")).hasToString("[1,2]");
        assertThat(root.at("/resourceAttributes/service.name").asText()).isEqualTo("agent-daemon");
        assertThat(root.at("/scope/name").asText()).isEqualTo("langfuse-sdk");
        assertThat(root.has("attributes")).isFalse();
    }

    @Test
    void the_name_of_a_trace_is_told_by_the_event_that_says_it_and_not_guessed() {
        assertThat(folded.get(TRACE, TRACE_ID)
                        .provenance(Fields.NAME)
                        .get(Fields.NAME)
                        .stamp()
                        .phase())
                .isZero();
    }
}
