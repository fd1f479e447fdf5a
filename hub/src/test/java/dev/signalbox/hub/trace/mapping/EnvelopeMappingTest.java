package dev.signalbox.hub.trace.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Kind;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.hub.trace.model.Stamp;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeMappingTest {
    private static final long SENT = 1_735_689_600_123_456L;

    @ParameterizedTest
    @CsvSource({
        "span-create,SPAN,0",
        "generation-create,GENERATION,0",
        "event-create,EVENT,0",
        "agent-create,AGENT,0",
        "tool-create,TOOL,0",
        "chain-create,CHAIN,0",
        "retriever-create,RETRIEVER,0",
        "evaluator-create,EVALUATOR,0",
        "embedding-create,EMBEDDING,0",
        "guardrail-create,GUARDRAIL,0",
        "span-update,SPAN,1",
        "generation-update,GENERATION,1"
    })
    void each_type_makes_its_observation(String type, String expected, int phase) {
        Mapped mapped = map(type, "{'id':'o','traceId':'t','name':'n'}");

        assertThat(merged(mapped, Kind.OBSERVATION).text(Fields.TYPE)).isEqualTo(expected);
        assertThat(mapped.contributions()).anySatisfy(said -> {
            assertThat(said.traceId()).isEqualTo("t");
            assertThat(said.id()).isEqualTo("o");
            assertThat(said.stamp()).isEqualTo(new Stamp(phase, SENT, "event"));
            assertThat(said.cells()).containsKey(Fields.NAME);
        });
        assertThat(mapped.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"observation-create,GENERATION", "observation-create,span", "observation-update,EVENT"})
    void old_observations_name_their_type_in_the_body(String type, String named) {
        Mapped mapped = map(type, "{'id':'o','traceId':'t','type':'" + named + "'}");

        assertThat(merged(mapped, Kind.OBSERVATION).text(Fields.TYPE)).isEqualToIgnoringCase(named);
        assertThat(mapped.warnings()).isEmpty();
    }

    @Test
    void the_update_of_a_span_does_not_make_a_span_of_an_agent() {
        Merged merged = merged(map("span-update", "{'id':'o','traceId':'t'}"), Kind.OBSERVATION);

        map("agent-create", "{'id':'o','traceId':'t'}").contributions().forEach(merged::add);

        assertThat(merged.text(Fields.TYPE)).isEqualTo("AGENT");
    }

    @Test
    void a_log_of_the_sdk_says_nothing_and_an_unknown_type_warns() {
        assertThat(map("sdk-log", "{'log':'x'}")).isEqualTo(new Mapped(java.util.List.of(), java.util.List.of()));
        assertThat(map("dream-create", "{'id':'o'}").contributions()).isEmpty();
        assertThat(map("dream-create", "{'id':'o'}").warnings())
                .singleElement()
                .asString()
                .contains("dream-create");
        assertThat(EnvelopeMapping.map(Json.object(), "event").warnings()).hasSize(1);
    }

    @Test
    void the_clock_of_a_trace_is_its_own_timestamp() {
        Mapped mapped = map("trace-create", "{'id':'t','timestamp':'2024-12-31T23:00:00.000001Z'}");

        assertThat(mapped.contributions().get(0).stamp().clock()).isEqualTo(1_735_686_000_000_001L);
        assertThat(merged(mapped, Kind.TRACE).number(Fields.TIMESTAMP)).isEqualTo(1_735_686_000_000_001L);
    }

    @Test
    void a_missing_start_is_derived_from_the_envelope() {
        Merged merged = merged(map("generation-update", "{'id':'o','traceId':'t'}"), Kind.OBSERVATION);

        assertThat(merged.number(Fields.DERIVED_START)).isEqualTo(SENT);
        assertThat(merged.value(Fields.START)).isNull();
    }

    @Test
    void an_observation_without_a_trace_is_wrapped_in_one() {
        Mapped mapped = map(
                "generation-create", "{'id':'o','name':'n','input':1,'output':2,'startTime':'2025-01-01T00:00:00Z'}");

        Merged trace = merged(mapped, Kind.TRACE);
        assertThat(mapped.contributions())
                .allSatisfy(said -> assertThat(said.traceId()).isEqualTo("o"));
        assertThat(trace.text(Fields.NAME)).isEqualTo("n");
        assertThat(trace.text(Fields.INPUT)).isEqualTo("1");
        assertThat(trace.number(Fields.TIMESTAMP)).isEqualTo(1_735_689_600_000_000L);
    }

    @Test
    void what_has_no_id_is_named_by_its_envelope() {
        Mapped mapped = map("event-create", "{'traceId':'t'}");

        assertThat(mapped.contributions().get(0).id()).isEqualTo("envelope-id");
        assertThat(mapped.warnings()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            '2025-01-01T00:00:00.123456Z'      | 1735689600123456
            '2025-01-01T02:00:00.123456+02:00' | 1735689600123456
            '2025-01-01T00:00:00.123456789Z'   | 1735689600123456
            '2025-01-01T00:00:00'              | 1735689600000000
            '2025-01-01 00:00:00+00:00'        | 1735689600000000
            1735689600                         | 1735689600000000
            1735689600.5                       | 1735689600500000
            1735689600123                      | 1735689600123000
            1735689600123456                   | 1735689600123456
            1735689600123456789                | 1735689600123456
            '1735689600123'                    | 1735689600123000
            '2025-01-01T00:00:00.12345678901Z' | 1735689600123456
            '2016-12-31T23:59:60Z'             | 1483228800000000
            '2016-12-31T23:59:60.5+00:00'      | 1483228800500000
            """)
    void a_time_is_read_in_all_its_forms(String time, long expected) {
        Mapped mapped = map("span-create", "{'id':'o','traceId':'t','startTime':" + time + "}");

        assertThat(merged(mapped, Kind.OBSERVATION).number(Fields.START)).isEqualTo(expected);
        assertThat(mapped.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'yesterday'
            '2025-13-01T00:00:00Z'
            true
            -5
            1e300
            {}
            """)
    void an_unreadable_time_is_left_out_with_a_warning(String time) {
        Mapped mapped = map("span-create", "{'id':'o','traceId':'t','startTime':" + time + "}");

        assertThat(merged(mapped, Kind.OBSERVATION).value(Fields.START)).isNull();
        assertThat(mapped.warnings()).singleElement().asString().contains("startTime");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'Production'              | production
            'langfuse-prompts'        | -prompts
            'a_b-c9'                  | a_b-c9
            'abcdefghijabcdefghijabcdefghijabcdefghijXYZ' | abcdefghijabcdefghijabcdefghijabcdefghij
            'white space'             | default
            'langfuse'                | default
            """)
    void an_environment_follows_its_rule(String said, String expected) {
        assertThat(merged(map("trace-create", "{'id':'t','environment':" + said + "}"), Kind.TRACE)
                        .text(Fields.ENVIRONMENT))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "DEBUG,DEBUG",
        "DEFAULT,DEFAULT",
        "WARNING,WARNING",
        "ERROR,ERROR",
        "info,DEFAULT",
        "WARN,WARNING",
        "FATAL,ERROR",
        "CRITICAL,ERROR"
    })
    void a_level_has_many_names(String said, String expected) {
        Mapped mapped = map("span-create", "{'id':'o','traceId':'t','level':'" + said + "'}");

        assertThat(merged(mapped, Kind.OBSERVATION).text(Fields.LEVEL)).isEqualTo(expected);
        assertThat(mapped.warnings()).isEmpty();
    }

    @Test
    void an_unknown_level_is_the_default_and_warns() {
        Mapped mapped = map("span-create", "{'id':'o','traceId':'t','level':'LOUD'}");

        assertThat(merged(mapped, Kind.OBSERVATION).text(Fields.LEVEL)).isEqualTo("DEFAULT");
        assertThat(mapped.warnings()).singleElement().asString().contains("LOUD");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'usage':{'input':1,'output':2,'total':3,'unit':'TOKENS'} | {"input":1,"output":2,"total":3}
            'usage':{'promptTokens':1,'completionTokens':2,'totalTokens':3} | {"input":1,"output":2,"total":3}
            'usage':{'input':100,'output':20,'unit':'CHARACTERS'} | {"characters_input":100,"characters_output":20}
            'usage':{'input':1},'usageDetails':{'input':7,'special':8} | {"input":7,"special":8}
            'usageDetails':{'input':1.0,'output':null,'other':'x','nested':{}} | {"input":1}
            'usageDetails':{'prompt_tokens':100,'completion_tokens':50,'total_tokens':150,'prompt_tokens_details':{'cached_tokens':60,'audio_tokens':10},'completion_tokens_details':{'reasoning_tokens':40}} | {"input":30,"output":10,"input_cached_tokens":60,"input_audio_tokens":10,"output_reasoning_tokens":40,"total":150}
            'usageDetails':{'input_tokens':100,'output_tokens':50,'total_tokens':150,'input_tokens_details':{'cached_tokens':60},'output_tokens_details':{'reasoning_tokens':40}} | {"input":40,"output":10,"input_cached_tokens":60,"output_reasoning_tokens":40,"total":150}
            'usage':{'prompt_tokens':10,'completion_tokens':5,'prompt_tokens_details':null} | {"input":10,"output":5}
            'usageDetails':{'input_tokens':3,'output_tokens':4,'cache_read_input_tokens':500,'cache_creation_input_tokens':0} | {"input":3,"output":4,"cache_read_input_tokens":500}
            'usageDetails':{'prompt_tokens':5,'prompt_tokens_details':{'cached_tokens':60}} | {"input":5,"input_cached_tokens":60}
            'usageDetails':{'input':5,'cache_read_input_tokens':60} | {"input":5,"cache_read_input_tokens":60}
            """)
    void usage_counts_everything_once(String usage, String expected) {
        Mapped mapped = map("generation-create", "{'id':'o','traceId':'t'," + usage + "}");

        assertThat(merged(mapped, Kind.OBSERVATION).value(Fields.USAGE)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'usage':{'input':1,'inputCost':0.1,'outputCost':'0.2','totalCost':0.3} | {"input":0.1,"output":0.2,"total":0.3}
            'usage':{'input':1,'totalCost':0.3},'costDetails':{'input':7} | {"input":7}
            'costDetails':{'input':-1,'output':2,'other':'x'} | {"output":2}
            'costDetails':{'input':1,'output':2,'total_cost':3} | {"input":1,"output":2,"total":3}
            'costDetails':{'input':1,'output':2,'totalCost':3} | {"input":1,"output":2,"total":3}
            'costDetails':{'input_cost':1,'total_cost_usd':3} | {"input_cost":1,"total":3}
            """)
    void given_costs_are_kept(String usage, String expected) {
        Mapped mapped = map("generation-create", "{'id':'o','traceId':'t'," + usage + "}");

        assertThat(merged(mapped, Kind.OBSERVATION).value(Fields.COST)).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            'value':0.5                            | 0.5    | NUMERIC
            'value':'good'                         | "good" | CATEGORICAL
            'value':true                           | 1      | BOOLEAN
            'value':1,'dataType':'BOOLEAN'         | 1      | BOOLEAN
            'value':0.0,'dataType':'boolean'       | 0      | BOOLEAN
            'value':'true','dataType':'BOOLEAN'    | 1      | BOOLEAN
            'value':'0.25','dataType':'NUMERIC'    | 0.25   | NUMERIC
            'value':'long text','dataType':'TEXT'  | "long text" | TEXT
            'value':'better','dataType':'CORRECTION' | "better" | CORRECTION
            'value':3,'dataType':'CATEGORICAL'     | "3"    | CATEGORICAL
            'value':7,'dataType':null              | 7      | NUMERIC
            'value':1e308                          | 1E+308 | NUMERIC
            'value':-1.5e-300                      | -1.5E-300 | NUMERIC
            """)
    void a_score_has_a_value_and_a_type(String body, String value, String dataType) {
        Mapped mapped = map("score-create", "{'id':'s','traceId':'t','name':'n'," + body + "}");

        Merged score = merged(mapped, Kind.SCORE);
        assertThat(Json.writeText(score.value(Fields.VALUE))).isEqualTo(value);
        assertThat(score.text(Fields.DATA_TYPE)).isEqualTo(dataType);
        assertThat(mapped.warnings()).isEmpty();
    }

    @Test
    void a_score_of_a_session_belongs_to_no_trace() {
        Mapped mapped = map(
                "score-create",
                "{'id':'s','sessionId':'x','name':'n','value':1,'source':'EVAL','configId':'c','metadata':{'a':1}}");

        assertThat(mapped.contributions()).singleElement().satisfies(said -> {
            assertThat(said.traceId()).isEmpty();
            assertThat(said.cells()).containsKeys(Fields.SESSION, Fields.SOURCE, Fields.CONFIG, "metadata/a");
        });
    }

    @Test
    void metadata_that_is_no_object_stands_for_itself_and_json_text_in_it_is_unfolded() {
        Merged plain = merged(map("trace-create", "{'id':'t','metadata':'just text'}"), Kind.TRACE);
        Merged list = merged(map("trace-create", "{'id':'t','metadata':[1,2]}"), Kind.TRACE);
        Merged text = merged(map("trace-create", "{'id':'t','metadata':{'a':'{\\\"b\\\":1}','c':'7'}}"), Kind.TRACE);

        assertThat(plain.metadata()).hasToString("{\"metadata\":\"just text\"}");
        assertThat(list.metadata()).hasToString("{\"metadata\":[1,2]}");
        assertThat(text.metadata()).hasToString("{\"a\":{\"b\":1},\"c\":\"7\"}");
    }

    @Test
    void nul_and_half_characters_are_replaced_everywhere() {
        Mapped mapped = map(
                "trace-create",
                "{'id':'t\\u0000','name':'a\\u0000b','input':{'k\\u0000':['\\ud800']},'tags':['x\\u0000']}");

        Merged trace = merged(mapped, Kind.TRACE);
        assertThat(mapped.contributions().get(0).id()).isEqualTo("t\uFFFD");
        assertThat(trace.text(Fields.NAME)).isEqualTo("a\uFFFDb");
        assertThat(trace.value(Fields.INPUT)).hasToString("{\"k\uFFFD\":[\"\uFFFD\"]}");
        assertThat(trace.tags()).containsExactly("x\uFFFD");
    }

    @Test
    void texts_that_are_too_long_are_cut_with_a_warning() {
        Mapped mapped = map("trace-create", "{'id':'" + "i".repeat(900) + "','name':'" + "n".repeat(1001) + "'}");

        assertThat(mapped.contributions().get(0).id()).hasSize(800);
        assertThat(merged(mapped, Kind.TRACE).text(Fields.NAME)).hasSize(1000);
        assertThat(mapped.warnings()).singleElement().asString().contains("name");
    }

    @Test
    void null_and_absent_say_nothing() {
        Mapped mapped = map(
                "span-create",
                "{'id':'o','traceId':'t','name':null,'input':null,'metadata':null,'usage':null,'level':null}");

        assertThat(mapped.contributions().get(0).cells()).containsOnlyKeys(Fields.TYPE, Fields.DERIVED_START);
        assertThat(mapped.warnings()).isEmpty();
    }

    private static Mapped map(String type, String body) {
        String envelope = "{'id':'envelope-id','type':'" + type + "','timestamp':'2025-01-01T00:00:00.123456Z','body':"
                + body + "}";
        return EnvelopeMapping.map(
                Json.readLenient(envelope.replace('\'', '"').getBytes(StandardCharsets.UTF_8), JsonNode.class),
                "event");
    }

    private static Merged merged(Mapped mapped, Kind kind) {
        Merged merged = new Merged();
        for (Contribution said : mapped.contributions()) if (said.kind() == kind) merged.add(said);
        return merged;
    }
}
