package dev.signalbox.hub.trace.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.wire.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the JSON is, the mapping answers, and what it answers can be stored and read again. */
class MappingIsTotalTest {
    private static final List<String> WORDS = words();

    @Property(tries = 3000)
    void any_envelope_is_answered(@ForAll("envelopes") JsonNode envelope) {
        storable(EnvelopeMapping.map(asRead(envelope), "event"));
    }

    @Property(tries = 3000)
    void any_span_is_answered(@ForAll("spans") JsonNode span) {
        storable(SpanMapping.map(asRead(span), "event"));
    }

    @Property(tries = 1000)
    void any_log_record_is_answered(@ForAll("records") JsonNode record) {
        storable(LogMapping.map(asRead(record), "event"));
    }

    @ParameterizedTest
    @MethodSource("monsters")
    void monsters_are_answered(JsonNode monster) {
        assertThatCode(() -> storable(EnvelopeMapping.map(monster, "event"))).doesNotThrowAnyException();
        assertThatCode(() -> storable(SpanMapping.map(monster, "event"))).doesNotThrowAnyException();
        assertThatCode(() -> storable(LogMapping.map(monster, "event"))).doesNotThrowAnyException();
    }

    static Stream<JsonNode> monsters() {
        String deep = "[".repeat(500) + "]".repeat(500);
        ObjectNode huge = Json.object();
        for (int i = 0; i < 2000; i++) huge.put("gen_ai.prompt." + i + ".a.b.c." + i, i);
        DecimalNode absurd = DecimalNode.valueOf(new BigDecimal("1e999999999"));
        DecimalNode tiny = DecimalNode.valueOf(new BigDecimal("1e-999999999"));
        ObjectNode attributes = Json.object();
        WORDS.forEach(word -> attributes.set(word, absurd));
        ObjectNode tinies = Json.object();
        WORDS.forEach(word -> tinies.set(word, tiny));
        return Stream.of(
                        NullNode.getInstance(),
                        TextNode.valueOf(""),
                        json(deep),
                        Json.object(),
                        absurd,
                        DoubleNode.valueOf(Double.NaN))
                .flatMap(value -> Stream.of(
                        value,
                        envelope("span-create", value),
                        envelope("trace-create", value),
                        envelope("score-create", value),
                        span(value)))
                .collect(Collectors.collectingAndThen(Collectors.toList(), all -> {
                    all.add(span(huge));
                    all.add(span(attributes));
                    all.add(span(tinies));
                    all.add(span(Json.object()
                            .put("langfuse.observation.input", "[".repeat(100_000) + "]".repeat(100_000))));
                    all.add(span(Json.object().put("langfuse.observation.usage_details", "{\"input\":1e999999999}")));
                    all.add(envelope("generation-create", attributes));
                    all.add(envelope("generation-create", tinies));
                    return all.stream();
                }));
    }

    @Provide
    Arbitrary<JsonNode> envelopes() {
        Arbitrary<String> types = Arbitraries.of(
                "trace-create",
                "span-create",
                "generation-update",
                "observation-create",
                "event-create",
                "score-create",
                "nonsense",
                "-create");
        return Combinators.combine(types, values(), objects()).as((type, id, body) -> {
            ObjectNode envelope = envelope(type, body);
            envelope.set("id", id);
            return envelope;
        });
    }

    @Provide
    Arbitrary<JsonNode> spans() {
        Arbitrary<JsonNode> lists = objects().list().ofMaxSize(3).map(MappingIsTotalTest::list);
        return Combinators.combine(objects(), objects(), values(), lists, values())
                .as((attributes, resource, status, events, end) -> {
                    ObjectNode span = span(attributes);
                    span.set("resource", resource);
                    span.set("status", status);
                    span.set("events", events);
                    span.set("endTimeUnixNano", end);
                    return span;
                });
    }

    @Provide
    Arbitrary<JsonNode> records() {
        Arbitrary<String> names = Arbitraries.of(
                "gen_ai.user.message",
                "gen_ai.choice",
                "gen_ai.content.prompt",
                "gen_ai.client.inference.operation.details");
        return Combinators.combine(names, objects(), Arbitraries.oneOf(objects(), values()), values())
                .as((name, attributes, body, time) -> {
                    ObjectNode record = span(attributes).put("name", name);
                    record.set("body", body);
                    record.set("timeUnixNano", time);
                    return record;
                });
    }

