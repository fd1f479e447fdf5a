package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.exceptionfactory.jagged.x25519.X25519KeyPairGenerator;
import dev.signalbox.hub.Restore.Wish;
import dev.signalbox.hub.Restored.Kind;
import dev.signalbox.hub.archive.Archive;
import dev.signalbox.hub.archive.ArchiveFault;
import dev.signalbox.hub.archive.Exported;
import dev.signalbox.hub.archive.FolderStore;
import dev.signalbox.hub.archive.Identities;
import dev.signalbox.hub.archive.Recipients;
import dev.signalbox.hub.archive.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive of which no hub can be made: each is told for what it is, and nothing is made of it, on either engine. */
class RestoreOfDamageTest {
    @TempDir
    Path base;

    private final TestClock clock = new TestClock();
    private Path archive;

    /** Three segments of the log main. */
    @BeforeEach
    void archive() {
        archive = base.resolve("archive");
        Restored source = Restored.fresh(Kind.SQLITE, base.resolve("source"));
        try (TestHub hub = source.start(clock)) {
            for (int n = 0; n < 3; n++) {
                RestoreTest.post(hub, "n" + n);
                hub.stop();
                source.export(archive);
                hub.open();
            }
        }
    }

    private void refused(Identities identities, String... words) throws IOException {
        for (Kind kind : Kind.values()) {
            Restored target =
                    Restored.fresh(kind, base.resolve("target" + base.toFile().list().length));
            Wish wish = new Wish(
                    new Archive(new FolderStore(archive), ""),
                    identities,
                    Until.END,
                    List.of("main", "traces"),
                    "anna");
            assertThatThrownBy(() -> target.restore(wish, Restore.Told.NOBODY, clock))
                    .isInstanceOf(ArchiveFault.class)
                    .satisfies(fault -> assertThat(fault.getMessage()).contains(words));
            assertThat(target.traces()).isEmpty();
            assertThat(target.folder()).doesNotExist();
        }
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(archive.resolve("main"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void a_hole() throws Exception {
        Path middle = segments().get(1);
        Files.delete(middle);

        refused(Identities.NONE, "main/" + middle.getFileName(), "is not there");
    }

    @Test
    void a_byte_that_is_another() throws Exception {
        Path last = segments().get(2);
        byte[] bytes = Files.readAllBytes(last);
        bytes[bytes.length / 2] ^= 1;
        Files.write(last, bytes);

        refused(Identities.NONE, "main/" + last.getFileName());
    }

    @Test
    void one_of_a_newer_version() throws Exception {
        for (Path file : files("manifest-")) {
            Files.writeString(file, Files.readString(file).replaceFirst("\"format\":1", "\"format\":99"));
        }

        refused(Identities.NONE, "newer version");
    }

    @Test
    void a_segment_of_another_hub_under_the_name_of_one() throws Exception {
        Restored other = Restored.fresh(Kind.SQLITE, base.resolve("other"));
        try (TestHub hub = other.start(clock)) {
            RestoreTest.post(hub, "foreign");
        }
        Path others = base.resolve("others");
        other.export(others);
        Path foreign;
        try (Stream<Path> files = Files.list(others.resolve("main"))) {
            foreign = files.findFirst().orElseThrow();
        }
        Path first = segments().get(0);
        Files.delete(first);
        Files.copy(foreign, first);

        refused(Identities.NONE, "main/" + first.getFileName(), "another segment lies in its place");
    }

    @Test
    void one_that_is_locked_for_somebody_else() throws Exception {
        KeyPair own = new X25519KeyPairGenerator().generateKeyPair();
        KeyPair other = new X25519KeyPairGenerator().generateKeyPair();
        Folders.delete(archive);
        Restored source = new Restored(base.resolve("source"), null);
        Exported.into(
                archive,
                source.folder(),
                null,
                Recipients.of(List.of(own.getPublic().toString())));

        refused(Identities.NONE, "it is encrypted", "--identity");
        refused(Identities.of(other.getPrivate().toString()), "none of the given identities");

        Restored target = Restored.fresh(Kind.SQLITE, base.resolve("opened"));
        Wish wish = new Wish(
                new Archive(new FolderStore(archive), ""),
                Identities.of(own.getPrivate().toString()),
                Until.END,
                List.of("main"),
                "anna");
        target.restore(wish, Restore.Told.NOBODY, clock);
        try (TestHub hub = target.start(clock)) {
            assertThat(RestoreTest.titles(hub)).hasSize(3);
        }
    }

    @Test
    void none_at_all() throws Exception {
        Folders.delete(archive);

        refused(Identities.NONE, "there is no archive");
    }

    private List<Path> files(String beginning) throws IOException {
        try (Stream<Path> files = Files.list(archive)) {
            return files.filter(file -> file.getFileName().toString().startsWith(beginning))
                    .toList();
        }
    }
}
