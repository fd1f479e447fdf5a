package dev.signalbox.hub.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.hub.archive.Segments.Chain;
import dev.signalbox.hub.archive.Segments.Seen;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypted segments: who opens them, somebody else's programs among them, and every key that is none. */
class AgeTest {
    private final AgeKey ann = AgeKey.fresh();
    private final AgeKey ben = AgeKey.fresh();
    private final Chain chain = Chain.of(21, 1_500, 20);

    @TempDir
    Path folder;

    @Test
    void each_recipient_opens_it_alone() throws IOException {
        byte[] file = chain.written(Recipients.of(List.of(ann.recipient(), ben.recipient())));
        for (AgeKey key : List.of(ann, ben)) {
            Seen seen = Seen.nothing();
            Segments.read(file, Identities.of("# a remark\n\n" + key.identity() + "\r\n"), seen);
            assertThat(seen).isEqualTo(Seen.of(chain));
        }
    }

    @Test
    void nobody_else_opens_it_and_is_told_what_to_do() {
        byte[] file = chain.written(Recipients.of(List.of(ann.recipient())));

        assertThatThrownBy(() -> Segments.read(file, Identities.NONE, Seen.nothing()))
                .isInstanceOf(ArchiveFault.class)
                .hasMessageContaining("it is encrypted; give the identity that opens it with --identity FILE");
        assertThatThrownBy(() -> Segments.read(file, Identities.of(ben.identity()), Seen.nothing()))
                .isInstanceOf(ArchiveFault.class)
                .hasMessageContaining("none of the given identities opens it");
    }

    @Test
    void what_is_not_encrypted_opens_with_any_identity() throws IOException {
        Seen seen = Seen.nothing();
        Segments.read(chain.written(Recipients.NONE), Identities.of(ben.identity()), seen);

        assertThat(seen).isEqualTo(Seen.of(chain));
    }

