package dev.signalbox.hub.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.search.Saying.Change;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How texts are cut, what is read of a question, and which part of a text is shown. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class WordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ISSUE-42                  | issue 42
        src/main/App.java         | src main app java
        List<String>              | list string
        a<b and c>d               | a b and c d
        user@host.example         | user host example
        -42 x                     | 42 x
        snake_case                | snake case
        Grüße, ÉCOLE              | grusse ecole
        STRASSE, straße           | strasse strasse
        ΟΔΟΣ οδός ΟΔΟΣΕΙΔΗΣ       | οδοσ οδοσ οδοσειδησ
        İstanbul ISPARTA ısparta  | istanbul isparta isparta
        ﬁnal ½ x²                 | final x
        東京都                    | 東 京 都
        サーバーAPI ｻｰﾊﾞｰAPI        | サ ー ハ ー api サ ー ハ ー api
        時々刻々2回                | 時 々 刻 々 2 回
        שָׁלוֹם مُحَمَّد              | שלום محمد
        สวัสดี                     | ส ว ส ด
        👍 ok 👍                   | ok
        ０１２                     | 012
        0f8c2b9e-1a2b             | 0f8c2b9e 1a2b
        """)
    void a_text_is_cut_into(String text, String words) {
        assertThat(Words.of(text)).containsExactly(words.split(" ", -1));
    }

    @Test
    void what_is_no_text_has_no_words_and_a_long_word_is_known_by_its_beginning() {
        assertThat(Words.of("")).isEmpty();
        assertThat(Words.of("… — \uD800 \uE000 \u0000")).isEmpty();
        assertThat(Words.of("x".repeat(5_000))).containsExactly("x".repeat(Words.WORD_CHARS_MAX));
        assertThat(Words.of("\uD835\uDFD8".repeat(300))).singleElement().satisfies(word -> assertThat(word)
                .hasSize(Words.WORD_CHARS_MAX)
                .matches("0+"));
    }

    @Test
    void what_nobody_sees_is_no_part_of_a_word_and_what_colours_a_terminal_divides() {
        assertThat(Words.of("co\u00ADop \u202Ered\u202C da\u2060ta\uFEFF")).containsExactly("coop", "red", "data");
        assertThat(Words.of("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")).hasSize(1);
        assertThat(Words.of("one\u200Btwo")).containsExactly("one", "two");
        assertThat(Words.of("\u001B[1;31mERROR\u001B[0m: x\u001B[K \u001B[")).containsExactly("error", "x");
        assertThat(Words.of("\u001B[31")).isEmpty();
        assertThat(Words.of("\u001B[3\u00E9a")).containsExactly("ea");
    }

    @Test
    void a_beginning_ends_behind_every_character_that_there_is() {
        byte[] behind = IndexedWords.behind("x");
        for (String next : List.of("a", "\u00E9", "\uFFDC", "\uD83A\uDD22", "\uDBFF\uDFFD")) {
            assertThat(Arrays.compareUnsigned(IndexedWords.bytes("x" + next), behind))
                    .isNegative();
        }
        assertThat(Arrays.compareUnsigned(IndexedWords.bytes("y"), behind)).isPositive();
    }

    @Test
    void a_place_names_where_the_word_stands() {
        assertThat(Words.places("Né à São Paulo")).extracting(Words.Place::from).containsExactly(0, 3, 5, 9);
        assertThat(Words.places("e\u0301te\u0301")).singleElement().satisfies(place -> {
            assertThat(place.word()).isEqualTo("ete");
            assertThat(place.to()).isEqualTo(5);
        });
    }

    @Test
    void a_question_is_words_beginnings_and_phrases() {
        Sought sought = Sought.of("Deploy \"blue  green\" rollb* ISSUE-4* \"half");

        assertThat(sought.words()).containsExactlyInAnyOrder("deploy", "blue", "green", "issue", "half");
        assertThat(sought.begun()).containsExactlyInAnyOrder("rollb", "4");
        assertThat(sought.phrases()).extracting(Sought.Phrase::pattern).containsExactly("% blue green %", "% issue 4%");
    }

    @Test
    void a_question_without_words_or_with_too_many_is_refused() {
        for (String nothing : List.of("", "  ", "*", "\"\"", "<>&|!:*", "…")) {
            assertThatThrownBy(() -> Sought.of(nothing)).hasMessageContaining("no word");
        }
        assertThatThrownBy(() -> Sought.of("a".repeat(Limits.RECALL_QUERY_CHARS_MAX + 1)))
                .hasMessageContaining("characters");
        String many = String.join(
                " ",
                java.util.stream.IntStream.rangeClosed(0, Limits.RECALL_WORDS_MAX)
                        .mapToObj(i -> "w" + i)
                        .toList());
        assertThatThrownBy(() -> Sought.of(many)).hasMessageContaining("words");
    }

    @Test
    void a_snippet_is_one_line_around_the_words() {
        String text = "start\n" + "filler ".repeat(100) + "the Needle\tis here " + "more ".repeat(100);

        String snippet = Snippet.of(text, Sought.of("needle here"));

        assertThat(snippet)
                .contains("the Needle is here")
                .startsWith("…")
                .endsWith("…")
                .hasSizeLessThanOrEqualTo(200);
        assertThat(Snippet.of("short", Sought.of("other"))).isEqualTo("short");
        assertThat(Snippet.of("\uD83D\uDC4D".repeat(150), Sought.of("x")))
                .hasSizeLessThanOrEqualTo(200)
                .doesNotContain("\uD83D…");
    }

    @Test
    void of_a_long_text_the_beginning_and_the_end_count_and_never_more_than_the_limit() {
        JsonNode data = Json.readLenient(
                ("{\"a\":\"first " + "x ".repeat(9_000) + "last\",\"b\":[\"beyond\"],\"n\":42,\"f\":true}")
                        .getBytes(StandardCharsets.UTF_8),
                JsonNode.class);

        Map<String, String> texts = Saying.of(Change.WHOLE, data).after(Map.of());

        assertThat(texts.get("a")).startsWith("first").endsWith("last");
        assertThat(texts.values().stream().mapToInt(String::length).sum())
                .isLessThanOrEqualTo(Limits.RECALL_TEXT_CHARS_MAX);
    }

    @Test
    void a_part_changes_its_fields_and_takes_away_those_that_are_empty() {
        Saying part = new Saying(Change.PART, Map.of("a", "new", "b", ""), null, null);

        assertThat(part.after(Map.of("a", "old", "b", "old", "c", "stays")))
                .containsExactlyInAnyOrderEntriesOf(Map.of("a", "new", "c", "stays"));
    }

    @Test
    void no_text_can_say_the_words_by_which_rights_are_judged() {
        String right = IndexedWords.familyWord("my_table");

        assertThat(Words.of(right)).doesNotContain(right);
        assertThat(IndexedWords.line("my_table", Map.of("x", right + " a"))).isEqualTo(right + " \uE001 my table a");
    }
}
