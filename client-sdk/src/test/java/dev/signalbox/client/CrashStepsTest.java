package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.model.Child;
import dev.signalbox.client.model.Eventually;
import dev.signalbox.client.model.ReferenceHub;
import dev.signalbox.client.replica.AsOf;
import dev.signalbox.client.replica.Replica;
import dev.signalbox.client.replica.RowQuery;
import dev.signalbox.client.store.FailPoint;
import dev.signalbox.client.store.SqliteStore;
import dev.signalbox.wire.Json;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A real process that dies as by kill -9 at a named step of outbox, replica or private transaction. Whoever opens its
 * store next finds every acknowledged number once: in the private table, on the hub, in the replica.
 * {@code -Dcrash.seed=…} repeats a run.
 */
class CrashStepsTest {
    private static final int NUMBERS = 40;
    private static final int ROWS_BEFORE = 2_500;
    private static final int KILLED = 137;
    /** Milliseconds that a slow hub thinks about a batch: meanwhile all that the child writes at once is queued. */
    private static final int SLOW = 300;
    /** Steps that come once in the life of a copy. */
    private static final Set<FailPoint> ONCE = EnumSet.of(
            FailPoint.REPLICA_STAGING,
            FailPoint.REPLICA_VERIFIED,
            FailPoint.REPLICA_SWAPPING,
            FailPoint.REPLICA_SWAPPED,
            FailPoint.REPLICA_STALE,
            FailPoint.REPLICA_REMOVING);
    /** Steps that need a hub with another history than before. */
    private static final Set<FailPoint> OF_A_RESET = EnumSet.of(FailPoint.REPLICA_STALE, FailPoint.REPLICA_REMOVING);

    @TempDir
    Path folder;

    static Stream<Arguments> runs() {
        long seed = Long.getLong("crash.seed", System.nanoTime());
        System.out.println("crash.seed=" + seed);
        Random random = new Random(seed);
        int runs = Integer.getInteger("crash.runs", 20);
        FailPoint[] steps = FailPoint.values();
        return IntStream.range(0, runs)
                .mapToObj(run -> run < steps.length ? steps[run] : steps[random.nextInt(steps.length)])
                .map(step -> Arguments.of(
                        step, ONCE.contains(step) ? 1 : 1 + random.nextInt(3), random.nextBoolean() ? SLOW : 0));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void nothing_is_lost_or_doubled(FailPoint step, int time, int latency) throws Exception {
        try (ReferenceHub hub = new ReferenceHub()) {
            hub.latency(Duration.ofMillis(latency));
            hub.declare("runs", "replace");
            for (int n = 0; n < ROWS_BEFORE; n++) {
                hub.append("runs.put", "runs/old " + n, Map.of("row", Map.of("id", "old " + n)));
            }
            Child child = Child.start(
                    CrashingProgram.class,
                    folder,
                    List.of("-Dsignalbox.failpoint=" + step + ":" + time),
                    hub.url().toString(),
                    folder.resolve("daemon.db").toString(),
                    Integer.toString(NUMBERS));
            if (OF_A_RESET.contains(step)) {
                child.awaitNumber(5);
                // Only a copy that is whole can become stale, and leave rows behind to be removed.
                Eventually.that("the table is copied", () -> child.lines().stream()
                        .anyMatch(line -> line.contains("runs: copied at position")));
                hub.restore(ROWS_BEFORE + 1);
            }
            assertThat(child.awaitEnd()).as(step + " " + child.lines()).isEqualTo(KILLED);
            hub.latency(Duration.ZERO);

            try (Signalbox box = CrashingProgram.open(hub.url(), folder.resolve("daemon.db"))) {
                int from = CrashingProgram.next(box);
                assertThat(from).as("what was acknowledged is there").isGreaterThan(child.lastNumber());
                Replica runs = box.replica("runs");
                Replica notifications = box.replica("notifications");
                CrashingProgram.write(box, from, NUMBERS, n -> {});

                Eventually.that("the outbox is empty", () -> box.outbox().pending() == 0);
                Eventually.passes(() -> {
                    assertThat(numbers(hub, "runs.put")).containsExactlyElementsOf(oneTo(NUMBERS));
                    assertThat(numbers(hub, "notification.post")).containsExactlyElementsOf(oneTo(NUMBERS));
                    for (Replica replica : List.of(runs, notifications)) {
                        assertThat(replica.asOf().state()).isEqualTo(AsOf.State.LIVE);
                        assertThat(all(replica)).isEqualTo(Map.copyOf(hub.rows(replica.table())));
                    }
                });
                assertThat(box.outbox().attention()).isEmpty();
                assertThat(box.local().query("SELECT n FROM mine ORDER BY n"))
                        .extracting(row -> (int) row.number("n"))
                        .containsExactlyElementsOf(oneTo(NUMBERS));
            }
            assertThat(leftOver()).isZero();
        }
    }

    @Test
    void a_copy_of_the_store_taken_while_it_was_full_of_work_doubles_nothing() throws Exception {
        try (ReferenceHub hub = new ReferenceHub()) {
            hub.declare("runs", "replace");
            Path original = folder.resolve("daemon.db");
            try (Signalbox offline = CrashingProgram.open(URI.create("http://127.0.0.1:9"), original)) {
                CrashingProgram.next(offline);
                CrashingProgram.write(offline, 1, NUMBERS, n -> {});
            }
            Path copy = Files.copy(original, folder.resolve("copy.db"));

            try (Signalbox one = CrashingProgram.open(hub.url(), original);
                    Signalbox two = CrashingProgram.open(hub.url(), copy)) {
                Eventually.that(
                        "both are drained",
                        () -> one.outbox().pending() == 0 && two.outbox().pending() == 0);
                assertThat(one.outbox().attention()).isEmpty();
                assertThat(two.outbox().attention()).isEmpty();
            }

            assertThat(numbers(hub, "runs.put")).containsExactlyElementsOf(oneTo(NUMBERS));
        }
    }

    private static Map<String, ?> all(Replica replica) {
        return replica.query(q -> q.limit(RowQuery.ROWS_MAX)).items().stream()
                .collect(Collectors.toMap(row -> row.key(), row -> Json.tree(row.resource())));
    }

    /** In order of value: after a restore lost commands come again behind later ones. */
    private static List<Integer> numbers(ReferenceHub hub, String type) {
        return hub.log().stream()
                .filter(event -> event.type().equals(type))
                .map(event -> event.data().findPath("n").asInt())
                .filter(n -> n > 0)
                .sorted()
                .toList();
    }

    private static List<Integer> oneTo(int n) {
        return IntStream.rangeClosed(1, n).boxed().toList();
    }

    /** Sets of rows that nobody reads. */
    private long leftOver() {
        try (SqliteStore store = SqliteStore.open(folder.resolve("daemon.db"))) {
            return store.reader().read(tx -> tx.query("""
                            SELECT count(*) AS n FROM signalbox_replica_set
                            WHERE number NOT IN (SELECT live FROM signalbox_replica WHERE live IS NOT NULL)""")).get(0).number("n");
        }
    }
}
