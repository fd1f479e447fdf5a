package dev.signalbox.hub.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OwnershipDocumentTest {
    private static final Path PAGE = Path.of("../docs/ownership.md");

    @Test
    void the_page_is_what_the_shipped_matrix_gives() throws IOException {
        String generated = OwnershipDocument.of(OwnershipMatrix.shipped());

        Path fresh = Files.writeString(Path.of("target/ownership.md"), generated);
        assertThat(PAGE).as("copy hub/%s to docs/ownership.md", fresh).hasContent(generated);
    }

    @Test
    void every_table_role_and_command_stands_on_it() {
        OwnershipMatrix matrix = MatrixFile.parse("""
                roles: {observer: {description: looks}}
                tables:
                  runs: {change: merge, writers: [], readers: [observer], why: "The bot runs."}
                """, "signalbox.yaml");

        String page = OwnershipDocument.of(matrix);

        assertThat(page)
                .contains(
                        "| observer | looks |",
                        "| runs | admin | observer | a write names fields; each remembers who set it | The bot runs. |",
                        "| `question.answer` | bot, user |",
                        "| daemon_task_queue | daemon, in its own store | daemon alone | isolated");
    }

    /** What the page shows is tried out: it would be the first thing that a newcomer copies. */
    @Test
    void every_file_on_it_is_a_good_one() throws IOException {
        var blocks = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$")
                .matcher(Files.readString(PAGE))
                .results()
                .map(MatchResult::group)
                .map(block -> block.replaceAll("(?m)^```.*\\n?", ""))
                .toList();

        assertThat(blocks).hasSizeGreaterThan(1);
        assertThat(blocks).allSatisfy(block -> assertThat(
                        MatrixFile.parse(block, "docs/ownership.md").tables())
                .isNotEmpty());
    }
}
