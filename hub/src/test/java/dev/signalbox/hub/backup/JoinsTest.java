package dev.signalbox.hub.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.archive.Manifest.Entry;
import dev.signalbox.hub.archive.SegmentHead;
import dev.signalbox.hub.archive.SegmentTail;
import dev.signalbox.hub.backup.Joins.Group;
import dev.signalbox.hub.matrix.BackupPlan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which segments become one: nothing goes, few stay, and each event is written a few times only. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class JoinsTest {
    private static final int BACKUPS = 2_000;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void many_small_ones_become_few_and_none_is_written_often(long seed) {
        Random random = new Random(seed);
        List<Entry> chain = new ArrayList<>();
        long written = 0;
        long position = 0;
        for (int backup = 1; backup <= BACKUPS; backup++) {
            long events = 1L + random.nextInt(50);
            chain.add(entry(position, position + events, backup));
            position += events;
            TreeSet<Integer> kept = new TreeSet<>(List.of(backup));
            if (backup > 1) kept.add(backup - 1);
            List<Group> groups = Joins.of(Joins.numbered(chain, kept));
            chain = new ArrayList<>();
            for (Group group : groups) {
                if (group.entries().size() > 1) written += group.size();
                chain.add(entry(
                        group.first().head().from(),
                        group.last().head().to(),
                        group.last().backup()));
            }
        }

        assertThat(chain.get(0).head().from()).isZero();
        for (int i = 1; i < chain.size(); i++) {
            assertThat(chain.get(i).head().from())
                    .isEqualTo(chain.get(i - 1).head().to());
        }
        assertThat(chain.get(chain.size() - 1).head().to()).isEqualTo(position);
        assertThat(chain).hasSizeLessThan(25);
        assertThat(written / position).isLessThan(15);
    }

    @Test
    void a_point_that_stays_is_never_joined_over_and_what_lies_behind_the_last_is_left_out() {
        List<Entry> chain = List.of(entry(0, 10, 1), entry(10, 20, 2), entry(20, 30, 3), entry(30, 40, 4));

        List<Entry> numbered = Joins.numbered(chain, new TreeSet<>(List.of(2, 3)));
        List<Group> groups = Joins.of(numbered);

        assertThat(numbered).extracting(Entry::backup).containsExactly(2, 2, 3);
        assertThat(groups).extracting(group -> group.last().head().to()).containsExactly(20L, 30L);
        assertThat(groups.get(0).head("v").from()).isZero();
    }

    @Test
    void continuous_looks_leave_time_to_write() {
        assertThat(BackupSchedule.LOOK.multipliedBy(2)).isLessThan(BackupPlan.CONTINUOUS);
    }

    private static Entry entry(long from, long to, int backup) {
        SegmentHead head = new SegmentHead(
                SegmentHead.FORMAT,
                "default",
                "main",
                "00000000",
                from,
                to,
                0,
                0,
                "%064x".formatted(from),
                "%064x".formatted(to),
                Instant.EPOCH.plusSeconds(backup),
                "test");
        SegmentTail tail = new SegmentTail(to - from, 0, Map.of(), "0".repeat(64));
        return new Entry(head, tail, to - from, "%064x".formatted(to), false, backup);
    }
}
