package dev.signalbox.hub.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RowSchemaTest {
    private static final RowSchema RUNS = RowSchema.compile(json("""
            {'type': 'object', 'additionalProperties': false, 'required': ['id', 'state'], 'properties': {
              'id': {'type': 'string'},
              'state': {'enum': ['running', 'done']},
              'at': {'type': 'string', 'format': 'date-time'},
              'steps': {'type': 'array', 'items': {'type': 'object', 'properties': {'n': {'type': 'integer', 'minimum': 1}}}}}}
            """));

    @Test
    void a_row_that_fits_has_no_fault() {
        assertThat(RUNS.faults(json("{'id': 'a', 'state': 'done', 'at': '2026-11-21T08:36:42Z', 'steps': [{'n': 1}]}")))
                .isEmpty();
    }

    @Test
    void each_fault_is_named_with_its_pointer() {
        List<FieldError> faults =
                RUNS.faults(json("{'state': 'dome', 'at': 'noon', 'steps': [{'n': 1}, {'n': 0}], 'a/b': 1}"));

        assertThat(faults)
                .extracting(FieldError::pointer)
                .containsExactlyInAnyOrder("/id", "/state", "/at", "/steps/1/n", "/a~1b");
        assertThat(detailOf(faults, "/id")).isEqualTo("is missing; give it a value");
        assertThat(detailOf(faults, "/a~1b")).isEqualTo("unknown field; known are id, state, at, steps");
        assertThat(detailOf(faults, "/state")).contains("running", "done");
    }

    @Test
    void an_empty_schema_takes_any_row() {
        assertThat(RowSchema.compile(Json.object()).faults(json("{'x': [1, null]}")))
                .isEmpty();
    }

    @Test
    void the_words_do_not_depend_on_the_language_of_the_machine() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMAN);
            assertThat(RUNS.faults(json("{'id': 1, 'state': 'done'}")))
                    .extracting(FieldError::detail)
                    .containsExactly("integer found, string expected");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void nothing_is_fetched_for_a_reference() {
        JsonNode elsewhere = json("{'properties': {'id': {'$ref': 'http://127.0.0.1:9/schema.json'}}}");

        assertThatThrownBy(() -> RowSchema.compile(elsewhere)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_pattern_that_is_none_is_refused_when_it_is_compiled() {
        assertThatThrownBy(() -> RowSchema.compile(json("{'properties': {'id': {'pattern': '['}}}")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String detailOf(List<FieldError> faults, String pointer) {
        return faults.stream()
                .filter(fault -> fault.pointer().equals(pointer))
                .findFirst()
                .orElseThrow()
                .detail();
    }

    private static JsonNode json(String text) {
        return Json.readLenient(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
