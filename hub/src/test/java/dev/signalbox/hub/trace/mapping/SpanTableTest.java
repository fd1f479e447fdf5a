package dev.signalbox.hub.trace.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Kind;
import dev.signalbox.hub.trace.model.Merged;
import dev.signalbox.hub.trace.model.Stamp;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The table, line by line: what a span with these attributes says. */
class SpanTableTest {
    private static final String ROOT = """
            {"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"the span","kind":1,
             "startTimeUnixNano":"1735689600000000000","endTimeUnixNano":"1735689601000000999"}""";

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvFileSource(resources = "/traces/span-table.txt", delimiter = '|', quoteCharacter = '`')
    void says(String field, String attributes, String expected) {
        ObjectNode span = span("attributes", attributes);

        assertThat(said(span, field)).isEqualTo(expected);
    }

    @Test
    void an_exception_is_the_status_message_of_what_names_none() {
        ObjectNode span = span(
                "events",
                "[{\"name\":\"exception\",\"attributes\":{\"exception.type\":\"IOError\",\"exception.message\":\"disk full\"}}]");
        ObjectNode typeOnly =
                span("events", "[{\"name\":\"exception\",\"attributes\":{\"exception.type\":\"IOError\"}}]");

        assertThat(said(span, "statusMessage")).isEqualTo("\"IOError: disk full\"");
        assertThat(said(typeOnly, "statusMessage")).isEqualTo("\"IOError\"");
    }

    @Test
    void a_failed_status_is_an_error_with_its_message() {
        ObjectNode failed = span("status", "{\"code\":2,\"message\":\"refused\"}");
        ObjectNode fine = span("status", "{\"code\":1}");

        assertThat(said(failed, "level")).isEqualTo("\"ERROR\"");
        assertThat(said(failed, "statusMessage")).isEqualTo("\"refused\"");
        assertThat(said(fine, "level")).isEqualTo("nothing");
    }

    @Test
    void messages_stand_in_events_of_older_conventions() {
        ObjectNode span = span(
                "events",
                "[{\"name\":\"gen_ai.system.message\",\"attributes\":{\"content\":\"be kind\"}},"
                        + "{\"name\":\"gen_ai.user.message\",\"attributes\":{\"content\":\"hi\"}},"
                        + "{\"name\":\"gen_ai.choice\",\"attributes\":{\"message\":\"{\\\"content\\\":\\\"hello\\\"}\"}}]");
        ObjectNode content = span(
                "events",
                "[{\"name\":\"gen_ai.content.prompt\",\"attributes\":{\"gen_ai.prompt\":\"p\"}},"
                        + "{\"name\":\"gen_ai.content.completion\",\"attributes\":{\"gen_ai.completion\":\"c\"}}]");
        ObjectNode details = span(
                "events",
                "[{\"name\":\"gen_ai.client.inference.operation.details\",\"attributes\":"
                        + "{\"gen_ai.input.messages\":\"[1]\",\"gen_ai.output.messages\":\"[2]\"}}]");

        assertThat(said(span, "input"))
                .isEqualTo("[{\"role\":\"system\",\"content\":\"be kind\"},{\"role\":\"user\",\"content\":\"hi\"}]");
        assertThat(said(span, "output")).isEqualTo("{\"message\":{\"content\":\"hello\"}}");
        assertThat(said(content, "input") + said(content, "output")).isEqualTo("\"p\"\"c\"");
        assertThat(said(details, "input") + said(details, "output")).isEqualTo("[1][2]");
    }

    @Test
    void environment_and_version_may_stand_on_the_resource() {
        ObjectNode span = span("resource", "{\"deployment.environment\":\"Production\",\"service.version\":\"7\"}");

        assertThat(said(span, "environment")).isEqualTo("\"production\"");
        assertThat(said(span, "version")).isEqualTo("\"7\"");
        assertThat(said(span, "trace.environment")).isEqualTo("\"production\"");
        assertThat(said(span, "trace.version")).isEqualTo("\"7\"");
    }

    @Test
    void a_root_tells_its_trace_as_a_guess_and_a_child_nothing() {
        ObjectNode root = span("attributes", "{\"input.value\":\"i\",\"output.value\":\"o\"}");
        ObjectNode child = root.deepCopy().put("parentSpanId", "00f067aa0ba902b7");

        assertThat(said(root, "trace.name") + said(root, "trace.input") + said(root, "trace.output"))
                .isEqualTo("\"the span\"\"i\"\"o\"");
        assertThat(SpanMapping.map(root, "e").contributions())
                .anySatisfy(said -> assertThat(said.stamp().phase()).isEqualTo(Stamp.FALLBACK));
        assertThat(SpanMapping.map(child, "e").contributions())
                .extracting(Contribution::kind)
                .containsExactly(Kind.OBSERVATION);
        assertThat(said(child, "parentId")).isEqualTo("\"00f067aa0ba902b7\"");
    }

