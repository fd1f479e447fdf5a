package dev.signalbox.hub.trace.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.signalbox.hub.trace.model.Contribution;
import dev.signalbox.hub.trace.model.Fields;
import dev.signalbox.hub.trace.model.Kind;
import dev.signalbox.hub.trace.model.Stamp;
import dev.signalbox.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** In whatever order contributions come, how often, and however often the state was stored in between: one result. */
class MergedHistoriesTest {
    private static final List<Contribution> CAPTURED = Stream.of(
                    Captured.ONE_BATCH, Captured.SPLIT_BATCHES, Captured.SPANS, Captured.SCORES, Captured.BROWSER_SCORE)
            .flatMap(file -> Captured.contributions(file).stream())
            .toList();

    @Property(tries = 2000)
    void captured_requests_have_one_result(@ForAll Random random) {
        String expected = Folded.of(CAPTURED).stored();

        assertThat(fold(shuffled(CAPTURED, random), random).stored()).isEqualTo(expected);
    }

    @Property(tries = 2000)
    void generated_histories_have_one_result(@ForAll("histories") List<Contribution> history, @ForAll Random random) {
        String expected = Folded.of(history).stored();

        assertThat(fold(shuffled(history, random), random).stored()).isEqualTo(expected);
    }

    @Property(tries = 500)
    void saying_it_again_changes_nothing(@ForAll("histories") List<Contribution> history) {
        Folded folded = Folded.of(history);
        String once = folded.stored();

        history.forEach(folded::add);

        assertThat(folded.stored()).isEqualTo(once);
    }

    /** The control: of a fold that lets the last arrival win, the same shuffles find many results. */
    @Test
    void a_fold_by_arrival_would_be_found_out() {
        Set<String> merged = new HashSet<>();
        Set<String> byArrival = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            List<Contribution> shuffled = shuffled(CAPTURED, new Random(seed));
            merged.add(Folded.of(shuffled).stored());
            byArrival.add(lastArrivalWins(shuffled));
        }

        assertThat(merged).hasSize(1);
        assertThat(byArrival).hasSizeGreaterThan(10);
    }

    /** The control of the generator: clashing stamps and paths do happen in it. */
    @Property(tries = 20, seed = "7")
    void generated_histories_depend_on_the_order_for_a_fold_by_arrival(
            @ForAll("long histories") List<Contribution> history) {
        Set<String> byArrival = new HashSet<>();
        for (int seed = 0; seed < 20; seed++) byArrival.add(lastArrivalWins(shuffled(history, new Random(seed))));

        assertThat(byArrival).hasSizeGreaterThan(1);
    }

    @Provide
    Arbitrary<List<Contribution>> histories() {
        return contributions().list().ofMaxSize(25).map(MergedHistoriesTest::eachAnEventOfItsOwn);
    }

    @Provide("long histories")
    Arbitrary<List<Contribution>> longHistories() {
        return contributions().list().ofMinSize(40).ofMaxSize(60).map(MergedHistoriesTest::eachAnEventOfItsOwn);
    }

    private static Arbitrary<Contribution> contributions() {
        Arbitrary<Stamp> stamps = Combinators.combine(
                        Arbitraries.integers().between(-1, 1),
                        Arbitraries.longs().between(0, 3))
                .as((phase, clock) -> new Stamp(phase, clock, ""));
        Arbitrary<Kind> kinds = Arbitraries.of(Kind.TRACE, Kind.OBSERVATION);
        return Combinators.combine(kinds, Arbitraries.of("x", "y"), stamps, said(), metadata(), tags())
                .as((kind, id, stamp, said, metadata, tags) -> {
                    Contribution.Builder builder = new Contribution.Builder(kind, "t", id, stamp);
                    said.forEach(builder::with);
                    tags.forEach(builder::withTag);
                    return builder.withMetadata(metadata).build();
                });
    }

    private static Arbitrary<Map<String, JsonNode>> said() {
        Arbitrary<String> scalars = Arbitraries.of(Fields.NAME, Fields.INPUT, Fields.LEVEL, Fields.USAGE);
        Arbitrary<JsonNode> values = Arbitraries.of("a", "b", "c").map(TextNode::valueOf);
        Arbitrary<String> times = Arbitraries.of(Fields.TIMESTAMP, Fields.DERIVED_START);
        Arbitrary<JsonNode> micros = Arbitraries.longs().between(1, 4).map(LongNode::valueOf);
        return Combinators.combine(
                        Arbitraries.maps(scalars, values).ofMaxSize(3),
                        Arbitraries.maps(times, micros).ofMaxSize(2))
                .as((one, other) -> {
                    Map<String, JsonNode> both = new HashMap<>(one);
                    both.putAll(other);
                    return both;
                });
    }

    /** Where one says that a is a text, another says that it is an object; names hold what a path escapes. */
    private static Arbitrary<JsonNode> metadata() {
        return Arbitraries.of(
                        "{}",
                        "{'a':1}",
                        "{'a':{'b':2}}",
                        "{'a':{'b':{'c':3}}}",
                        "{'a':{'c':4},'d':5}",
                        "{'a':[6]}",
                        "{'a':{}}",
                        "{'a/b':7}",
                        "{'~a':8,'':9}",
                        "{'a':{'':10}}",
                        "'text'")
                .map(text ->
                        Json.readLenient(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), JsonNode.class));
    }

    private static Arbitrary<List<String>> tags() {
        return Arbitraries.of("one", "two", "a/b", "~").list().ofMaxSize(2);
    }

    private static List<Contribution> eachAnEventOfItsOwn(List<Contribution> contributions) {
        List<Contribution> numbered = new ArrayList<>();
        for (Contribution said : contributions) {
            Stamp stamp = new Stamp(said.stamp().phase(), said.stamp().clock(), "event-" + numbered.size());
            numbered.add(new Contribution(said.kind(), said.traceId(), said.id(), stamp, said.cells()));
        }
        return numbered;
    }

    private static List<Contribution> shuffled(List<Contribution> contributions, Random random) {
        List<Contribution> shuffled = new ArrayList<>(contributions);
        for (Contribution said : contributions) if (random.nextInt(3) == 0) shuffled.add(said);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    /** Stores and restores at random places. */
    private static Folded fold(List<Contribution> contributions, Random random) {
        Folded folded = new Folded();
        for (Contribution said : contributions) {
            folded.add(said);
            if (random.nextInt(10) == 0) folded.storeAndRestore();
        }
        return folded;
    }

    private static String lastArrivalWins(List<Contribution> contributions) {
        Map<String, Object> cells = new TreeMap<>();
        for (Contribution said : contributions)
            said.cells().forEach((path, value) -> cells.put(said.kind() + said.id() + path, value));
        return cells.toString();
    }
}
