package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.cli.run.Subcommand;
import dev.signalbox.hub.TestPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the command says and gives back when no hub is there. */
class UsageTest {
    @TempDir
    Path folder;

    private TestShell shell;

    @BeforeEach
    void in_an_empty_folder() {
        shell = new TestShell(folder);
    }

    static Stream<List<String>> wrong() {
        return Stream.of(
                List.of(),
                List.of("dance"),
                List.of("notify"),
                List.of("notify", ""),
                List.of("notify", "x", "--priority", "6"),
                List.of("notify", "x", "--priority", "high"),
                List.of("notify", "x", "--link", "javascript:alert(1)"),
                List.of("notify", "x", "--expires", "soon"),
                List.of("notify", "x", "--id", "1"),
                List.of("notify", "x", "--colour"),
                List.of("ask", "x", "--option", "only"),
                List.of("ask", "x", "--option", "a", "--option", "a"),
                List.of("ask", "x", "--option", "a", "--option", "b", "--approval"),
                List.of("ask", "x", "--approval", "--default", "maybe", "--expires", "1h"),
                List.of("ask", "x", "--approval", "--default", "approve"),
                List.of("ask", "x", "--timeout", "1s"),
                List.of("ask", "x", "--wait", "--timeout", "soon"),
                List.of("answer", "1"),
                List.of("answer", "1", "yes"),
                List.of("show"),
                List.of("show", "1"),
                List.of("wait"),
                List.of("wait", "1", "--timeout", "soon"),
                List.of("receipt"),
                List.of("receipt", "get"),
                List.of("receipt", "get", "1"),
                List.of("receipt", "verify"),
                List.of("receipt", "verify", "none"),
                List.of("cancel"),
                List.of("cancel", "1"),
                List.of("resolve"),
                List.of("resolve", "3"),
                List.of("resolve", "6-4"),
                List.of("resolve", "3", "--all"),
                List.of("resolve", "3", "--tag", "x"),
                List.of("resolve", "--priority", "6"),
                List.of("acknowledge"),
                List.of("inbox", "--priority", "0"),
                List.of("inbox", "--questions", "--notices"),
                List.of("events", "--all", "--output", "json"),
                List.of("tail", "--count", "0"),
                List.of("keys"),
                List.of("keys", "create", "x"),
                List.of("keys", "create", "two words", "--role", "user"),
                List.of("projections"),
                List.of("inbox", "--output", "xml"),
                List.of("inbox", "--url", "ftp://127.0.0.1"),
                List.of("inbox", "--url", "hub.example.org:7433"),
                List.of("hub", "--url", "http://127.0.0.1:7433"),
                List.of("hub", "-o", "json"),
                List.of("inbox", "--url", "http://user:pw@127.0.0.1:7433"),
                List.of("inbox", "--key", "two words"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void wrong_usage_is_exit_code_2_with_a_reason_and_a_next_step(List<String> arguments) {
        TestShell.Run run = shell.with("SIGNALBOX_KEY", "sbx_x").run(arguments.toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("signalbox: ").doesNotContain("Exception");
        if (!arguments.contains("--count"))
            assertThat(run.err().lines().count()).isGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"notify x", "ask x", "inbox", "tail", "events", "status", "keys list", "projections list"})
    void a_hub_that_does_not_answer_is_exit_code_3(String command) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ")));
        arguments.addAll(List.of("--url", "http://127.0.0.1:" + TestPorts.next()));

        TestShell.Run run = shell.run(arguments.toArray(String[]::new));

        assertThat(run.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("The hub cannot be reached", "./signalbox hub", "SIGNALBOX_URL");
    }

    @Test
    void every_command_explains_itself_with_an_example_and_its_exit_codes() {
        for (CommandSpec command : commands()) {
            String[] arguments =
                    command.qualifiedName().replace("signalbox", "").strip().split(" +");
            List<String> asked = new ArrayList<>(List.of(arguments));
            asked.add("--help");
            asked.remove("");

            TestShell.Run run = shell.run(asked.toArray(String[]::new));

            assertThat(run.exitCode()).as(command.qualifiedName()).isZero();
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).contains("Usage: " + command.qualifiedName());
            if (command.parent() != null) assertThat(run.out()).containsPattern("Examples?:\\n");
            assertThat(run.out()).contains("Exit codes:", "5   conflict");
            List<String> foreign = command.userObject() instanceof Subcommand leaf ? leaf.without() : List.of();
            for (String option : List.of("--url", "--key", "--output", "--quiet")) {
                if (foreign.contains(option))
                    assertThat(run.out()).doesNotContain(option + "=").doesNotContain(option + " ");
                else assertThat(run.out()).contains(option);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"frobnicate", "xyz", "q", "dance"})
    void a_word_that_is_like_no_command_gets_no_suggestion(String word) {
        assertThat(shell.run(word).err())
                .contains("There is no command " + word + ".", "See: signalbox --help")
                .doesNotContain("Did you mean", "Unmatched");
    }

    @ParameterizedTest
    @CsvSource({"inbx,inbox", "stauts,status", "resolv,resolve", "tabel,table", "INBOX,inbox", "proj,projections"})
    void a_word_that_is_like_a_command_gets_that_one_suggested(String word, String meant) {
        assertThat(shell.run(word).err()).contains("Did you mean " + meant);
    }

    @Test
    void an_option_that_is_mistyped_is_suggested_too() {
        assertThat(shell.run("notify", "x", "--priorty", "1").err()).contains("Did you mean --priority?");
    }

    @Test
    void leaf_commands_of_the_operator_have_examples() {
        for (CommandSpec command : commands()) {
            boolean operators = command.qualifiedName().matches("signalbox (keys|config) \\w+");
            if (operators)
                assertThat(command.usageMessage().footer())
                        .as(command.qualifiedName())
                        .anyMatch(line -> line.contains("Examples:"));
        }
    }

    @Test
    void no_example_is_broken_by_the_width_of_a_plain_terminal() {
        for (CommandSpec command : commands()) {
            if (command.name().equals("generate-completion")) continue;
            assertThat(command.usageMessage().footer())
                    .as(command.qualifiedName())
                    .allSatisfy(line -> assertThat(line.replace("%%", "%").replace("%n", ""))
                            .hasSizeLessThanOrEqualTo(79));
        }
    }

    @Test
    void prints_a_completion_script_that_bash_accepts() throws Exception {
        TestShell.Run run = shell.run("generate-completion");

        Path script = Files.writeString(folder.resolve("completion.sh"), run.out());
        Process bash = new ProcessBuilder("bash", "-c", ". " + script + " && complete -p signalbox").start();
        assertThat(bash.waitFor()).isZero();
        assertThat(run.out()).contains("inbox", "projections");
    }

    @Test
    void takes_global_options_before_and_behind_the_command() {
        String url = "http://127.0.0.1:" + TestPorts.next();

        TestShell.Run before = shell.run("--url", url, "inbox");
        TestShell.Run behind = shell.run("inbox", "--url", url);
        TestShell.Run variable = shell.with("SIGNALBOX_URL", url).run("inbox");

        assertThat(List.of(before, behind, variable))
                .allSatisfy(run -> assertThat(run.err()).contains("nobody answers at " + url));
    }

    @Test
    void colours_errors_on_a_terminal_only() {
        assertThat(shell.run("dance").err()).doesNotContain("\u001b");
        assertThat(shell.onTerminals("012").run("dance").err()).contains("\u001b[31m");
    }

    @Test
    void honours_no_color() {
        shell.onTerminals("012").with("NO_COLOR", "1");

        assertThat(shell.run("dance").err()).doesNotContain("\u001b");
        assertThat(shell.run("--help").out()).doesNotContain("\u001b");
    }

    @Test
    void says_that_there_is_no_listing_to_take_a_number_from() {
        TestShell.Run run = shell.run("answer", "2", "sqlite");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("There is no inbox listing of this hub", "signalbox inbox");
    }

    @Test
    void does_not_read_a_key_file_of_another_user_in_silence() throws IOException {
        Path keyFile = Files.createDirectories(folder.resolve("signalbox-data")).resolve("admin.key");
        Files.createDirectory(keyFile);

        TestShell.Run run = shell.run("inbox");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(keyFile.toString(), "cannot be read", "SIGNALBOX_KEY");
    }

    @Test
    void calls_each_command_by_the_name_that_it_gives_itself() {
        root().getSubcommands().forEach((name, command) -> assertThat(command.getCommandSpec()
                        .userObject()
                        .getClass()
                        .getAnnotation(CommandLine.Command.class)
                        .name())
                .isEqualTo(name));
    }

    private static CommandLine root() {
        return new SignalboxCli().commandLine();
    }

    private static List<CommandSpec> commands() {
        List<CommandSpec> commands = new ArrayList<>();
        collect(root(), commands);
        return commands;
    }

    private static void collect(CommandLine line, List<CommandSpec> commands) {
        commands.add(line.getCommandSpec());
        line.getSubcommands().values().stream()
                .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
                .forEach(sub -> collect(sub, commands));
    }
}
