package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md prints is what a reader gets. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void the_tour_gives_what_it_prints_also_when_it_is_run_again() throws Exception {
        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            Tour first = tour(ROOT.resolve("README.md"), hub);
            Tour again = tour(ROOT.resolve("README.md"), hub);

            assertThat(first.exitCode()).as(first.said()).isZero();
            assertThat(first.said()).contains("6 passed, 0 failed");
            assertThat(again.exitCode()).as(again.said()).isZero();
        }
    }

    @Test
    void a_tour_that_prints_something_else_is_noticed() throws Exception {
        String readme = Files.readString(ROOT.resolve("README.md"));
        Path wrong = Files.writeString(
                folder.resolve("README.md"), readme.replace("\"source\":\"human\"", "\"source\":\"default\""));

        try (HubRun hub = HubRun.start(folder, "--port", "0").up()) {
            Tour tour = tour(wrong, hub);

            assertThat(tour.exitCode()).isEqualTo(1);
            assertThat(tour.said()).contains("5 passed, 1 failed", "not ok");
        }
    }

    @Test
    void every_command_and_option_that_it_shows_exists() throws Exception {
        Matcher shown = Pattern.compile("(?m)^.*?\\./signalbox ([a-z][a-z-]*)([^#`\\n]*)")
                .matcher(Files.readString(ROOT.resolve("README.md")));
        int seen = 0;
        while (shown.find()) {
            TestShell.Run help = new TestShell(folder).run(shown.group(1), "--help");
            assertThat(help.exitCode()).as(shown.group()).isZero();
            Matcher option = Pattern.compile("--[a-z-]+").matcher(shown.group(2));
            while (option.find()) {
                boolean ofKeys = shown.group(1).equals("keys");
                String where = ofKeys
                        ? new TestShell(folder).run("keys", "create", "--help").out()
                        : help.out();
                assertThat(where).as(shown.group()).contains(option.group());
            }
            seen++;
        }
        assertThat(seen).isGreaterThan(6);
    }

    @Test
    void every_file_that_it_links_to_is_there() throws Exception {
        Matcher link = Pattern.compile("\\]\\(([^)#]+)\\)").matcher(Files.readString(ROOT.resolve("README.md")));
        List<String> missing = link.results()
                .map(found -> found.group(1))
                .filter(target -> !target.startsWith("http"))
                .filter(target -> !Files.exists(ROOT.resolve(target)))
                .toList();

        assertThat(missing).isEmpty();
    }

    private record Tour(int exitCode, String said) {}

    private Tour tour(Path readme, HubRun hub) throws Exception {
        Process tour = new ProcessBuilder(
                        "bash",
                        ROOT.resolve(".ci/tour").toString(),
                        readme.toString(),
                        Integer.toString(hub.url().getPort()),
                        folder.resolve("signalbox-data").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(tour.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Tour(tour.waitFor(), said);
    }
}
