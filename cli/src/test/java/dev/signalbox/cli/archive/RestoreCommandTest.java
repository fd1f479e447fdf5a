package dev.signalbox.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.HubRun;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.run.ExitCode;
import dev.signalbox.hub.HubConfig;
import dev.signalbox.hub.HubProcess;
import dev.signalbox.hub.MountNamespace;
import dev.signalbox.hub.TestHub;
import dev.signalbox.hub.archive.Exported;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees who makes a hub's data of a backup. */
class RestoreCommandTest {
    @TempDir
    Path folder;

    private TestShell shell;

    @BeforeEach
    void archive() {
        shell = new TestShell(folder);
        Path source = folder.resolve("source");
        try (TestHub hub = TestHub.start(HubConfig.embedded(source, 0), Clock.systemUTC())) {
            hub.post("admin", "/v1/notifications", Map.of("title", "kept")).expect(201);
        }
        Exported.into(folder.resolve("backups"), source, null, Recipients.NONE);
    }

    @Test
    void the_folder_is_a_hub_of_which_a_fresh_admin_key_opens() throws Exception {
        TestShell.Run run = shell.run("restore", "backups", "--to", "new");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("Restored", "main up to 2", folder.resolve("new").toString());
        assertThat(run.err()).contains("signalbox hub --data");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("new/main.db"))))
                .isEqualTo("rw-------");
        try (HubRun hub = HubRun.start(folder, "--port", "0", "--data", "new").up()) {
            TestShell there = new TestShell(folder).with("SIGNALBOX_DATA", "new");
            assertThat(there.run("inbox").out()).contains("kept");
            assertThat(there.run("keys", "list").exitCode()).isZero();
            assertThat(hub.said()).doesNotContain("WARN");
        }
    }

    @Test
    void without_a_place_it_goes_where_a_hub_would_look() {
        assertThat(shell.run("restore", "backups", "-q").result())
                .isEqualTo(folder.resolve("signalbox-data").toString());
        String said =
                shell.run("restore", "backups", "--to", "other", "-o", "json").out();
        assertThat(Json.readLenient(said.getBytes(StandardCharsets.UTF_8), JsonNode.class)
                        .path("where")
                        .asText())
                .isEqualTo(folder.resolve("other").toString());
    }

    @Test
    void what_cannot_be_is_told_with_the_next_step() throws Exception {
        refused(ExitCode.REFUSED, List.of("no archive", "Give the place"), "restore", "nowhere", "--to", "new");
        refused(ExitCode.REFUSED, List.of("is not empty", "--to"), "restore", "backups", "--to", "source");
        refused(ExitCode.REFUSED, List.of("holds 1 to 2"), "restore", "backups", "--to", "new", "--at", "77");
        refused(ExitCode.USAGE, List.of("no moment"), "restore", "backups", "--to", "new", "--at", "yesterday");
        refused(ExitCode.USAGE, List.of("no log", "--log main"), "restore", "backups", "--to", "new", "--log", "x");
        refused(ExitCode.USAGE, List.of("DATABASE_URL"), "restore", "backups", "--to", "postgres://");
        refused(ExitCode.USAGE, List.of("no file"), "restore", "backups", "--to", "new", "--identity", "missing.txt");
        Files.writeString(folder.resolve("public.txt"), "age1xyz\n");
        refused(
                ExitCode.USAGE,
                List.of("line 1", "public key"),
                "restore",
                "backups",
                "--to",
                "new",
                "--identity",
                "public.txt");
        assertThat(folder.resolve("new")).doesNotExist();
    }

    private void refused(int exitCode, List<String> words, String... command) {
        TestShell.Run run = shell.run(command);
        assertThat(run.exitCode()).as(run.err()).isEqualTo(exitCode);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(words).doesNotContain("\tat ").doesNotContain("should not happen");
    }

    @Test
    void too_little_room_is_told_before_anything_is_made() throws Exception {
        Assumptions.assumeTrue(MountNamespace.isAllowed(), "this machine allows no mount namespace");
        Path small = Files.createDirectory(folder.resolve("small"));
        List<String> command =
                new ArrayList<>(MountNamespace.wrapper("mount -t tmpfs -o size=1m tmpfs \"$1\"", small.toString()));
        // What lies there afterwards is listed inside of the namespace, too.
        command.addAll(List.of("sh", "-c", "\"$@\"; code=$?; ls -A small; exit $code", "sh"));
        command.addAll(
                HubProcess.java(List.of(), "dev.signalbox.cli.SignalboxCli", "restore", "backups", "--to", "small"));
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();

        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(process.exitValue()).isEqualTo(ExitCode.REFUSED);
        assertThat(Files.readString(said)).contains("not enough room", "Make room");
        try (Stream<String> lines = Files.lines(said)) {
            assertThat(lines).noneMatch(line -> line.equals("main.db") || line.equals("restoring"));
        }
    }
}
