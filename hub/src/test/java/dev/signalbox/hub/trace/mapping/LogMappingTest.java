package dev.signalbox.hub.trace.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Kind;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What instrumentation tells in log records, and not on spans. */
class LogMappingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";

    /** Name of the event, attributes, body; what input and output are then. */
    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            gen_ai.user.message      | {}                                | {"content":"hi"}         | [{"role":"user","content":"hi"}]       | nothing
            gen_ai.system.message    | {"gen_ai.system":"openai"}        | {"content":"be kind"}    | [{"role":"system","content":"be kind"}] | nothing
            gen_ai.tool.message      | {}                                | {"id":"c1","content":7}  | [{"role":"tool","id":"c1","content":7}] | nothing
            gen_ai.user.message      | {}                                | {"role":"human","content":"hi"} | [{"role":"human","content":"hi"}] | nothing
            gen_ai.assistant.message | {}                                | "plain"                  | [{"role":"assistant","content":"plain"}] | nothing
            gen_ai.user.message      | {}                                | "{\\"content\\":\\"as text\\"}" | [{"role":"user","content":"as text"}] | nothing
            gen_ai.user.message      | {"gen_ai.event.content":"{\\"content\\":\\"old\\"}"} | null  | [{"role":"user","content":"old"}]      | nothing
            gen_ai.user.message      | {"content":"attribute","server.address":"x"} | null          | [{"role":"user","content":"attribute"}] | nothing
            gen_ai.user.message      | {"gen_ai.system":"openai"}        | {}                       | nothing                                | nothing
            gen_ai.choice            | {}                                | {"index":0,"finish_reason":"stop","message":{"content":"hello"}} | nothing | [{"index":0,"finish_reason":"stop","message":{"content":"hello"}}]
            gen_ai.content.prompt    | {"gen_ai.prompt":"[{\\"role\\":\\"user\\"}]"} | null         | [{"role":"user"}]                      | nothing
            gen_ai.content.completion | {"gen_ai.completion":"yes"}      | null                     | nothing                                | "yes"
            gen_ai.client.inference.operation.details | {"gen_ai.input.messages":[{"role":"user"}],"gen_ai.output.messages":[{"role":"assistant"}]} | null | [{"role":"user"}] | [{"role":"assistant"}]
            gen_ai.client.inference.operation.details | {} | {"gen_ai.system_instructions":"be kind","gen_ai.input.messages":[{"role":"user"}]} | [{"role":"system","content":"be kind"},{"role":"user"}] | nothing
            """)
    void says(String name, String attributes, String body, String input, String output) {
        ObjectNode record = record(name, 1, body);
        record.set("attributes", json(attributes));

        Merged merged = merged(LogMapping.map(record, "event").contributions());

        assertThat(shown(merged, Fields.INPUT)).isEqualTo(input);
        assertThat(shown(merged, Fields.OUTPUT)).isEqualTo(output);
        assertThat(merged.text(Fields.TYPE)).isEqualTo("GENERATION");
        assertThat(merged.number(Fields.DERIVED_START)).isEqualTo(1_735_689_600_000_001L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"spanId":"b7ad6b7169203331","name":"gen_ai.user.message","body":{"content":"no trace"}}
            {"traceId":"0af7651916cd43dd8448eb211c80319c","name":"gen_ai.user.message","body":{"content":"no span"}}
            {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","body":"server started"}
            {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"gen_ai.user.feedback","body":5}
            5
            null
            """)
    void what_is_about_no_span_says_nothing(String record) {
        assertThat(LogMapping.map(json(record), "event").contributions()).isEmpty();
    }

    @Test
    void the_name_may_stand_among_the_attributes() {
        ObjectNode record = record("", 1, "{\"content\":\"hi\"}");
        record.remove("name");
        record.set("attributes", json("{\"event.name\":\"gen_ai.user.message\"}"));

        Merged merged = merged(LogMapping.map(record, "event").contributions());

        assertThat(shown(merged, Fields.INPUT)).isEqualTo("[{\"role\":\"user\",\"content\":\"hi\"}]");
    }

    @Test
    void a_span_that_says_its_input_itself_counts_more_whenever_it_comes() {
        ObjectNode span = record("", 0, "null");
        span.put("startTimeUnixNano", "1735689600000000000");
        span.set("attributes", json("{\"input.value\":\"said by the span\"}"));
        List<Contribution> said = new ArrayList<>(SpanMapping.map(span, "span").contributions());
        said.addAll(LogMapping.map(record("gen_ai.content.prompt", 5, "{\"gen_ai.prompt\":\"a guess\"}"), "log")
                .contributions());
        said.removeIf(each -> each.kind() != Kind.OBSERVATION);

        Merged forth = merged(said);
        Collections.reverse(said);
        Merged back = merged(said);

        assertThat(forth.text(Fields.INPUT)).isEqualTo("said by the span");
        assertThat(back.stored(Set.of())).isEqualTo(forth.stored(Set.of()));
    }

    @Test
    void messages_of_one_span_stand_in_the_order_of_their_time_however_they_come() {
        List<Contribution> said = new ArrayList<>();
        String[] names = {"system", "user", "assistant", "tool", "user"};
        for (int i = 0; i < names.length; i++)
            said.addAll(LogMapping.map(
                            record("gen_ai." + names[i] + ".message", i, "{\"content\":" + i + "}"), "log:" + (9 - i))
                    .contributions());
        Set<String> results = new HashSet<>();
        Set<String> shown = new HashSet<>();

        for (int seed = 0; seed < 200; seed++) {
            List<Contribution> shuffled = new ArrayList<>(said);
            shuffled.addAll(said.subList(0, seed % said.size()));
            Collections.shuffle(shuffled, new Random(seed));
            Merged merged = merged(shuffled);
            results.add(merged.stored(Set.of()));
            shown.add(shown(Merged.restored(merged.stored(Set.of())), Fields.INPUT));
        }

        assertThat(results).hasSize(1);
        assertThat(shown)
                .containsExactly("[{\"role\":\"system\",\"content\":0},{\"role\":\"user\",\"content\":1},"
                        + "{\"role\":\"assistant\",\"content\":2},{\"role\":\"tool\",\"content\":3},"
                        + "{\"role\":\"user\",\"content\":4}]");
    }

    private static ObjectNode record(String name, int micros, String body) {
        ObjectNode record = Json.object()
                .put("traceId", TRACE)
                .put("spanId", SPAN)
                .put("name", name)
                .put("timeUnixNano", Long.toString(1_735_689_600_000_000_000L + micros * 1_000L));
        record.set("body", json(body));
        return record;
    }

    private static Merged merged(List<Contribution> contributions) {
        Merged merged = new Merged();
        contributions.forEach(merged::add);
        return merged;
    }

    private static String shown(Merged merged, String field) {
        JsonNode whole = merged.value(field);
        if (whole != null) return Json.writeText(whole);
        return merged.parts(field).isEmpty() ? "nothing" : Json.writeText(merged.parts(field));
    }

    private static JsonNode json(String text) {
        return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
