package dev.signalbox.client.replica;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.client.Signalbox;
import dev.signalbox.client.model.CuttingProxy;
import dev.signalbox.client.model.Eventually;
import dev.signalbox.client.model.FastPace;
import dev.signalbox.client.model.ReferenceHub;
import dev.signalbox.client.model.ReferenceHub.SnapshotManner;
import dev.signalbox.client.model.ReferenceHub.StreamManner;
import dev.signalbox.wire.Ids;
import dev.signalbox.wire.Json;
import dev.signalbox.wire.command.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/**
 * Random changes by this program and others, cuts, lost answers, bad streams and snapshots, restores, restarts; then
 * the faults end. Whatever happened: the copy comes to be what the hub has, row by row, and until then no row is read
 * that nobody wrote.
 */
class ReplicaModelTest {
    private static final int KEYS = 5;
    /** One more within ten minutes ends a replica, as it should. */
    private static final int RESETS_MAX = 3;

    private enum Kind {
        PUT,
        PATCH,
        DELETE,
        SEND,
        CUT,
        MEND,
        LOSE_ANSWERS,
        BAD_STREAM,
        BAD_SNAPSHOT,
        RESTORE,
        FORGET,
        REOPEN,
        READ
    }

    private record Step(Kind kind, int n) {}

    @Provide
    static Arbitrary<List<Step>> histories() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.just(Kind.PUT)),
                Tuple.of(4, Arbitraries.just(Kind.PATCH)),
                Tuple.of(2, Arbitraries.just(Kind.DELETE)),
                Tuple.of(4, Arbitraries.just(Kind.SEND)),
                Tuple.of(2, Arbitraries.just(Kind.CUT)),
                Tuple.of(3, Arbitraries.just(Kind.MEND)),
                Tuple.of(1, Arbitraries.just(Kind.LOSE_ANSWERS)),
                Tuple.of(2, Arbitraries.just(Kind.BAD_STREAM)),
                Tuple.of(1, Arbitraries.just(Kind.BAD_SNAPSHOT)),
                Tuple.of(1, Arbitraries.just(Kind.RESTORE)),
                Tuple.of(1, Arbitraries.just(Kind.FORGET)),
                Tuple.of(2, Arbitraries.just(Kind.REOPEN)),
                Tuple.of(4, Arbitraries.just(Kind.READ)));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 1_000))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(60);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.BOUNDED)
    void the_copy_comes_to_be_what_the_hub_has(@ForAll("histories") List<Step> history) throws Exception {
        try (World world = new World()) {
            for (Step step : history) world.happen(step);

            world.endFaults();

            world.converges();
        }
    }

    private static final class World implements AutoCloseable {
        private final Path folder = Files.createTempDirectory("signalbox-replica-model");
        private final ReferenceHub hub = new ReferenceHub();
        private final CuttingProxy network = new CuttingProxy(hub.port());
        private Signalbox box;
        private int written;
        private int resets;

        private World() throws IOException {
            hub.declare("things", "merge");
            box = open();
        }

        private Signalbox open() {
            Signalbox opened = Signalbox.open(options -> options.url(network.url())
                    .store(folder.resolve("bot.db"))
                    .pace(FastPace.PACE)
                    .drain(Duration.ZERO));
            opened.replica("things");
            opened.replica("notifications");
            return opened;
        }

        private void happen(Step step) {
            String key = "key " + step.n() % KEYS;
            switch (step.kind()) {
                case PUT -> {
                    hub.append("things.put", "things/" + key, Map.of("row", Map.of("id", key, "n", ++written)));
                    hub.append("notification.post", "notification/" + key, Map.of("n", ++written));
                }
                case PATCH -> {
                    if (!hub.rows("things").containsKey(key)) return;
                    Map<String, ?> data = Map.of("fields", Map.of("n", ++written), "removed", List.of("note"));
                    hub.append("things.patched", "things/" + key, data);
                }
                case DELETE -> {
                    if (hub.rows("things").containsKey(key)) hub.append("things.deleted", "things/" + key, Map.of());
                    hub.append("notification.remove", "notification/" + key, Map.of());
                }
                case SEND ->
                    box.outbox()
                            .send(new Command(
                                    Ids.next(),
                                    "table.put",
                                    "things/" + key,
                                    null,
                                    null,
                                    Json.tree(Map.of("row", Map.of("id", key, "n", ++written)))));
                case CUT -> network.mode(CuttingProxy.Mode.CUT);
                case MEND -> network.mode(CuttingProxy.Mode.PASS);
                case LOSE_ANSWERS -> network.mode(CuttingProxy.Mode.CUT_BEFORE_REPLY);
                case BAD_STREAM -> hub.manner(step.n() % 2 == 0 ? StreamManner.LEAKY : StreamManner.STUTTER);
                case BAD_SNAPSHOT ->
                    hub.snapshots(step.n() % 2 == 0 ? SnapshotManner.BROKEN_OFF : SnapshotManner.SPOILED);
                case RESTORE -> {
                    if (resets++ < RESETS_MAX) hub.restore(hub.log().size() * (step.n() % 4) / 4);
                }
                case FORGET -> {
                    if (resets++ < RESETS_MAX) hub.forgetUpTo(hub.log().size() / 2);
                }
                case REOPEN -> {
                    box.close();
                    box = open();
                }
                case READ -> readsOnlyWhatSomebodyWrote();
            }
        }

        private void readsOnlyWhatSomebodyWrote() {
            try {
                assertThat(box.replica("things").list().items())
                        .allSatisfy(
                                row -> assertThat(row.row().path("n").asInt()).isBetween(1, written));
            } catch (ReplicaNotReady e) {
                assertThat(box.replica("things").asOf().state()).isIn((Object[]) AsOf.State.values());
            }
        }

        private void endFaults() {
            hub.manner(StreamManner.PLAIN);
            hub.snapshots(SnapshotManner.PLAIN);
            network.mode(CuttingProxy.Mode.CUT);
            network.mode(CuttingProxy.Mode.PASS);
        }

        private void converges() {
            Eventually.that("all is sent", () -> box.outbox().pending() == 0);
            for (String table : List.of("things", "notifications")) {
                Replica replica = box.replica(table);
                Eventually.that("there is a copy", () -> replica.asOf().state() != AsOf.State.STAGING);
                Eventually.passes(() -> {
                    assertThat(replica.asOf().position()).isEqualTo(hub.log().size());
                    assertThat(replica.list().items()).noneMatch(ReplicaRow::pending);
                    assertThat(all(replica)).isEqualTo(hub.rows(table));
                });
            }
        }

        private static Map<String, JsonNode> all(Replica replica) {
            Map<String, JsonNode> all = new HashMap<>();
            replica.list().items().forEach(row -> all.put(row.key(), Json.tree(row.resource())));
            return all;
        }

        @Override
        public void close() throws IOException {
            box.close();
            network.close();
            hub.close();
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
            }
        }
    }
}