    @Test
    void recipients_that_are_none_are_refused_with_the_reason() {
        String broken = ann.recipient().substring(0, 20)
                + (ann.recipient().charAt(20) == 'q' ? 'p' : 'q')
                + ann.recipient().substring(21);
        refused(ann.identity(), "a secret key was given");
        refused("age1pq1" + "q".repeat(1900), "is a post-quantum key, which Signalbox cannot write to yet");
        refused("age1pq1q", "post-quantum");
        refused("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA", "is no age recipient");
        refused("", "is no age recipient");
        refused(ann.recipient().substring(0, 50), "is no age recipient");
        refused(broken, "has a character that is wrong");
        assertThatThrownBy(() -> Recipients.of(Collections.nCopies(21, ann.recipient())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there are 21 recipients; give at most 20");
        Recipients most = Recipients.of(Collections.nCopies(20, ben.recipient()));
        assertThat(most.texts()).hasSize(20);
    }

    private void refused(String recipient, String why) {
        assertThatThrownBy(() -> Recipients.of(List.of(ben.recipient(), recipient)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining(ann.identity());
    }

    @Test
    void identities_that_are_none_are_refused_by_their_line_and_never_shown() {
        String broken = ann.identity().substring(0, 30)
                + (ann.identity().charAt(30) == 'Q' ? 'P' : 'Q')
                + ann.identity().substring(31);
        none(ann.recipient(), "line 1 is a public key, which encrypts only");
        none("# age\n" + broken, "line 2 is a secret key with a wrong character");
        none(ben.identity() + "\nhello", "line 2 is no secret key of age");
        none("AGE-SECRET-KEY-PQ-1QQQ", "line 1 is a post-quantum key");
        none("age-encryption.org/v1\n-> scrypt", "line 1 begins a file that is encrypted itself");
        none("-----BEGIN OPENSSH PRIVATE KEY-----", "line 1 is no secret key of age");
        none("# only remarks\n", "there is no secret key in it");
        none("", "there is no secret key in it");
    }

    private void none(String text, String why) {
        assertThatThrownBy(() -> Identities.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining(ann.identity().substring(20))
                .hasNoCause();
    }

    @Test
    void other_programs_open_it() throws Exception {
        assumeTrue(isThere("age") && isThere("zstd"), "age and zstd are not installed: nothing of them was tried");
        Path key = Files.writeString(folder.resolve("key.txt"), ann.identity() + "\n");
        Path file = Files.write(
                folder.resolve("a.sbx"), chain.written(Recipients.of(List.of(ann.recipient(), ben.recipient()))));

        Path compressed = folder.resolve("a.zst");
        run("age", "-d", "-i", key.toString(), "-o", compressed.toString(), file.toString());
        run("zstd", "-q", "-t", compressed.toString());
        Path opened = folder.resolve("a");
        run("zstd", "-q", "-d", "-o", opened.toString(), compressed.toString());

        assertThat(Files.readAllBytes(opened)).isEqualTo(Segments.opened(chain.written(Recipients.NONE)));
        byte[] head = Segments.pieces(Files.readAllBytes(opened)).get(1);
        SegmentHead read =
                Json.readLenient(Arrays.copyOfRange(head, 5, head.length - Frame.DIGEST_BYTES), SegmentHead.class);
        assertThat(read).isEqualTo(chain.head());
    }

    @Test
    void the_script_of_the_documents_reads_it() throws Exception {
        assumeTrue(isThere("python3"), "python3 is not installed: docs/archives/sbx.py was not tried");
        Path opened = Files.write(folder.resolve("a"), Segments.opened(chain.written(Recipients.NONE)));
        byte[] bytes = Files.readAllBytes(opened);
        bytes[bytes.length / 2] ^= 1;
        Path damaged = Files.write(folder.resolve("b"), bytes);

        List<String> lines = script(opened, 0).lines().toList();

        assertThat(lines).hasSize(1_500);
        for (int i = 0; i < lines.size(); i++) {
            JsonNode event = Json.readLenient(lines.get(i).getBytes(UTF_8), JsonNode.class);
            assertThat(event.path("position").intValue()).isEqualTo(i + 1);
            assertThat(event.path("stream").textValue()).isEqualTo(chain.events().get(i).stream());
            assertThat(event.path("id").textValue())
                    .isEqualTo(chain.events().get(i).id());
        }
        assertThat(script(damaged, 1)).contains("damaged behind position");
    }

    private static String script(Path segment, int exitCode) throws Exception {
        Process process = new ProcessBuilder("python3", "../docs/archives/sbx.py")
                .redirectInput(segment.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
        return said;
    }

    @Test
    void what_other_programs_closed_is_opened() throws Exception {
        assumeTrue(isThere("age") && isThere("zstd"), "age and zstd are not installed: nothing of them was tried");
        Path opened = Files.write(folder.resolve("b"), Segments.opened(chain.written(Recipients.NONE)));
        Path key = folder.resolve("key.txt");
        run("age-keygen", "-o", key.toString());
        String recipient = Files.readString(key, UTF_8).replaceAll("(?s).*public key: (\\S+).*", "$1");

        Path compressed = folder.resolve("b.zst");
        run("zstd", "-q", "-19", "-o", compressed.toString(), opened.toString());
        Path file = folder.resolve("b.sbx");
        run("age", "-r", recipient, "-r", ben.recipient(), "-o", file.toString(), compressed.toString());

        for (String identity : List.of(Files.readString(key, UTF_8), ben.identity())) {
            Seen seen = Seen.nothing();
            Segments.read(Files.readAllBytes(file), Identities.of(identity), seen);
            assertThat(seen).isEqualTo(Seen.of(chain));
        }
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            Process asked = new ProcessBuilder(program, "--version")
                    .redirectErrorStream(true)
                    .start();
            asked.getInputStream().readAllBytes();
            return asked.waitFor() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(String.join(" ", command) + ": " + said)
                .isZero();
    }
}