    /** Objects with the names that the mapping looks for. */
    private static Arbitrary<JsonNode> objects() {
        Arbitrary<String> names = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(9, Arbitraries.of(WORDS)),
                net.jqwik.api.Tuple.of(1, Arbitraries.strings().ofMaxLength(5)));
        return Arbitraries.maps(names, values()).ofMaxSize(12).map(fields -> {
            ObjectNode object = Json.object();
            object.setAll(fields);
            return object;
        });
    }

    private static Arbitrary<JsonNode> values() {
        Arbitrary<JsonNode> leaves = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(8).map(TextNode::valueOf),
                Arbitraries.of(
                                "{\"input\":\"x\"}",
                                "[1,\"\\u0000\"]",
                                "{",
                                "2025-01-01T00:00:00Z",
                                "\"2025-01-01T00:00:00Z\"",
                                "1e5",
                                "-1",
                                "NaN")
                        .map(TextNode::valueOf),
                Arbitraries.longs().map(LongNode::valueOf),
                Arbitraries.doubles().map(DoubleNode::valueOf),
                Arbitraries.of(BooleanNode.TRUE, BooleanNode.FALSE),
                Arbitraries.just(NullNode.getInstance()));
        Arbitrary<JsonNode> lists = leaves.list().ofMaxSize(3).map(MappingIsTotalTest::list);
        Arbitrary<JsonNode> objects = Arbitraries.maps(
                        Arbitraries.of("input", "a", "a/b", "~", "name", "usage", "0"),
                        Arbitraries.oneOf(leaves, lists))
                .ofMaxSize(3)
                .map(fields -> {
                    ObjectNode object = Json.object();
                    object.setAll(fields);
                    return object;
                });
        return Arbitraries.oneOf(leaves, leaves, lists, objects);
    }

    private static void storable(Mapped mapped) {
        for (Contribution said : mapped.contributions()) {
            Merged merged = new Merged();
            merged.add(said);
            String stored = merged.stored(Set.of());
            assertThat(Merged.restored(stored).stored(Set.of())).isEqualTo(stored);
            assertThat(stored + said.id() + merged.metadata() + merged.tags()).doesNotContain("\u0000");
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(stored)).isTrue();
        }
        assertThat(mapped.warnings()).hasSizeLessThanOrEqualTo(20);
    }

    private static ObjectNode envelope(String type, JsonNode body) {
        ObjectNode envelope = Json.object().put("type", type).put("timestamp", "2025-01-01T00:00:00Z");
        envelope.set("body", body);
        return envelope;
    }

    private static ObjectNode span(JsonNode attributes) {
        ObjectNode span =
                Json.object().put("traceId", "t").put("spanId", "s").put("startTimeUnixNano", "1735689600000000000");
        span.set("attributes", attributes);
        return span;
    }

    /** The numbers of events are read as decimals. */
    private static JsonNode asRead(JsonNode tree) {
        return json(Json.writeText(tree));
    }

    private static JsonNode list(List<JsonNode> items) {
        return JsonNodeFactory.instance.arrayNode().addAll(items);
    }

    private static JsonNode json(String text) {
        return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    /** All names of attributes and of fields of bodies for which there are cases elsewhere. */
    private static List<String> words() {
        Stream<String> attributes =
                Captured.table().flatMap(line -> line.propertyStream().map(java.util.Map.Entry::getKey));
        Stream<String> ofBodies = Stream.concat(
                BodyFields.OBSERVATION.bodyNames(),
                Stream.of(
                        "id",
                        "traceId",
                        "type",
                        "usage",
                        "usageDetails",
                        "costDetails",
                        "metadata",
                        "tags",
                        "value",
                        "dataType",
                        "timestamp",
                        "userId",
                        "public",
                        "name",
                        "attributes",
                        "exception.type",
                        "gen_ai.prompt.0",
                        "gen_ai.prompt.0.a",
                        "gen_ai.prompt.x"));
        return Stream.concat(attributes, ofBodies).distinct().sorted().toList();
    }
}
