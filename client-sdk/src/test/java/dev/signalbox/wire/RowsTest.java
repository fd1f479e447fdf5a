package dev.signalbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.wire.command.PatchRow;
import dev.signalbox.wire.command.PutRow;
import dev.signalbox.wire.resource.TableRow;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a row and its key may be. */
class RowsTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "PRIORITY 3", "a/b/../c", "ключ", "日本 語", "😀", "%2F", "a+b&c=d?e#f", "...", " x "})
    void a_key_is_any_printable_text(String key) {
        assertThat(RowKey.isRowKey(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".", "..", "a\nb", "a\tb", "a\0b", "\ud800", "a\u2028b", "\u0085"})
    void what_no_url_or_terminal_can_carry_is_no_key(String text) {
        assertThat(RowKey.isRowKey(text)).isFalse();
    }

    @Test
    void a_key_has_two_hundred_characters_at_most() {
        assertThat(RowKey.isRowKey("x".repeat(Limits.ROW_KEY_CHARS_MAX))).isTrue();
        assertThat(RowKey.isRowKey("x".repeat(Limits.ROW_KEY_CHARS_MAX + 1))).isFalse();
    }

    @Test
    void a_text_that_no_store_can_keep_is_refused_where_it_stands() {
        refused("{\"row\": {\"a/b\": [\"x\", \"y\\u0000\"]}}", "/row/a~1b/1");
        refused("{\"row\": {\"a\": {\"b\": \"\\ud800\"}}}", "/row/a/b");
        refused("{\"row\": {\"a\\u0000\": 1}}", "/row");
    }

    @Test
    void a_row_is_an_object() {
        refused("{\"row\": [1]}", "/row");
        refused("{\"row\": null}", "/row");
        refused("{}", "/row");
    }

    private static void refused(String body, String pointer) {
        assertThatThrownBy(() -> Json.read(body.getBytes(StandardCharsets.UTF_8), PutRow.class))
                .isInstanceOfSatisfying(InvalidInput.class, invalid -> assertThat(invalid.pointer())
                        .isEqualTo(pointer));
    }

    @Test
    void a_patch_names_a_field() {
        assertThatThrownBy(() -> Json.read("{\"fields\": {}}".getBytes(StandardCharsets.UTF_8), PatchRow.class))
                .isInstanceOfSatisfying(InvalidInput.class, invalid -> assertThat(invalid.pointer())
                        .isEqualTo("/fields"));
    }

    @Test
    void a_row_of_which_something_could_not_be_folded_says_so_with_other_fields_too() {
        Instant now = Instant.parse("2026-11-21T08:00:00Z");
        TableRow row = new TableRow("teams", "a", 2, 7, null, Json.object(), now, "jane", now, "jane", null, null);

        assertThat(row.lacking().withRow(Json.object().put("state", "open")).incomplete())
                .isTrue();
        assertThat(row.withRow(Json.object()).incomplete()).isNull();
    }
}
