package dev.signalbox.hub.trace.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import org.junit.jupiter.api.Test;

class CuttingTest {
    @Test
    void what_fits_stays_as_it_is() {
        ObjectNode data = Json.object().put("a", "x".repeat(Limits.TRACE_DATA_BYTES_MAX - 8));

        byte[] written = SizeCap.written(data);

        assertThat(written).hasSize(Limits.TRACE_DATA_BYTES_MAX);
        assertThat(read(written).has("warnings")).isFalse();
    }

    @Test
    void one_byte_more_is_cut() {
        ObjectNode data = Json.object().put("a", "x".repeat(Limits.TRACE_DATA_BYTES_MAX - 7));

        JsonNode cut = cut(data);

        assertThat(cut.path("a").asText().length()).isGreaterThan(Limits.TRACE_DATA_BYTES_MAX - 5_000);
        assertThat(cut.path("warnings")).hasSize(1);
    }

    @Test
    void the_longest_texts_pay_and_short_ones_stay_whole() {
        ObjectNode data = Json.object();
        ObjectNode body = data.putObject("body");
        body.put("long", "\"ä😀\u0001".repeat(200_000))
                .put("longer", "y".repeat(2_000_000))
                .put("short", "z".repeat(50_000));

        JsonNode cut = cut(data);

        assertThat(cut.at("/body/short").asText()).hasSize(50_000);
        assertThat(cut.at("/body/long").asText()).startsWith("\"ä😀\u0001\"ä");
        assertThat(cut.at("/body/longer").asText().length()).isBetween(400_000, 600_000);
        assertThat(cut.path("warnings")).hasSize(2);
    }

    @Test
    void a_long_list_becomes_the_beginning_of_its_text() {
        ObjectNode data = Json.object();
        ArrayNode vector =
                data.putObject("body").put("id", "o").put("traceId", "t").putArray("output");
        for (int i = 0; i < 300_000; i++) vector.add(0.25);

        JsonNode cut = cut(data);

        assertThat(cut.at("/body/output").asText()).startsWith("[0.25,0.25").hasSizeGreaterThan(900_000);
        assertThat(cut.at("/body/traceId").asText()).isEqualTo("t");
        assertThat(cut.path("warnings")).hasSize(1);
        assertThat(cut.path("warnings").get(0).asText()).contains("output", "bytes");
    }

    @Test
    void a_flood_of_small_fields_fits_too() {
        ObjectNode data = Json.object();
        ObjectNode attributes = data.putObject("attributes");
        for (int i = 0; i < 200_000; i++) attributes.put("key" + i, i);

        JsonNode cut = cut(data);

        assertThat(cut.path("attributes").size()).isGreaterThan(10_000);
        assertThat(cut.path("warnings")).isNotEmpty();
    }

    private static JsonNode cut(ObjectNode data) {
        byte[] written = SizeCap.written(data);
        assertThat(written.length).isLessThanOrEqualTo(Limits.TRACE_DATA_BYTES_MAX);
        return read(written);
    }

    private static JsonNode read(byte[] json) {
        return Json.readLenient(json, JsonNode.class);
    }
}
