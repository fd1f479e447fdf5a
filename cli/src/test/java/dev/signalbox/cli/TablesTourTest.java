package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/tables.md does what it prints: its file is applied, its requests are answered as it says, its commands exist.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TablesTourTest {
    private static final Path PAGE = Path.of("..", "docs", "tables.md").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void the_tour_gives_what_it_prints() throws Exception {
        Matcher yaml = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(Files.readString(PAGE));
        assertThat(yaml.find()).isTrue();
        Files.writeString(folder.resolve("signalbox.yaml"), yaml.group(1));

        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            assertThat(hub.tour(PAGE)).contains("8 passed, 0 failed");
        }
    }

    @Test
    void every_command_that_it_shows_exists() throws Exception {
        Matcher shown =
                Pattern.compile("(?m)^signalbox (table [a-z]+|[a-z]+)([^\\n]*)").matcher(Files.readString(PAGE));
        int seen = 0;
        while (shown.find()) {
            String[] command = (shown.group(1) + " --help").split(" ", -1);
            TestShell.Run help = new TestShell(folder).run(command);
            assertThat(help.exitCode()).as(shown.group()).isZero();
            Matcher option = Pattern.compile("--[a-z-]+").matcher(shown.group(2));
            while (option.find()) assertThat(help.out()).as(shown.group()).contains(option.group());
            seen++;
        }
        assertThat(seen).isGreaterThan(5);
    }
}
