package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.database.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentTest {
    private static final Path PAGE = Path.of("../docs/configuration.md");
    private static final Path LIMITS = Path.of("../client-sdk/src/main/java/dev/signalbox/wire/Limits.java");
    private static final Pattern VARIABLE = Pattern.compile(
            "\\b((?:SIGNALBOX|SLACK)_[A-Z][A-Z_]*[A-Z]|DATABASE_URL|DATABASE_PASSWORD_FILE|NO_COLOR|XDG_STATE_HOME|VISUAL|EDITOR)\\b");

    @Test
    void the_page_is_what_the_code_gives() throws IOException {
        String generated = ConfigurationDocument.of(
                new SignalboxCli().commandLine().getCommandSpec(), ConfigurationDocument.schema(), LIMITS);

        Path fresh =
                Files.writeString(Files.createDirectories(Path.of("target")).resolve("configuration.md"), generated);
        assertThat(PAGE).as("copy cli/%s to docs/configuration.md", fresh).hasContent(generated);
        assertThat(generated.lines())
                .as("of a comment its words alone")
                .noneMatch(line -> line.contains("*/"))
                .noneMatch(line -> line.startsWith("public static"));
    }

    @Test
    void every_variable_that_is_read_stands_on_it_and_no_other() throws IOException {
        TreeSet<String> read = new TreeSet<>(List.of("COLUMNS"));
        for (String root : List.of("../cli/src/main", "../client-sdk/src/main", "../hub/src/main", "../signalbox")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (file.toString().matches(".*\\.(java|sh)|.*/signalbox"))
                        VARIABLE.matcher(Files.readString(file))
                                .results()
                                .map(MatchResult::group)
                                .forEach(read::add);
                }
            }
        }
        assertThat(ConfigurationDocument.VARIABLES.keySet()).containsExactlyElementsOf(read);
    }

    @Test
    void every_parameter_of_the_database_stands_on_it_and_no_other() {
        assertThat(ConfigurationDocument.DATABASE_PARAMETERS.keySet())
                .containsExactlyInAnyOrderElementsOf(DatabaseUrl.PARAMETERS);
    }
}
