package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.TestPorts;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The tests of the clients of other languages, run by their own runners against a real hub of this build each. */
@Execution(ExecutionMode.CONCURRENT)
class OtherLanguagesTest {
    private static final Path CLIENTS = Path.of(System.getProperty("basedir", ""), "..", "client-sdk")
            .toAbsolutePath()
            .normalize();
    private static final int MINUTES_MAX = 15;

    @TempDir
    Path folder;

    @Test
    void the_python_client_passes_its_tests() throws Exception {
        requires("Python 3.9 or newer", "python3", "-c", "import sys; sys.exit(sys.version_info < (3, 9))");

        String said = run(CLIENTS.resolve("python"), "python3", "-B", "-m", "unittest", "discover", "-t", ".", "tests");

        assertThat(said).contains("OK").doesNotContain("skipped=");
    }

    @Test
    void the_typescript_client_passes_its_tests() throws Exception {
        requires(
                "Python 3.9 or newer, which plays the cases,",
                "python3",
                "-c",
                "import sys; sys.exit(sys.version_info < (3, 9))");
        requires("Node 18 or newer", "node", "-e", "process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)");

        String said = run(CLIENTS.resolve("typescript"), "node", "--test", "test/");

        assertThat(said).contains("# fail 0").doesNotContain("no hub to talk to");
        said.lines().filter(line -> line.contains("NOT RUN")).forEach(System.out::println);
    }

    private static void requires(String what, String... probe) throws InterruptedException {
        boolean there;
        try {
            there = new ProcessBuilder(probe)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            there = false;
        }
        Assumptions.assumeTrue(there, "NOT RUN: there is no " + what + " on this machine");
    }

    private String run(Path where, String... command) throws IOException, InterruptedException {
        Path said = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SIGNALBOX_"));
        List<String> hub = HubProcess.java(List.of(), SignalboxCli.class.getName(), "hub");
        builder.environment().put("SIGNALBOX_TEST_HUB", Json.writeText(hub));
        // A port that nobody else takes while the hub is started again.
        builder.environment().put("SIGNALBOX_TEST_PORT", Integer.toString(TestPorts.next()));
        Process process = builder.start();
        boolean ended = process.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
        if (!ended) process.destroyForcibly().waitFor();
        String text = Files.readString(said);
        assertThat(ended).as("ended in time:\n%s", text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }
}
