package dev.signalbox.hub.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.verify.Comparison.OfLog;
import dev.signalbox.wire.resource.LogState;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    /** A history that is another one from a position on; it counts what it is asked. */
    private static final class Written implements Side {
        private final long head;
        private final long other;
        private final List<Long> marks;
        private final boolean locked;
        private int questions;

        /**
         * @param other where it begins to be another one; beyond the head when it is not
         * @param locked whether only the hashes at the marks are known
         */
        Written(long head, long other, List<Long> marks, boolean locked) {
            this.head = head;
            this.other = other;
            this.marks = marks;
            this.locked = locked;
        }

        static Written of(long head, long other) {
            return new Written(head, other, List.of(), false);
        }

        private String hash(long position) {
            return (position >= other ? "b" : "a") + position;
        }

        @Override
        public String where() {
            return "here";
        }

        @Override
        public List<LogState> logs() {
            return List.of(new LogState("main", "00000000", head, hash(head), 0, Map.of("a", head), Map.of()));
        }

        @Override
        public List<Long> marks(String log) {
            return marks;
        }

        @Override
        public Map<Long, String> hashes(String log, List<Long> positions) {
            assertThat(positions).hasSizeBetween(1, POSITIONS_MAX).doesNotHaveDuplicates();
            questions++;
            Map<Long, String> hashes = new LinkedHashMap<>();
            for (long each : positions)
                if (each <= head && (!locked || marks.contains(each))) hashes.put(each, hash(each));
            return hashes;
        }

        @Override
        public Glimpse event(String log, long position) {
            return new Glimpse(position, hash(position), "a.b", "a/b", 1, "somebody", Instant.EPOCH);
        }

        @Override
        public void close() {}
    }

    private static OfLog compared(Side a, Side b) throws IOException {
        return Comparison.of(a, b).logs().get(0);
    }

    @Test
    void what_is_the_same_is_known_without_a_question() throws IOException {
        Written one = Written.of(1_000_000_000, Long.MAX_VALUE);

        OfLog found = compared(one, Written.of(1_000_000_000, Long.MAX_VALUE));

        assertThat(found.same()).isTrue();
        assertThat(found.common()).isEqualTo(1_000_000_000);
        assertThat(one.questions).isZero();
    }

    @Test
    void the_first_difference_of_a_thousand_million_events_is_found_with_a_few_questions() throws IOException {
        Random random = new Random(20261130);
        for (int i = 0; i < 300; i++) {
            long end = 1 + random.nextLong(i < 100 ? 20 : 1_000_000_000);
            long parting = 1 + random.nextLong(end);
            Written one = Written.of(end + random.nextInt(3), parting);
            Written other = Written.of(end, Long.MAX_VALUE);

            OfLog found = compared(one, other);

            assertThat(found.same()).isFalse();
            assertThat(found.common()).as("of %d", end).isEqualTo(parting - 1);
            assertThat(found.differs()).isEqualTo(parting);
            assertThat(found.ofA().id()).isEqualTo("b" + parting);
            assertThat(found.ofB().id()).isEqualTo("a" + parting);
            assertThat(one.questions).isLessThanOrEqualTo(9);
        }
    }

    @Test
    void the_shorter_is_the_beginning_of_the_longer() throws IOException {
        OfLog found = compared(Written.of(90, Long.MAX_VALUE), Written.of(100, Long.MAX_VALUE));

        assertThat(found.same()).isFalse();
        assertThat(found.common()).isEqualTo(90);
        assertThat(found.differs()).isNull();
        assertThat(found.ofA()).isNull();
        assertThat(found.ofB().position()).isEqualTo(91);
        assertThat(new TreeMap<>(found.counts())).containsOnlyKeys("events of a");
    }

    @Test
    void of_an_archive_that_is_locked_the_segment_is_told_in_which_they_part() throws IOException {
        Written locked = new Written(500, 333, List.of(100L, 200L, 300L, 400L, 500L), true);

        OfLog found = compared(locked, Written.of(500, Long.MAX_VALUE));

        assertThat(found.common()).isEqualTo(300);
        assertThat(found.differs()).isEqualTo(400);
    }

    @Test
    void nothing_is_the_beginning_of_everything() throws IOException {
        OfLog found = compared(Written.of(0, Long.MAX_VALUE), Written.of(3, Long.MAX_VALUE));

        assertThat(found.common()).isZero();
        assertThat(found.differs()).isNull();
    }
}
