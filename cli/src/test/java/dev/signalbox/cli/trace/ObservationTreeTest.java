package dev.signalbox.cli.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.wire.Json;
import dev.signalbox.wire.resource.Observation;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ObservationTreeTest {
    @Test
    void each_stands_below_its_parent_and_siblings_keep_their_order() {
        List<String> lines = drawn(of("a", null), of("b", "a"), of("c", "a"), of("d", "b"), of("e", null));

        assertThat(lines).containsExactly("a", "├ b", "│ └ d", "└ c", "e");
    }

    @Test
    void whose_parent_is_not_there_stands_at_the_top() {
        assertThat(drawn(of("a", "gone"), of("b", "a"))).containsExactly("a", "└ b");
    }

    @Test
    void a_ring_of_parents_is_drawn_once() {
        assertThat(drawn(of("a", "b"), of("b", "a"), of("c", "c"))).containsExactly("c", "a", "└ b");
    }

    @Test
    void a_chain_of_20_000_is_drawn_no_deeper_than_a_terminal() {
        List<Observation> chain = IntStream.range(0, 20_000)
                .mapToObj(i -> of("s" + i, i == 0 ? null : "s" + (i - 1)))
                .toList();

        List<ObservationTree.Line> lines = ObservationTree.of(chain);

        assertThat(lines).hasSize(20_000);
        assertThat(lines).allSatisfy(line -> assertThat(line.branches()).hasSizeLessThan(30));
    }

    private static List<String> drawn(Observation... observations) {
        return ObservationTree.of(List.of(observations)).stream()
                .map(line -> line.branches() + line.observation().id())
                .toList();
    }

    private static Observation of(String id, String parent) {
        return Json.readLenient(
                Json.object()
                        .put("id", id)
                        .put("traceId", "t")
                        .put("parentId", parent)
                        .put("type", "SPAN")
                        .put("level", "DEFAULT")
                        .put("environment", "default")
                        .put("startTime", "2026-11-21T08:00:00Z"),
                Observation.class);
    }
}
