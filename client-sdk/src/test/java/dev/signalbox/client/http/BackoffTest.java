package dev.signalbox.client.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    /** Draws the largest number that may be drawn. */
    private static final RandomGenerator HIGHEST = new RandomGenerator() {
        @Override
        public long nextLong() {
            return -1;
        }

        @Override
        public long nextLong(long bound) {
            return bound - 1;
        }
    };

    @Test
    void the_ceiling_doubles_from_one_second_to_thirty_two() {
        Backoff backoff = new Backoff(HIGHEST);

        List<Long> seconds = IntStream.range(0, 8)
                .mapToObj(i -> backoff.next(Optional.empty()).toSeconds())
                .toList();

        assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 32L, 32L);
    }

    @Test
    void a_success_begins_again() {
        Backoff backoff = new Backoff(HIGHEST);
        for (int i = 0; i < 100; i++) assertThat(backoff.next(Optional.empty())).isPositive();
        assertThat(backoff.failures()).isEqualTo(100);

        backoff.reset();

        assertThat(backoff.next(Optional.empty())).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void what_the_hub_asks_for_is_the_floor_and_is_cut_at_an_hour() {
        assertThat(new Backoff(HIGHEST).next(Optional.of(Duration.ofSeconds(90))))
                .isEqualTo(Duration.ofSeconds(91));
        assertThat(new Backoff(HIGHEST).next(Optional.of(Duration.ofDays(400))))
                .isEqualTo(Duration.ofHours(1).plusSeconds(1));
        assertThat(new Backoff(HIGHEST).next(Optional.of(Duration.ofSeconds(-5))))
                .isEqualTo(Duration.ofSeconds(1));
    }

    @Property(tries = 200)
    void is_never_below_the_floor_nor_above_floor_and_ceiling(
            @ForAll long seed, @ForAll @IntRange(max = 50) int failures, @ForAll @IntRange(max = 7200) int asked) {
        Backoff backoff = new Backoff(new java.util.SplittableRandom(seed));
        for (int i = 0; i < failures; i++) backoff.next(Optional.empty());
        long floor = Math.min(asked, 3600) * 1000L;
        long ceiling = Math.min(32_000, 1000L << Math.min(failures, 10));

        long millis = backoff.next(Optional.of(Duration.ofSeconds(asked))).toMillis();

        assertThat(millis).isBetween(floor + 1, floor + ceiling);
    }

    @Test
    void is_spread_and_not_a_beat() {
        Backoff backoff = new Backoff(new java.util.SplittableRandom(7));
        for (int i = 0; i < 10; i++) backoff.next(Optional.empty());

        long distinct = IntStream.range(0, 100)
                .mapToObj(i -> backoff.next(Optional.empty()))
                .distinct()
                .count();

        assertThat(distinct).isGreaterThan(90);
    }
}
