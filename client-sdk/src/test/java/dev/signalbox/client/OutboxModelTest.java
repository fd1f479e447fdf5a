package dev.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.client.model.CuttingProxy;
import dev.signalbox.client.model.Eventually;
import dev.signalbox.client.model.FastPace;
import dev.signalbox.client.model.ReferenceHub;
import dev.signalbox.client.model.ReferenceHub.HubSays;
import dev.signalbox.client.outbox.ParkedCommand;
import dev.signalbox.wire.ProblemCode;
import dev.signalbox.wire.command.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 * Random commands, refusals, cuts, restarts and decisions; then the faults end. What must hold whatever happened: every
 * command is on the hub once or was given up by the program; each target's are in the order they were written; nothing
 * else is there.
 */
class OutboxModelTest {
    private static final int LANES = 4;

    /** What may happen. */
    private enum Kind {
        SEND,
        SEND_REFUSED,
        SEND_STALE,
        CUT,
        MEND,
        LOSE_ANSWERS,
        TROUBLE,
        SMALL_REQUESTS,
        REOPEN,
        DECIDE
    }

    /** One thing that happens; {@code n} chooses among its ways. */
    private record Step(Kind kind, int n) {}

    @Provide
    static Arbitrary<List<Step>> histories() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(10, Arbitraries.just(Kind.SEND)),
                Tuple.of(2, Arbitraries.just(Kind.SEND_REFUSED)),
                Tuple.of(2, Arbitraries.just(Kind.SEND_STALE)),
                Tuple.of(2, Arbitraries.just(Kind.CUT)),
                Tuple.of(3, Arbitraries.just(Kind.MEND)),
                Tuple.of(2, Arbitraries.just(Kind.LOSE_ANSWERS)),
                Tuple.of(1, Arbitraries.just(Kind.TROUBLE)),
                Tuple.of(1, Arbitraries.just(Kind.SMALL_REQUESTS)),
                Tuple.of(1, Arbitraries.just(Kind.REOPEN)),
                Tuple.of(3, Arbitraries.just(Kind.DECIDE)));
        Arbitrary<Step> steps = Combinators.combine(
                        kinds, Arbitraries.integers().between(0, 1_000))
                .as(Step::new);
        return steps.list().ofMinSize(5).ofMaxSize(60);
    }

    @Property(tries = 25, shrinking = ShrinkingMode.BOUNDED)
    void everything_converges_once_the_faults_end(@ForAll("histories") List<Step> history) throws Exception {
        try (World world = new World()) {
            for (Step step : history) world.happen(step);

            world.endFaults();

            world.settleAll();
            assertThat(world.onTheHub()).isEqualTo(world.expected());
            List<String> ids = world.hub.commandIds();
            assertThat(ids).doesNotHaveDuplicates();
        }
    }

    /** One client, its network, its hub, and what it ought to come to. */
    private static final class World implements AutoCloseable {
        private final Path folder = Files.createTempDirectory("signalbox-model");
        private final ReferenceHub hub = new ReferenceHub();
        private final CuttingProxy network = new CuttingProxy(hub.port());
        private final Map<Integer, List<Integer>> written = new TreeMap<>();
        private final Set<Integer> givenUp = new HashSet<>();
        private Signalbox box = open();
        private int sent;

        private World() throws IOException {}

        private Signalbox open() {
            return Signalbox.open(options -> options.url(network.url())
                    .store(folder.resolve("daemon.db"))
                    .pace(FastPace.PACE)
                    .drain(Duration.ZERO));
        }

        private void happen(Step step) {
            String lane = "lane" + step.n() % LANES;
            switch (step.kind()) {
                case SEND -> send(step, Commands.note(lane, ++sent));
                case SEND_REFUSED -> send(step, Commands.refused(lane, ++sent));
                case SEND_STALE -> send(step, Commands.note(lane, ++sent, 10_000L + step.n()));
                case CUT -> network.mode(CuttingProxy.Mode.CUT);
                case MEND -> network.mode(CuttingProxy.Mode.PASS);
                case LOSE_ANSWERS -> network.mode(CuttingProxy.Mode.CUT_BEFORE_REPLY);
                case TROUBLE -> hub.trouble(request -> request % 3 == 0 ? null : says(step.n()));
                case SMALL_REQUESTS -> hub.commandsMax(1 + step.n() % 3);
                case REOPEN -> {
                    box.close();
                    box = open();
                }
                case DECIDE -> box.outbox().attention().stream().limit(1).forEach(parked -> decide(parked, step.n()));
            }
        }

        private void send(Step step, Command command) {
            box.outbox().send(command);
            written.computeIfAbsent(step.n() % LANES, lane -> new ArrayList<>()).add(sent);
        }

        private void decide(ParkedCommand parked, int how) {
            int n = parked.command().body().path("n").asInt();
            switch (how % 3) {
                case 0 -> {
                    box.outbox().discard(parked.id(), "the test says so");
                    givenUp.add(n);
                }
                case 1 -> box.outbox().retry(parked.id());
                default -> box.outbox().amend(parked.id(), Commands.body(n));
            }
        }

        private void endFaults() {
            hub.trouble(request -> null);
            network.mode(CuttingProxy.Mode.CUT);
            network.mode(CuttingProxy.Mode.PASS);
        }

        /** A stale version is cured by a retry, a refused body by an amendment; then nothing may be left. */
        private void settleAll() {
            Eventually.that(
                    "nothing is pending or parked",
                    () -> {
                        for (ParkedCommand parked : box.outbox().attention()) {
                            boolean refused = parked.command().body().has("refuse");
                            decide(parked, refused ? 2 : 1);
                        }
                        return box.outbox().pending() == 0
                                && box.outbox().attention().isEmpty();
                    },
                    () -> box.outbox().pending() + " pending, parked "
                            + box.outbox().attention());
        }

        private Map<Integer, List<Integer>> expected() {
            Map<Integer, List<Integer>> expected = new TreeMap<>();
            written.forEach((lane, numbers) -> expected.put(
                    lane, numbers.stream().filter(n -> !givenUp.contains(n)).toList()));
            return expected;
        }

        private Map<Integer, List<Integer>> onTheHub() {
            Map<Integer, List<Integer>> there = new TreeMap<>();
            for (int lane : written.keySet()) there.put(lane, hub.numbers("note/lane" + lane));
            return there;
        }

        private static HubSays says(int n) {
            ProblemCode[] codes = {
                ProblemCode.OVERLOADED, ProblemCode.RATE_LIMITED, ProblemCode.STORAGE_FULL, ProblemCode.INTERNAL
            };
            return new HubSays(0, codes[n % codes.length], "0");
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
