package dev.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.hub.Restored.Kind;
import dev.signalbox.hub.archive.Until;
import dev.signalbox.hub.history.StoredEvent;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A restore that is killed, as a process, at each of its steps and between blocks, and repeated until it comes to its
 * end: every target is the same, and none is believed before.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestoreKilledTest {
    private static final int EVENTS = 3_500;
    private static final int BATCH = 500;
    /** What a restore of such an archive tells: its steps, and its blocks of 1,000. */
    private static final int MOMENTS = 10;

    private Path archive;
    private List<String> expected;

    @BeforeAll
    void archive(@TempDir Path base) {
        archive = base.resolve("archive");
        Restored source = Restored.fresh(Kind.SQLITE, base.resolve("source"));
        try (TestHub hub = source.start(Clock.systemUTC())) {
            fill(hub);
        }
        source.export(archive);
        expected = hashes(source);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void it_goes_on_where_it_was_and_comes_to_the_same_end(Kind kind, @TempDir Path base) throws Exception {
        long seed = Long.getLong("signalbox.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int first = 1; first <= MOMENTS; first++) {
            Restored target = Restored.fresh(kind, base.resolve("target" + first));
            String run = "seed " + seed + ", killed first at moment " + first;
            int status = restore(archive, target, first);
            while (status != 0) {
                assertThat(status).as(run).isEqualTo(RestoreProcessMain.KILLED);
                int next = 1 + random.nextInt(2 * MOMENTS);
                // What is killed by nobody needs no process of its own.
                status = next > MOMENTS ? restored(archive, target) : restore(archive, target, next);
            }

            assertThat(hashes(target).subList(0, expected.size())).as(run).isEqualTo(expected);
            assertThat(target.log("main").events()).as(run).hasSize(expected.size() + 1);
            assertThat(target.log("main").findings()).as(run).isEmpty();
            assertThat(target.traces()).as(run).isEqualTo(named(kind));
            assertThat(target.restore(archive, Until.END, Clock.systemUTC()).kept())
                    .as(run + ": a repetition says that it is done")
                    .containsEntry("main", (long) expected.size());
            assertThatThrownBy(() -> target.restore(archive, Until.position(5), Clock.systemUTC()))
                    .as(run + ": another is none of it")
                    .isInstanceOf(RestoreRefused.class)
                    .hasMessageContaining("never writes over");
        }
    }

    private static List<String> named(Kind kind) {
        return kind == Kind.SQLITE
                ? List.of("hub.lock", "main.db", "traces.db")
                : List.of("signalbox_main", "signalbox_traces");
    }

    private static List<String> hashes(Restored place) {
        return place.log("main").events().stream()
                .map(StoredEvent::hash)
                .map(HexFormat.of()::formatHex)
                .toList();
    }

    private static void fill(TestHub hub) {
        for (int n = 0; n < EVENTS; n += BATCH) {
            List<Map<String, Object>> commands = new ArrayList<>();
            for (int i = n; i < n + BATCH; i++) {
                commands.add(
                        Map.of("id", Ids.next(), "command", "notification.post", "body", Map.of("title", "n" + i)));
            }
            hub.post("admin", "/v1/commands", Json.writeText(Map.of("commands", commands)))
                    .expect(200);
        }
    }

    private static int restored(Path archive, Restored target) throws IOException {
        target.restore(archive, Until.END, Clock.systemUTC());
        return 0;
    }

    private static int restore(Path archive, Restored target, int moment) throws Exception {
        List<String> command = HubProcess.java(
                List.of("-Xmx256m"),
                RestoreProcessMain.class.getName(),
                archive.toString(),
                target.folder().toString(),
                target.url() == null ? "-" : target.url(),
                Integer.toString(moment));
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
