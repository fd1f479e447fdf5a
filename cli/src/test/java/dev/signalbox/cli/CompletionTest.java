package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.TestPorts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What TAB offers in bash, with the script that the command prints. */
class CompletionTest {
    @TempDir
    Path folder;

    @Test
    void names_are_those_of_the_hub_and_numbers_those_of_the_last_inbox() {
        try (TestHub hub = TestHub.start(folder.resolve("signalbox-data"), Clock.systemUTC())) {
            TestShell shell = new TestShell(folder);
            shell.run("ask", "One?", "--approval");
            shell.run("notify", "two");
            shell.run("keys", "create", "gone", "--role", "viewer");
            shell.run("keys", "revoke", "gone");
            assertThat(shell.run("names", "numbers").out()).isEmpty();
            shell.run("inbox");

            assertThat(shell.run("names", "numbers").lines()).containsExactly("1", "2");
            assertThat(shell.run("names", "roles").lines()).contains("admin", "daemon", "viewer");
            assertThat(shell.run("names", "tables").lines()).contains("questions", "notifications");
            assertThat(shell.run("names", "keys").lines()).contains("admin").doesNotContain("gone");
            assertThat(shell.run("names", "tables", "--key", "sbx_wrong").out()).isEmpty();
            assertThat(hub.port()).isPositive();
        }
    }

    @Test
    void without_a_hub_nothing_is_offered_and_nothing_is_said() {
        TestShell shell = new TestShell(folder).with("SIGNALBOX_URL", "http://127.0.0.1:" + TestPorts.next());
        for (String kind : List.of("roles", "tables", "keys", "numbers")) {
            TestShell.Run run = shell.run("names", kind);
            assertThat(run.exitCode()).isZero();
            assertThat(run.out() + run.err()).isEmpty();
        }
    }

    @Test
    void bash_asks_for_names_where_a_role_a_table_a_key_or_a_number_is_meant() throws Exception {
        Path script = Files.writeString(
                folder.resolve("completion.sh"),
                new TestShell(folder).run("generate-completion").out());
        Path program = folder.resolve("signalbox");
        Files.writeString(program, "#!/bin/sh\n[ \"$1\" = names ] && printf '%s\\n' \"one-of-$2\" other\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));

        Map<String, String> offered = Map.of(
                "keys create ci --role ", "one-of-roles other",
                "keys rotate ", "one-of-keys other",
                "space show ", "one-of-spaces other",
                "inbox --space ", "one-of-spaces other",
                "keys revoke one", "one-of-keys",
                "answer ", "one-of-numbers other",
                "show o", "one-of-numbers other",
                "table show ", "one-of-tables other",
                "table get oth", "other");
        for (Map.Entry<String, String> each : offered.entrySet()) {
            assertThat(completed(script, program, each.getKey()))
                    .as(each.getKey())
                    .isEqualTo(each.getValue());
        }
        assertThat(completed(script, program, "keys cr")).contains("create");
    }

    private String completed(Path script, Path program, String typed) throws Exception {
        String words = typed.endsWith(" ") ? typed + "''" : typed;
        String bash = "compopt() { :; }; . '" + script + "'; COMP_WORDS=('" + program + "' " + words
                + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));" + " COMP_LINE='signalbox " + typed
                + "'; COMP_POINT=${#COMP_LINE}; _complete_signalbox; echo \"${COMPREPLY[*]}\"";
        Process process =
                new ProcessBuilder("bash", "-c", bash).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.strip().replaceAll("\\s+", " ");
    }
}
