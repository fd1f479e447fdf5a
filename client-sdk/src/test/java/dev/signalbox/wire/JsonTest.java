package dev.signalbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.wire.command.Command;
import dev.signalbox.wire.command.CommandBatch;
import dev.signalbox.wire.command.PostNotification;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static byte[] utf8(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static PostNotification post(String json) {
        return Json.read(utf8(json), PostNotification.class);
    }

    private static InvalidInput refusal(String json) {
        try {
            post(json);
        } catch (InvalidInput invalid) {
            return invalid;
        }
        throw new AssertionError(json + " was taken");
    }

    @Test
    void takes_what_is_right() {
        PostNotification post = post(" {\"title\":\"T\",\"priority\":5,\"data\":{\"n\":1.25}} \n");

        assertThat(post.title()).isEqualTo("T");
        assertThat(post.priority()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"title\":\"a\",\"title\":\"b\"}             |            | Duplicate",
                "{\"title\":\"a\",\"data\":{\"x\":1,\"x\":2}}  |            | Duplicate",
                "{\"title\":\"a\",\"colour\":\"red\"}          | /colour    | unknown field \"colour\"",
                "{\"title\":5}                                 | /title     | expected a text",
                "{\"title\":true}                              | /title     | expected a text",
                "{\"title\":\"a\",\"priority\":\"3\"}          | /priority  | expected a whole number",
                "{\"title\":\"a\",\"priority\":3.5}            | /priority  | expected a whole number",
                "{\"title\":\"a\",\"priority\":3000000000}     | /priority  | ",
                "{\"title\":\"a\",\"tags\":\"x\"}              | /tags      | expected a list",
                "{\"title\":\"a\",\"tags\":[1]}                | /tags/0    | expected a text",
                "{\"title\":\"a\",\"expiresAt\":12}            | /expiresAt | expected a time",
                "{\"title\":\"a\",\"expiresAt\":\"soon\"}      | /expiresAt | is not a time",
                "{\"title\":\"a\",\"data\":{\"n\":1e400}}      |            | not finite",
                "{\"title\":\"a\",\"data\":{\"n\":-1e400}}     |            | not finite",
                "{\"title\":\"a\",\"data\":{\"n\":NaN}}        |            | ",
                "{\"title\":\"a\"} {}                          |            | behind the end",
                "{\"title\":\"a\"} x                           |            | ",
                "{\"title\":\"a\"                              |            | ",
                "{'title':'a'}                                 |            | ",
                "{\"title\":\"a\",}                            |            | ",
                "// comment                                    |            | ",
                "null                                          |            | null",
                "[]                                            |            | expected a JSON object",
                "\"title\"                                     |            | ",
                "{}                                            | /title     | required",
                "{\"title\":null}                              | /title     | required",
            })
    void refuses_what_is_wrong_and_names_the_field(String json, String pointer, String words) {
        InvalidInput refusal = refusal(json);

        if (pointer != null) assertThat(refusal.pointer()).isEqualTo(pointer);
        assertThat(refusal.detail())
                .containsIgnoringCase(words == null ? "" : words)
                .isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"title\":\"a\",\"title\":\"b\"}",
                "{\"title\":\"a\",\"data\":{\"x\":1,\"x\":2}}",
                "{\"title\":\"a\"",
                "{\"title\":\"a",
                "{\"title\":\"a\\",
                "{\"title\":\"a\",}",
                "{\"title\" \"a\"}",
                "{\"title\":\"a\" \"x\":1}",
                "{'title':'a'}",
                "{title:\"a\"}",
                "{\"title\":a}",
                "{\"title\":True}",
                "{\"title\":NaN}",
                "{\"priority\":Infinity}",
                "{\"priority\":+1}",
                "{\"priority\":01}",
                "{\"priority\":1.}",
                "{\"priority\":.5}",
                "{\"priority\":1e}",
                "{\"priority\":99999999999999}",
                "{\"priority\":1e400}",
                "{\"priority\":true}",
                "{\"priority\":{}}",
                "{\"tags\":{\"a\":1}}",
                "{\"tags\":[[]]}",
                "{\"title\":[\"a\"]}",
                "{\"title\":\"a\\x\"}",
                "{\"title\":\"a\\u12\"}",
                "{\"title\":\"a\nb\"}",
                "{\"title\":\"a\"]",
                "{\"title\":\"a\"}}",
                "// comment",
                "#",
                "<html>",
                "]",
                "\"title\"",
                "5",
                "[1]",
                "{\"expiresAt\":12}",
                "{\"expiresAt\":{}}",
            })
    void says_what_is_wrong_in_words_of_its_own(String json) {
        assertThat(refusal(json).detail())
                .isNotBlank()
                .doesNotContainPattern(
                        "(?i)jackson|`|\\(code|expecting|deseriali|coerce|START_|END_|VALUE_|Feature|Source:"
                                + "|\\bint\\b|java|end-of-input|recognized|token|DeserializationContext|enabled?");
    }

    @Test
    void refuses_an_empty_body_and_broken_utf8() {
        assertThatThrownBy(() -> Json.read(new byte[0], PostNotification.class)).isInstanceOf(InvalidInput.class);
        byte[] broken = utf8("{\"title\":\"a?\"}");
        broken[11] = (byte) 0xC3;

        assertThatThrownBy(() -> Json.read(broken, PostNotification.class)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void takes_as_many_levels_as_allowed_and_refuses_one_more() {
        assertThatCode(() -> Json.read(utf8(nested(Limits.JSON_DEPTH_MAX)), JsonNode.class))
                .doesNotThrowAnyException();

        assertThatThrownBy(() -> Json.read(utf8(nested(Limits.JSON_DEPTH_MAX + 1)), JsonNode.class))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("limit");
    }

    @Test
    void takes_numbers_and_names_up_to_their_limits_and_refuses_one_more() {
        String digits = "1".repeat(Limits.JSON_NUMBER_CHARS_MAX);
        String name = "n".repeat(Limits.JSON_NAME_CHARS_MAX);

        assertThatCode(() -> Json.read(utf8("[" + digits + "]"), JsonNode.class))
                .doesNotThrowAnyException();
        assertThatCode(() -> Json.read(utf8("{\"" + name + "\":1}"), JsonNode.class))
                .doesNotThrowAnyException();

        assertThatThrownBy(() -> Json.read(utf8("[1" + digits + "]"), JsonNode.class))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> Json.read(utf8("{\"n" + name + "\":1}"), JsonNode.class))
                .isInstanceOf(InvalidInput.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.1",
                "1.10",
                "100.0",
                "-0.0000001",
                "12345678901234567890",
                "0.1000000000000000055",
                "12345678901234567890.123456789012345678901234567890"
            })
    void a_number_in_free_data_keeps_its_digits_through_every_reading_and_writing(String number) {
        byte[] sent = utf8("{\"title\":\"a\",\"data\":{\"n\":" + number + "}}");

        PostNotification command = Json.read(sent, PostNotification.class);
        PostNotification inside = Json.read(Json.read(sent, JsonNode.class), PostNotification.class);
        PostNotification answer = Json.readLenient(sent, PostNotification.class);
        PostNotification ofTree = Json.readLenient(Json.tree(answer), PostNotification.class);

        for (PostNotification read : List.of(command, inside, answer, ofTree)) {
            assertThat(new BigDecimal(Json.tree(read).at("/data/n").asText())).isEqualTo(new BigDecimal(number));
            assertThat(new BigDecimal(Json.writeText(read).replaceFirst(".*\"n\":([^}]*)}.*", "$1")))
                    .isEqualTo(new BigDecimal(number));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1", "1.10", "12345678901234567890.123456789", "9007199254740993", "1e300"})
    void keeps_numbers_as_they_were_written(String number) {
        JsonNode read = Json.read(utf8("{\"n\":" + number + "}"), JsonNode.class);

        assertThat(read.path("n").decimalValue()).isEqualByComparingTo(number);
    }

    @Test
    void a_body_inside_a_command_is_as_strict() {
        Command command = Json.read(
                utf8("{\"id\":\"x\",\"command\":\"notification.post\",\"body\":{\"title\":\"a\",\"colour\":1}}"),
                Command.class);

        assertThatThrownBy(() -> Json.read(command.body(), PostNotification.class))
                .isInstanceOfSatisfying(InvalidInput.class, refusal -> assertThat(refusal.pointer())
                        .isEqualTo("/colour"));
    }

    @Test
    void names_the_field_also_deep_inside() {
        byte[] batch = utf8("{\"commands\":[{\"id\":\"a\",\"command\":\"notification.post\",\"body\":{}},"
                + "{\"id\":\"b\",\"command\":\"nonsense\",\"body\":{}}]}");

        assertThatThrownBy(() -> Json.read(batch, CommandBatch.class))
                .isInstanceOfSatisfying(InvalidInput.class, refusal -> assertThat(refusal.pointer())
                        .isEqualTo("/commands/1/command"));
    }

    @Test
    void an_answer_that_is_no_json_fails_as_such() {
        for (String text : List.of("", "<html>", "{\"events\":")) {
            assertThatThrownBy(() -> Json.readLenient(utf8(text), EventPage.class))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }
}
