package dev.signalbox.cli.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.TestShell;
import dev.signalbox.cli.TestShell.Run;
import dev.signalbox.hub.TestHub;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code signalbox archive}, as a person uses it, of a hub that runs. */
class ArchiveCommandTest {
    @TempDir
    Path folder;

    private TestHub hub;

    @BeforeEach
    void start() {
        hub = TestHub.start(folder.resolve("data"));
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    @Test
    void an_export_is_whole_and_a_second_one_adds_what_is_new() throws IOException {
        for (int i = 0; i < 20; i++) notify("n" + i);

        Run first = shell().run("archive", "export", "kept");
        Run again = shell().run("archive", "export", "kept");
        notify("later");
        Run second = shell().run("archive", "export", "kept", "--output", "json");
        Run verified = shell().run("archive", "verify", "kept");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).startsWith("Added ");
        assertThat(first.err()).contains("Whoever has these files can read them; --recipient encrypts.");
        assertThat(again.out()).startsWith("Nothing new");
        assertThat(again.err()).doesNotContain("Whoever has these files");
        assertThat(json(second).path("added").path("main").intValue()).isEqualTo(1);
        assertThat(verified.exitCode()).as(verified.out()).isZero();
        assertThat(verified.out()).startsWith("whole  2 segments, ");
        try (Stream<Path> files = Files.walk(folder.resolve("kept"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .as(file.toString())
                        .isEqualTo("rw-------");
                assertThat(file.toString()).doesNotEndWith(".part");
            }
        }
    }

    @Test
    void its_events_are_those_of_the_hub() throws IOException {
        for (int i = 0; i < 5; i++) notify("zwölf 🥊 " + i);
        shell().run("archive", "export", "kept");

        Run shown = shell().run("archive", "show", "kept", "--events", "--log", "main");
        Run events = shell().run("events", "--all", "--output", "jsonl");
        Run table = shell().run("archive", "show", "kept");
        Run file = shell().run("archive", "show", segment().toString(), "--events");
        Run head = shell().run("archive", "show", segment().toString());

        assertThat(shown.lines().stream().map(ArchiveCommandTest::tree))
                .isEqualTo(events.lines().stream().map(ArchiveCommandTest::tree).toList());
        assertThat(file.out()).isEqualTo(shown.out());
        assertThat(table.out()).contains("LOG", "FROM", "WRITTEN", "main", "for everybody");
        assertThat(table.err()).contains("5 notification");
        assertThat(head.out()).contains("main of the space default", "events behind position 0");
    }

    @Test
    void each_damage_is_named_and_ends_with_one() throws IOException {
        for (int i = 0; i < 20; i++) notify("n" + i);
        shell().run("archive", "export", "kept");
        notify("later");
        shell().run("archive", "export", "kept");
        Path segment = segment();
        byte[] good = Files.readAllBytes(segment);
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;
        Files.write(segment, bad);
        Files.writeString(folder.resolve("kept/default/main/notes.txt"), "mine");

        Run damaged = shell().run("archive", "verify", "kept");
        Run asJson = shell().run("archive", "verify", "kept", "--output", "json");
        Run ofFile = shell().run("archive", "verify", segment.toString());
        Files.delete(segment);
        Run missing = shell().run("archive", "verify", "kept");
        Files.write(segment, good);
        Run whole = shell().run("archive", "verify", "kept");

        assertThat(damaged.exitCode()).isEqualTo(1);
        assertThat(damaged.out()).contains("damaged  ", segment.getFileName().toString(), "1 fault");
        assertThat(damaged.err()).contains("No part of the archive, and harmless: default/main/notes.txt");
        assertThat(json(asJson).path("whole").booleanValue()).isFalse();
        assertThat(json(asJson).path("faults")).hasSize(1);
        assertThat(ofFile.exitCode()).isEqualTo(1);
        assertThat(missing.out()).contains("the manifest names it, and it is not there");
        assertThat(whole.exitCode()).isZero();

        Path manifest = folder.resolve("kept/default/manifest-000002.json");
        Files.writeString(manifest, " ", StandardOpenOption.APPEND);
        Run changed = shell().run("archive", "verify", "kept");
        assertThat(changed.exitCode()).isEqualTo(1);
        assertThat(changed.out()).contains("manifest-000002.json", "was cut or changed");
    }

    @Test
    void an_encrypted_one_opens_with_its_identity_alone() throws Exception {
        notify("secret words");
        KeyPair ann = new X25519KeyPairGenerator().generateKeyPair();
        KeyPair ben = new X25519KeyPairGenerator().generateKeyPair();
        Files.writeString(folder.resolve("ann.txt"), ann.getPrivate() + "\n");
        Files.writeString(folder.resolve("ben.txt"), ben.getPrivate() + "\n");

        Run exported = shell().run(
                        "archive",
                        "export",
                        "kept",
                        "--recipient",
                        ann.getPublic().toString());
        Run unopened = shell().run("archive", "verify", "kept");
        Run opened = shell().run("archive", "verify", "kept", "--identity", "ann.txt");
        Run others = shell().run("archive", "verify", "kept", "--identity", "ben.txt");
        Run shown = shell().run("archive", "show", "kept", "--events", "--identity", "ann.txt");
        Run closed = shell().run("archive", "show", "kept", "--events");

        assertThat(exported.exitCode()).as(exported.err()).isZero();
        assertThat(exported.err()).doesNotContain("Whoever has these files");
        assertThat(unopened.exitCode()).isZero();
        assertThat(unopened.err()).contains("what is in them was not looked into", "--identity FILE");
        assertThat(opened.exitCode()).as(opened.out()).isZero();
        assertThat(opened.err()).isEmpty();
        assertThat(others.exitCode()).isEqualTo(1);
        assertThat(others.out()).contains("none of the given identities opens it");
        assertThat(shown.out()).contains("secret words");
        assertThat(closed.exitCode()).isEqualTo(1);
        assertThat(closed.err()).contains("it is encrypted");
        try (Stream<Path> files = Files.walk(folder.resolve("kept"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain("secret words");
            }
        }
    }

    @Test
    void what_cannot_be_is_told_with_the_next_step() throws IOException {
        Files.writeString(folder.resolve("empty.txt"), "# nothing\n");
        Files.createDirectory(folder.resolve("nothing"));

        refused(2, "is a post-quantum key", "archive", "export", "kept", "--recipient", "age1pq1qqq");
        refused(2, "There is no log other.", "archive", "export", "kept", "--log", "other");
        refused(2, "there is no secret key in it", "archive", "verify", "kept", "--identity", "empty.txt");
        refused(2, "There is no file", "archive", "verify", "kept", "--identity", "absent.txt");
        refused(2, "There is no ", "archive", "verify", "absent");
        refused(1, "There is no archive in", "archive", "verify", "nothing");
        refused(1, "There is no archive in", "archive", "show", "nothing");
        refused(1, "no segment", "archive", "show", "empty.txt");
        Run forbidden = shell().with("SIGNALBOX_KEY", hub.key("viewer")).run("archive", "export", "kept");
        assertThat(forbidden.exitCode()).isEqualTo(1);
        assertThat(forbidden.err()).contains("may not do this");
        assertThat(folder.resolve("kept")).doesNotExist();
    }

    private void refused(int exitCode, String words, String... arguments) {
        Run run = shell().run(arguments);
        assertThat(run.exitCode())
                .as(List.of(arguments) + run.out() + run.err())
                .isEqualTo(exitCode);
        assertThat(run.err()).contains(words);
    }

    @Test
    void a_stopped_hub_is_exported_as_a_running_one() throws IOException {
        notify("one");
        shell().run("archive", "export", "kept");
        notify("two");
        Run locked = shell().run("archive", "export", "kept", "--data", "data");
        hub.stop();

        Run stopped = shell().run("archive", "export", "kept", "--data", "data", "--output", "json");
        Run nothing = shell().run("archive", "export", "kept", "--data", "absent");
        hub.open();

        assertThat(locked.exitCode()).isEqualTo(1);
        assertThat(stopped.exitCode()).as(stopped.err()).isZero();
        assertThat(json(stopped).path("added").path("main").intValue()).isEqualTo(1);
        assertThat(nothing.exitCode()).isEqualTo(1);
        assertThat(nothing.err()).contains("there is no main.db in");
        assertThat(shell().run("archive", "verify", "kept").exitCode()).isZero();
        assertThat(shell().run("archive", "export", "kept").out()).startsWith("Nothing new");
    }

    @Test
    void an_archive_of_another_hub_is_left_as_it_is() throws IOException {
        notify("mine");
        shell().run("archive", "export", "kept");
        try (TestHub other = TestHub.start(folder.resolve("other"))) {
            Run refused = shell(other).run("archive", "export", "kept");

            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.err()).contains("another history", "Begin a new archive");
        }
        assertThat(shell().run("archive", "export", "kept").out()).startsWith("Nothing new");
    }

    private Path segment() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("kept/default/main"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("0-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void notify(String title) {
        hub.post("daemon", "/v1/notifications", Map.of("title", title)).expect(201);
    }

    private TestShell shell() {
        return shell(hub);
    }

    private TestShell shell(TestHub of) {
        return new TestShell(folder).with("SIGNALBOX_URL", of.url().toString()).with("SIGNALBOX_KEY", of.key("admin"));
    }

    private static JsonNode json(Run run) {
        return tree(run.out());
    }

    private static JsonNode tree(String json) {
        return Json.readLenient(json.getBytes(StandardCharsets.UTF_8), JsonNode.class);
    }
}
