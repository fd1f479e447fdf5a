package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every command that a page names is one: a recipe that nobody can type is worse than none. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    /** At the beginning of code, in a line or a block; two words at most are names of commands. */
    private static final Pattern COMMAND =
            Pattern.compile("(?:^|`|\\$\\(|&& )(?:\\./)?signalbox ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?");

    @Test
    void every_command_of_the_pages_is_there() throws IOException {
        CommandLine root = new SignalboxCli().commandLine();
        List<String> unknown = new ArrayList<>();
        int seen = 0;
        for (Path page : pages()) {
            Matcher found = COMMAND.matcher("");
            for (String line : Files.readAllLines(page)) {
                found.reset(line);
                while (found.find()) {
                    seen++;
                    if (!isKnown(root.getSubcommands(), found.group(1), found.group(2))) {
                        unknown.add(ROOT.relativize(page) + ": " + found.group().strip());
                    }
                }
            }
        }

        assertThat(seen).isGreaterThan(100);
        assertThat(unknown).isEmpty();
    }

    private static boolean isKnown(Map<String, CommandLine> commands, String first, String second) {
        CommandLine command = commands.get(first);
        if (command == null) return first.equals("help");
        Map<String, CommandLine> below = command.getSubcommands();
        return below.isEmpty() || second == null || below.containsKey(second);
    }

    private static List<Path> pages() {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            List<Path> pages =
                    new ArrayList<>(docs.filter(file -> file.toString().endsWith(".md"))
                            .filter(file -> !file.endsWith("CHANGELOG.md"))
                            .toList());
            pages.add(ROOT.resolve("README.md"));
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
