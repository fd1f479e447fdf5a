package dev.signalbox.hub.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Problem.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Java remembers where simple repeats have failed, but not behind a reference to a group, and not over starts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "^(a+)+\\1x$",
                "^(.*)*\\1x$",
                "^((a|aa)+)\\1+x$",
                "(a+a+)+\\1y",
                "^(?=(a+)+\\1b)a",
                "a*a*a*a*a*a*a*a*a*a*a*a*b",
                "[a-z]+@"
            })
    void a_pattern_without_an_end_gives_up_and_says_so(String pattern) {
        RowSchema schema = RowSchema.compile(withPattern(pattern));

        assertThat(schema.faults(Json.object().put("x", "a".repeat(5_000))))
                .singleElement()
                .satisfies(fault -> assertThat(fault.pointer()).isEqualTo("/x"))
                .satisfies(fault -> assertThat(fault.detail()).contains("takes too long", "shorten"));
        assertThat(schema.faults(Json.object().put("x", "!"))).hasSize(1);
    }

    @Test
    void a_long_text_and_a_deep_pattern_are_refused_and_no_error_of_the_machine() {
        RowSchema email = RowSchema.compile(withPattern("[a-z]+@[a-z]+"));
        RowSchema deep = RowSchema.compile(withPattern("^(a|b)*$"));
        String text = "a".repeat(60_000);

        assertThat(email.faults(Json.object().put("x", text))).hasSize(1);
        assertThat(deep.faults(Json.object().put("x", text))).hasSizeLessThanOrEqualTo(1);
        assertThat(email.faults(Json.object().put("x", "jane@example"))).isEmpty();
    }

    @Test
    void a_pattern_that_gives_up_lets_nothing_through_where_it_must_not_match() {
        JsonNode not = Json.object()
                .set(
                        "properties",
                        Json.object()
                                .set("x", Json.object().set("not", Json.object().put("pattern", "^(a+)+\\1x$"))));

        assertThat(RowSchema.compile(not).faults(Json.object().put("x", "a".repeat(5_000))))
                .isNotEmpty();
    }

    @Test
    void all_texts_of_a_row_share_its_steps() {
        JsonNode list = Json.object()
                .set(
                        "properties",
                        Json.object()
                                .set(
                                        "x",
                                        Json.object().set("items", Json.object().put("pattern", "^(a+)+\\1$"))));
        ArrayNode texts = Json.object().arrayNode();
        for (int i = 0; i < 2_000; i++) texts.add("a".repeat(16) + "!");

        assertThat(RowSchema.compile(list).faults(Json.object().set("x", texts)))
                .last()
                .satisfies(fault -> assertThat(fault.detail()).contains("does not match"));
        assertThat(RowSchema.compile(list)
                        .faults(Json.object().set("x", Json.object().arrayNode().add("aaa"))))
                .isEmpty();
    }

    @Test
    void patterns_mean_what_they_meant() {
        assertThat(RowSchema.compile(withPattern("^\\u00e9{0,1024}$"))
                        .faults(Json.object().put("x", "éé")))
                .isEmpty();
        assertThat(RowSchema.compile(withPattern("^a$")).faults(Json.object().put("x", "a\n")))
                .hasSize(1);
        assertThat(RowSchema.compile(withPattern("b")).faults(Json.object().put("x", "abc")))
                .isEmpty();
    }

    private static JsonNode withPattern(String pattern) {
        return Json.object()
                .set("properties", Json.object().set("x", Json.object().put("pattern", pattern)));
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
