package dev.signalbox.hub.doctor;

import static dev.signalbox.wire.resource.Diagnosis.State.FAIL;
import static dev.signalbox.wire.resource.Diagnosis.State.OK;
import static dev.signalbox.wire.resource.Diagnosis.State.UNSEEN;
import static dev.signalbox.wire.resource.Diagnosis.State.WARN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.wire.resource.Diagnosis.Checked;
import dev.signalbox.wire.resource.Diagnosis.State;
import dev.signalbox.wire.resource.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What probes make of what they see, where a test cannot have a machine that is so. */
class ProbesTest {
    private static final Path FOLDER = Path.of("/var/lib/signalbox");
    private static final long GIB = Amount.GIB;
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    @ParameterizedTest
    @CsvSource({"17.0.15+6,OK", "21.0.2+13,OK", "25+36,OK", "26-ea+1,WARN", "16.0.2+7,FAIL", "11.0.2+9,FAIL"})
    void which_java(String version, State state) {
        assertThat(worst(new JavaVersion(Runtime.Version.parse(version), GIB).look()))
                .isEqualTo(state);
    }

    @Test
    void a_small_heap_is_told() {
        assertThat(worst(new JavaVersion(Runtime.version(), 64 * Amount.MIB).look()))
                .isEqualTo(WARN);
    }

    @ParameterizedTest
    @CsvSource({
        "ext4,true,OK",
        "xfs,true,OK",
        "btrfs,true,OK",
        "zfs,true,OK",
        "nfs,true,FAIL",
        "nfs4,true,FAIL",
        "cifs,true,FAIL",
        "smb3,true,FAIL",
        "9p,true,FAIL",
        "ceph,true,FAIL",
        "fuse.sshfs,true,FAIL",
        "fuse.s3fs,true,FAIL",
        "tmpfs,true,WARN",
        "overlay,true,WARN",
        "nfs4,false,OK",
        "tmpfs,false,OK"
    })
    void which_file_system(String kind, boolean keepsStore, State state) {
        assertThat(worst(new FileSystemKind(FOLDER, keepsStore).judged(kind))).isEqualTo(state);
    }

    @Test
    void how_much_disk() {
        DiskRoom disk = new DiskRoom(FOLDER);
        assertThat(worst(disk.judged(100 * GIB, 200 * GIB))).isEqualTo(OK);
        assertThat(worst(disk.judged(6 * GIB, 1_000 * GIB))).isEqualTo(OK);
        assertThat(worst(disk.judged(2 * GIB, 8 * GIB))).isEqualTo(OK);
        assertThat(worst(disk.judged(2 * GIB, 100 * GIB))).isEqualTo(WARN);
        assertThat(worst(disk.judged(100 * Amount.MIB, 300 * Amount.MIB))).isEqualTo(FAIL);
    }

    @Test
    void how_many_inodes() {
        InodesLeft inodes = new InodesLeft(FOLDER);
        assertThat(worst(inodes.judged(0, 0))).isEqualTo(OK);
        assertThat(worst(inodes.judged(16_000_000, 17_000_000))).isEqualTo(OK);
        assertThat(worst(inodes.judged(20_000, 1_000_000))).isEqualTo(WARN);
        assertThat(worst(inodes.judged(99, 1_000))).isEqualTo(FAIL);
    }

    @Test
    void how_long_a_flush() {
        FlushTime flush = new FlushTime(FOLDER);
        assertThat(worst(flush.judged(40_000, 90_000))).isEqualTo(OK);
        assertThat(worst(flush.judged(12_000_000, 400_000_000))).isEqualTo(OK);
        assertThat(worst(flush.judged(150_000_000, 200_000_000))).isEqualTo(WARN);
    }

    @Test
    void how_many_open_files() {
        assertThat(worst(new OpenFiles().judged(200, 65_536))).isEqualTo(OK);
        assertThat(worst(new OpenFiles().judged(60, 256))).isEqualTo(WARN);
        assertThat(worst(new OpenFiles().judged(900, 1_024))).isEqualTo(FAIL);
    }

    @Test
    void how_large_the_files_of_sqlite_are() {
        StoreFile file = new StoreFile("main", FOLDER.resolve("main.db"), null);
        assertThat(worst(file.judged(10 * GIB, GIB, 64 * Amount.MIB))).isEqualTo(OK);
        assertThat(worst(file.judged(GIB, 0, 300 * Amount.MIB))).isEqualTo(WARN);
        assertThat(worst(file.judged(GIB, 600 * Amount.MIB, 0))).isEqualTo(WARN);
        assertThat(worst(file.judged(100 * Amount.MIB, 90 * Amount.MIB, 0))).isEqualTo(OK);
    }

    @Test
    void how_many_connections() {
        ServerConnections connections = new ServerConnections(null);
        assertThat(worst(connections.judged(48, 48, 97))).isEqualTo(OK);
        assertThat(worst(connections.judged(80, 24, 97))).isEqualTo(WARN);
    }

    @Test
    void whether_an_admin_stays_and_many_keys_are_not_a_page() {
        assertThat(worst(keys(key("admin", "admin", null)).look())).isEqualTo(OK);
        assertThat(worst(keys(key("admin", "admin", NOW.plusSeconds(3_600))).look()))
                .isEqualTo(FAIL);
        assertThat(worst(keys(key("d", "daemon", null)).look())).isEqualTo(FAIL);

        Key[] many = new Key[30];
        for (int i = 0; i < many.length; i++) many[i] = key("k" + i, "daemon", NOW.plusSeconds(60 + i));
        many[29] = key("admin", "admin", null);
        assertThat(keys(many).look().findings())
                .hasSize(6)
                .last()
                .extracting("what")
                .asString()
                .contains("24 more");
    }

    @Test
    void what_cannot_be_looked_at_says_why_and_is_no_finding(@TempDir Path folder) {
        Checked found = new DiskRoom(folder.resolve("gone")).checked();

        assertThat(found.state()).isEqualTo(UNSEEN);
        assertThat(found.seen()).contains("gone");
        assertThat(found.findings()).isEmpty();
    }

    @Test
    void a_probe_that_fails_in_any_way_ends_no_checkup() {
        Probe broken = new Probe() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public String looksAt() {
                return "Nothing.";
            }

            @Override
            public Sight look() throws IOException {
                throw new IllegalStateException();
            }
        };

        assertThat(broken.checked().state()).isEqualTo(UNSEEN);
        assertThat(broken.checked().seen()).contains("IllegalStateException");
    }

    private static KeysProbe keys(Key... keys) {
        return new KeysProbe(at -> List.of(keys), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static Key key(String name, String role, Instant end) {
        return new Key(name, name, role, NOW, "admin", end, null, null, null, null, null, null, null, 1, null);
    }

    private static State worst(Sight sight) {
        State worst = OK;
        for (var each : sight.findings()) {
            worst = worst.or(each.severity());
            assertThat(each.what()).isNotBlank();
            assertThat(each.next()).isNotBlank();
        }
        return worst;
    }
}