    @Test
    void a_root_of_an_application_below_another_is_a_root_too() {
        ObjectNode span =
                span("attributes", "{\"langfuse.internal.is_app_root\":true}").put("parentSpanId", "00f067aa0ba902b7");

        assertThat(said(span, "appRoot")).isEqualTo("true");
        assertThat(said(span, "trace.name")).isEqualTo("\"the span\"");
    }

    @Test
    void the_clock_is_the_end_and_times_are_kept_to_the_microsecond() {
        ObjectNode ended = span("attributes", "{}");
        ObjectNode running = ended.deepCopy().without("endTimeUnixNano");

        assertThat(SpanMapping.map(ended, "e").contributions().get(0).stamp())
                .isEqualTo(new Stamp(Stamp.CREATE, 1_735_689_601_000_000L, "e"));
        assertThat(SpanMapping.map(running, "e").contributions().get(0).stamp().clock())
                .isEqualTo(1_735_689_600_000_000L);
        assertThat(said(running, "endTime")).isEqualTo("nothing");
    }

    @Test
    void attributes_of_others_are_metadata_but_for_input_and_output() {
        ObjectNode span =
                span("attributes", "{\"http.route\":\"/x\",\"input.value\":\"i\",\"gen_ai.prompt.0.content\":\"p\"}");

        JsonNode metadata = metadata(span, Kind.OBSERVATION);

        assertThat(metadata.path("attributes")).hasToString("{\"http.route\":\"/x\"}");
    }

    @Test
    void what_happened_in_a_span_is_metadata_but_for_messages() {
        ObjectNode span = span(
                "events",
                "[{\"name\":\"retry\",\"timeUnixNano\":\"1735689600000001999\",\"attributes\":{\"attempt\":2}},"
                        + "{\"name\":\"gen_ai.user.message\",\"attributes\":{\"content\":\"hi\"}},{\"name\":\"bare\"}]");
        ObjectNode silent = span("events", "[{\"name\":\"gen_ai.choice\",\"attributes\":{\"message\":\"m\"}}]");

        assertThat(metadata(span, Kind.OBSERVATION).path("events"))
                .hasToString(
                        "[{\"name\":\"retry\",\"time\":\"2025-01-01T00:00:00.000001Z\",\"attributes\":{\"attempt\":2}},"
                                + "{\"name\":\"bare\"}]");
        assertThat(metadata(silent, Kind.OBSERVATION).has("events")).isFalse();
    }

    @Test
    void metadata_comes_from_all_its_places() {
        ObjectNode span = span(
                "attributes",
                "{\"langfuse.observation.metadata\":\"{\\\"a\\\":1}\",\"langfuse.observation.metadata.b\":\"[2]\","
                        + "\"langfuse.metadata.c\":\"{\\\"d\\\":3}\",\"ai.telemetry.metadata.e\":\"4\","
                        + "\"langfuse.trace.metadata\":{\"f\":5},\"langfuse.trace.metadata.g\":\"six\"}");

        JsonNode observation = metadata(span, Kind.OBSERVATION);
        JsonNode trace = metadata(span, Kind.TRACE);

        assertThat(observation).hasToString("{\"a\":1,\"b\":[2],\"c\":{\"d\":3},\"e\":\"4\"}");
        assertThat(trace).hasToString("{\"c\":{\"d\":3},\"e\":\"4\",\"f\":5,\"g\":\"six\"}");
    }

    @Test
    void a_span_without_ids_says_nothing_and_warns() {
        ObjectNode span = span("attributes", "{}").without("spanId");

        Mapped mapped = SpanMapping.map(span, "e");

        assertThat(mapped.contributions()).isEmpty();
        assertThat(mapped.warnings()).hasSize(1);
    }

    private static ObjectNode span(String field, String json) {
        ObjectNode span = (ObjectNode) json(ROOT);
        span.set(field, json(json));
        return span;
    }

    private static JsonNode json(String text) {
        return Json.readLenient(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }

    private static String said(JsonNode span, String field) {
        boolean ofTrace = field.startsWith("trace.");
        Merged merged = merged(span, ofTrace ? Kind.TRACE : Kind.OBSERVATION);
        String name = ofTrace ? field.substring("trace.".length()) : field;
        if (name.equals(Fields.TAGS)) return merged.tags().toString();
        JsonNode value = merged.value(name);
        return value == null ? "nothing" : Json.writeText(value);
    }

    private static JsonNode metadata(JsonNode span, Kind kind) {
        return merged(span, kind).metadata();
    }

    private static Merged merged(JsonNode span, Kind kind) {
        Merged merged = new Merged();
        for (Contribution said : SpanMapping.map(span, "e").contributions()) if (said.kind() == kind) merged.add(said);
        return merged;
    }
}
