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

/** docs/traces.md does what it prints: what clients send is answered and shown as it says, its commands exist. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class TracesTourTest {
    private static final Path PAGE = Path.of("..", "docs", "traces.md").toAbsolutePath();

    @TempDir
    Path folder;

    @Test
    void the_tour_gives_what_it_prints() throws Exception {
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            assertThat(hub.tour(PAGE)).contains("12 passed, 0 failed");
        }
    }

    @Test
    void every_command_that_it_shows_exists() throws Exception {
        Matcher shown = Pattern.compile("(?m)^signalbox ((?:traces|prices|keys|projections) [a-z]+)([^\\n]*)")
                .matcher(Files.readString(PAGE));
        int seen = 0;
        while (shown.find()) {
            String[] command = (shown.group(1) + " --help").split(" ", -1);
            TestShell.Run help = new TestShell(folder).run(command);
            assertThat(help.exitCode()).as(shown.group()).isZero();
            Matcher option = Pattern.compile("--[a-z-]+").matcher(shown.group(2));
            while (option.find()) assertThat(help.out()).as(shown.group()).contains(option.group());
            seen++;
        }
        assertThat(seen).isGreaterThan(10);
    }
}
