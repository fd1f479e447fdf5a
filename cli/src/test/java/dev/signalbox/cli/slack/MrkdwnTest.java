package dev.signalbox.cli.slack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Markdown as Slack shows it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MrkdwnTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "**a** and *b* and ~~c~~|*a* and _b_ and ~c~",
                "# A title ##|*A title*",
                "* one|• one",
                "[x](https://a.example/?b=1&c)|x (https://a.example/?b=1&amp;c)",
                "[x](javascript:a)|[x](javascript:a)",
                "`**a** <b>`|`**a** &lt;b&gt;`",
                "2 * 3 * 4|2 * 3 * 4",
                "<@U1> <!here>|&lt;@U1&gt; &lt;!here&gt;",
            })
    void looks_alike(String markdown, String shown) {
        assertThat(Mrkdwn.sections(markdown, 3000, 5)).containsExactly(shown);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "<",
                        ">",
                        "&",
                        "&amp;",
                        "`",
                        "```",
                        "\n",
                        "*",
                        "**",
                        "_",
                        "~~",
                        "#",
                        " ",
                        "- ",
                        "[a](https://x)",
                        "<!channel>",
                        "\u0001",
                        "\uD83D\uDE00",
                        "\uD83D",
                        "word ",
                        "x".repeat(40))
                .list()
                .ofMaxSize(60)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 300)
    void nothing_in_any_text_is_markup_of_Slack_and_no_part_is_too_long(@ForAll("texts") String text) {
        List<String> sections = Mrkdwn.sections(text, 60, 3);

        assertThat(sections).hasSizeLessThanOrEqualTo(3).allSatisfy(MrkdwnTest::isSafe);
        assertThat(sections).allSatisfy(section -> assertThat(section.length()).isBetween(1, 60));
        isSafe(Mrkdwn.bold(text));
        isSafe(Mrkdwn.code(text));
        if (!text.isEmpty()) {
            String cut = Mrkdwn.cut(Mrkdwn.escaped(text), 30);
            assertThat(cut.length()).isLessThanOrEqualTo(30);
            isSafe(cut.replaceFirst("…$", ""));
        }
    }

    private static void isSafe(String shown) {
        assertThat(shown).doesNotContain("<", ">").doesNotContainPattern("&(?!amp;|lt;|gt;)");
    }
}
