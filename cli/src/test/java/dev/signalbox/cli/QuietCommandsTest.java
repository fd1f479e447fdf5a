package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.TestPorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands in a process of their own: nothing of a library's log reaches a terminal. */
class QuietCommandsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"sync tasks --timeout 1s", "notify x", "tail"})
    void a_hub_that_is_away_is_told_in_the_words_of_the_command(String command) throws Exception {
        String said = run(command + " --url http://127.0.0.1:" + TestPorts.next());

        assertThat(said).startsWith("signalbox: ").doesNotContain("INFO", "dev.signalbox", "java.");
    }

    @Test
    void help_says_nothing_but_the_help() throws Exception {
        assertThat(run("--help")).startsWith("Usage: signalbox");
    }

    private String run(String arguments) throws IOException, InterruptedException {
        List<String> command = HubProcess.java(List.of(), SignalboxCli.class.getName(), arguments.split(" "));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SIGNALBOX_"));
        builder.environment().put("XDG_STATE_HOME", folder.resolve("state").toString());
        builder.environment().put("SIGNALBOX_KEY", "sbx_x");
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
