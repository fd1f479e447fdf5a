package dev.signalbox.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RoadmapOrderTest {
    @Property(tries = 300)
    void between_any_two_there_is_another_and_none_is_ever_taken_twice(
            @ForAll @Size(max = 200) List<@IntRange(max = 1000) Integer> gaps) {
        List<String> orders = new ArrayList<>();

        for (int gap : gaps) {
            int at = gap % (orders.size() + 1);
            String low = at == 0 ? null : orders.get(at - 1);
            String high = at == orders.size() ? null : orders.get(at);
            orders.add(at, RoadmapOrder.between(low, high, Ids.next()));
        }

        assertThat(orders).isSorted().allMatch(RoadmapOrder::isOrder);
        assertThat(new HashSet<>(orders)).hasSameSizeAs(orders);
    }

    @Test
    void two_that_are_put_into_one_gap_at_once_get_different_places() {
        String low = RoadmapOrder.between(null, null, "a");
        String high = RoadmapOrder.between(low, null, "b");

        String one = RoadmapOrder.between(low, high, "c");
        String two = RoadmapOrder.between(low, high, "d");

        assertThat(one).isNotEqualTo(two).isBetween(low, high);
        assertThat(two).isBetween(low, high);
        assertThat(RoadmapOrder.between(low, high, "c")).isEqualTo(one);
    }

    @Test
    void items_added_at_an_end_keep_short_orders() {
        String top = RoadmapOrder.between(null, null, "x");
        String bottom = top;
        for (int i = 0; i < 5_000; i++) {
            bottom = RoadmapOrder.between(bottom, null, "i" + i);
            top = RoadmapOrder.between(null, top, "i" + i);
        }

        assertThat(bottom).hasSize(18);
        assertThat(top).hasSize(18);
    }

    @Test
    void one_gap_takes_thousands_before_its_orders_are_too_long() {
        String low = RoadmapOrder.between(null, null, "a");
        String high = RoadmapOrder.between(low, null, "b");
        int moves = 0;
        while (RoadmapOrder.isOrder(high)) {
            high = RoadmapOrder.between(low, high, "i" + moves++);
        }

        assertThat(moves).isGreaterThan(2_000);
    }

    @Test
    void ends_of_the_whole_numbers_are_not_the_end() {
        String least = RoadmapOrder.between(null, "000000000012345678", "x");
        String most = RoadmapOrder.between("999999999912345678", null, "x");

        assertThat(least).isLessThan("000000000012345678").matches(RoadmapOrder::isOrder);
        assertThat(most).isGreaterThan("999999999912345678").matches(RoadmapOrder::isOrder);
        assertThat(RoadmapOrder.between("3000000000111", "5000000000111", "x")).matches(RoadmapOrder::isOrder);
    }

    @Test
    void what_has_no_room_before_it_is_no_order() {
        assertThat(List.of("", "1", "5000000000", "50000000010", "5000000000x", "-5000000001"))
                .noneMatch(RoadmapOrder::isOrder);
        assertThatThrownBy(() -> RoadmapOrder.between("50000000002", "50000000001", "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
