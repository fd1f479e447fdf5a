package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.model.Child;
import dev.signalbox.client.model.Eventually;
import dev.signalbox.client.model.FastPace;
import dev.signalbox.client.model.ReferenceHub;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes on one store file. */
class SeveralProcessesTest {
    @TempDir
    Path folder;

    private ReferenceHub hub;
    private final List<Child> children = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        hub = new ReferenceHub();
    }

    @AfterEach
    void stop() throws Exception {
        for (Child child : children) child.kill();
        hub.close();
    }

    private Child writer(String lane, int from, int to) throws Exception {
        Child child = Child.start(
                StoreWriter.class,
                folder,
                hub.url().toString(),
                folder.resolve("shared.db").toString(),
                lane,
                Integer.toString(from),
                Integer.toString(to));
        children.add(child);
        return child;
    }

    private static List<Integer> oneTo(int n) {
        return IntStream.rangeClosed(1, n).boxed().toList();
    }

    @Test
    void have_one_sender_at_a_time_and_lose_nothing() throws Exception {
        hub.latency(Duration.ofMillis(5));
        Child a = writer("a", 1, 300);
        Child b = writer("b", 1, 300);

        a.awaitLine("done");
        b.awaitLine("done");

        Eventually.passes(() -> {
            assertThat(hub.numbers("note/a")).isEqualTo(oneTo(300));
            assertThat(hub.numbers("note/b")).isEqualTo(oneTo(300));
        });
        assertThat(hub.maxInFlight()).isEqualTo(1);
        assertThat(hub.senders()).hasSize(1);
    }

    @Test
    void elect_another_sender_when_the_sender_is_killed() throws Exception {
        Child first = writer("a", 1, 10);
        first.awaitLine("done");
        Eventually.that("the first sends", () -> hub.log().size() == 10);
        try (Signalbox second = Signalbox.open(options -> options.url(hub.url())
                .store(folder.resolve("shared.db"))
                .name("second")
                .pace(FastPace.PACE))) {
            second.outbox().send(StoreWriter.command("b", 1));
            Eventually.that("it reaches the hub", () -> hub.log().size() == 11);
            assertThat(hub.senders()).containsExactly("a");

            first.kill();
            second.outbox().send(StoreWriter.command("b", 2));

            Eventually.passes(() -> assertThat(hub.numbers("note/b")).containsExactly(1, 2));
            assertThat(hub.senders()).containsExactlyInAnyOrder("a", "second");
        }
    }

    @Test
    void keep_what_they_acknowledged_when_killed_at_any_moment() throws Exception {
        long seed = Long.getLong("crash.seed", System.nanoTime());
        System.out.println("crash.seed=" + seed);
        Random random = new Random(seed);
        hub.latency(Duration.ofMillis(2));
        int next = 1;
        for (int round = 0; round < Integer.getInteger("crash.rounds", 4); round++) {
            Child child = writer("a", next, 100_000);
            int killAfter = next + random.nextInt(150);
            child.awaitNumber(killAfter);
            child.kill();
            next = child.lastNumber() + 1;
        }
        int acknowledged = next - 1;

        Child last = writer("a", next, next + 5);
        last.awaitLine("done");

        int all = next + 5;
        Eventually.passes(() -> assertThat(hub.numbers("note/a")).isEqualTo(oneTo(all)));
        assertThat(acknowledged).isPositive();
        assertThat(hub.commandIds()).doesNotHaveDuplicates();
    }
}
