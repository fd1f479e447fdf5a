package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.signalbox.cli.run.GlobalOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Pages for operators name commands and options that there are. */
class OperatingPageTest {
    private static final Pattern CODE = Pattern.compile("(?m)`([^`\n]+)`|^((?:sudo |ExecStart=).*|signalbox .*)$");
    private static final Pattern COMMAND = Pattern.compile(
            "(?:^|[` /<(])signalbox ((?:hub|keys|status|config|events|inbox|tail|traces|bench|retention|doctor|backup|verify|projections|notify)\\b[^#`:;)|]*)");

    @ParameterizedTest
    @ValueSource(strings = {"operating.md", "faq.md", "operating/signalbox.service"})
    void every_command_on_it_can_be_read(String page) throws IOException {
        List<String> commands = new ArrayList<>();
        String text = Files.readString(Path.of("../docs", page));
        CODE.matcher(text).results().forEach(code -> COMMAND.matcher(code.group())
                .results()
                .forEach(found -> commands.add(found.group(1).strip())));

        assertThat(commands).isNotEmpty();
        assertThat(commands)
                .allSatisfy(command ->
                        assertThatCode(() -> parsed(command)).as(command).doesNotThrowAnyException());
    }

    @Test
    void the_unit_hardens_what_the_page_promises() throws IOException {
        String unit = Files.readString(Path.of("../docs/operating/signalbox.service"));

        assertThat(unit)
                .contains("DynamicUser=yes", "StateDirectory=signalbox", "ProtectSystem=strict", "NoNewPrivileges=yes");
        assertThat(unit).doesNotContain("MemoryDenyWriteExecute=yes");
    }

    @Test
    void systemd_takes_the_unit(@TempDir Path folder) throws Exception {
        String unit = Files.readString(Path.of("../docs/operating/signalbox.service"));
        Path copy = Files.writeString(
                folder.resolve("signalbox.service"), unit.replace("/opt/signalbox/signalbox", "/bin/true"));
        Process verify;
        try {
            verify = new ProcessBuilder("systemd-analyze", "verify", "--man=no", copy.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException absent) {
            System.out.println("systemd-analyze is not here: nobody but this test's words has read the unit");
            return;
        }
        String said = new String(verify.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(verify.waitFor(60, TimeUnit.SECONDS)).isTrue();
        // Of other units of this machine it may say what it likes.
        assertThat(said.lines().filter(line -> line.contains(copy.toString()))).isEmpty();
    }

    private static void parsed(String command) {
        CommandLine line = new SignalboxCli().commandLine();
        line.registerConverter(Duration.class, GlobalOptions::duration);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.parseArgs(command.split("\\s+"));
    }
}
