package dev.signalbox.hub.log;

import static dev.signalbox.hub.log.Appends.whileQuiet;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.hub.log.Append.Disturbed;
import dev.signalbox.hub.log.Append.IdempotencyConflict;
import dev.signalbox.hub.log.Append.Quiet;
import dev.signalbox.hub.log.AppendJudge.Judged;
import dev.signalbox.wire.Ids;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AppendJudgeTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:36:42.123456789Z");

    private final AppendJudge judge = new AppendJudge();

    @Test
    void the_accepted_get_dense_positions_versions_and_a_chain() {
        List<Append> batch = List.of(
                append("a", Map.of(), event("a1", "s/1"), event("a2", "s/2")),
                append("b", Map.of(), event("b1", "s/1")));

        Judged judged = judge.judge(
                batch, new AppendJudge.Found(Map.of(), Map.of(), Map.of("s/1", 4L), Set.of(), 10, new byte[32]), NOW);

        assertThat(judged.inserts())
                .extracting(Object::toString)
                .containsExactly("11 t.x s/1@5", "12 t.x s/2@1", "13 t.x s/1@6");
        assertThat(judged.heads()).containsOnly(Map.entry("s/1", 6L), Map.entry("s/2", 1L));
        byte[] previous = new byte[32];
        for (RecordedEvent event : judged.inserts()) {
            assertThat(new HashChain().verifies(previous, event)).isTrue();
            previous = event.hash();
        }
    }

    @Test
    void times_are_cut_to_what_the_stores_keep() {
        Judged judged = judgeOnEmpty(append("a", Map.of(), event("a1", "s/1")));

        assertThat(judged.inserts().get(0).recordedAt()).isEqualTo(Instant.parse("2026-11-21T08:36:42.123456Z"));
    }

    @Test
    void a_refused_append_leaves_no_trace_for_the_next() {
        Append stale = append("a", Map.of("s/2", ExpectedVersion.exactly(3)), event("a1", "s/1"), event("a2", "s/2"));
        Append next = append("b", Map.of("s/1", ExpectedVersion.NO_STREAM), event("b1", "s/1"));

        Judged judged = judgeOnEmpty(stale, next);

        assertThat(judged.outcomes().get(0).refusal()).isInstanceOfSatisfying(VersionConflict.class, conflict -> {
            assertThat(conflict.stream()).isEqualTo("s/2");
            assertThat(conflict.current()).isZero();
        });
        assertThat(judged.outcomes().get(1).appended()).isNotNull();
        assertThat(judged.inserts()).extracting(RecordedEvent::position).containsExactly(1L);
    }

    @Test
    void of_two_that_expect_the_same_version_in_one_batch_the_first_wins() {
        Append first = append("a", Map.of("s/1", ExpectedVersion.NO_STREAM), event("a1", "s/1"));
        Append second = append("b", Map.of("s/1", ExpectedVersion.NO_STREAM), event("b1", "s/1"));

        Judged judged = judgeOnEmpty(first, second);

        assertThat(judged.outcomes().get(0).appended()).isNotNull();
        assertThat(judged.outcomes().get(1).refusal())
                .isInstanceOfSatisfying(VersionConflict.class, conflict -> assertThat(conflict.current())
                        .isEqualTo(1));
    }

    @Test
    void a_stream_that_is_only_checked_counts_too() {
        Append append = append("a", Map.of("other/1", ExpectedVersion.exactly(2)), event("a1", "s/1"));

        Judged judged = judge.judge(
                List.of(append),
                new AppendJudge.Found(Map.of(), Map.of(), Map.of("other/1", 2L), Set.of(), 0, HashChain.genesis()),
                NOW);

        assertThat(AppendJudge.streams(List.of(append))).containsExactlyInAnyOrder("other/1", "s/1");
        assertThat(judged.outcomes().get(0).appended()).isNotNull();
    }

    @Test
    void a_repeat_gets_its_first_events_even_when_its_expectation_is_stale_by_now() {
        Append append = append("a", Map.of("s/1", ExpectedVersion.NO_STREAM), event("a1", "s/1"), event("a2", "s/1"));
        List<RecordedEvent> first = judgeOnEmpty(append).inserts();

        Judged judged = judge.judge(
                List.of(append),
                new AppendJudge.Found(byId(first), Map.of(), Map.of("s/1", 9L), Set.of(), 20, new byte[32]),
                NOW);

        assertThat(judged.outcomes().get(0).appended()).isEqualTo(new Appended(first, true));
        assertThat(judged.inserts()).isEmpty();
    }

    @Test
    void a_repeat_in_the_same_batch_gets_the_events_of_the_first() {
        Append append = append("a", Map.of(), event("a1", "s/1"));

        Judged judged = judgeOnEmpty(append, append);

        assertThat(judged.inserts()).hasSize(1);
        assertThat(judged.outcomes().get(0).appended()).isEqualTo(new Appended(judged.inserts(), false));
        assertThat(judged.outcomes().get(1).appended()).isEqualTo(new Appended(judged.inserts(), true));
    }

    @Test
    void a_repeat_that_decided_more_events_this_time_gets_those_that_were_written() {
        List<RecordedEvent> first =
                judgeOnEmpty(append("a", Map.of(), event("a1", "s/1"))).inserts();
        Append longer = append("a", Map.of(), event("a1", "s/1"), event("a2", "s/1"));

        Judged judged = judge.judge(
                List.of(longer),
                new AppendJudge.Found(byId(first), Map.of(), Map.of(), Set.of(), 1, new byte[32]),
                NOW);

        assertThat(judged.outcomes().get(0).appended()).isEqualTo(new Appended(first, true));
    }

    @Test
    void the_same_id_with_other_content_is_refused() {
        Judged judged = judgeOnEmpty(
                append("a", Map.of(), event("a1", "s/1")), append("another", Map.of(), event("a1", "s/1")));

        assertThat(judged.outcomes().get(1).refusal())
                .isInstanceOf(IdempotencyConflict.class)
                .hasMessageContaining("a1");
        assertThat(judged.inserts()).hasSize(1);
    }

    @Test
    void an_id_that_another_command_took_is_refused() {
        Judged judged = judgeOnEmpty(
                append("a", Map.of(), event("a1", "s/1"), event("shared", "s/1")),
                append("b", Map.of(), event("b1", "s/1"), event("shared", "s/1")));

        assertThat(judged.outcomes().get(1).refusal()).isInstanceOf(IdempotencyConflict.class);
        assertThat(judged.inserts()).hasSize(2);
    }

    @Test
    void one_append_that_names_an_id_twice_is_refused() {
        Judged judged = judgeOnEmpty(append("a", Map.of(), event("a1", "s/1"), event("a1", "s/1")));

        assertThat(judged.outcomes().get(0).refusal()).isInstanceOf(IdempotencyConflict.class);
        assertThat(judged.inserts()).isEmpty();
    }

    @Test
    void what_rests_on_quiet_is_refused_when_an_append_before_it_breaks_that_and_not_when_one_behind_it_does() {
        Append row = append("a", Map.of(), event("a1", "s/1"));
        Append resting = whileQuiet(0, "t.*");

        assertThat(judgeOnEmpty(row, resting).outcomes().get(1).refusal()).isInstanceOf(Disturbed.class);
        assertThat(judgeOnEmpty(resting, row).outcomes())
                .allSatisfy(each -> assertThat(each.refusal()).isNull());
    }

    @Test
    void nothing_is_quiet_behind_more_than_is_looked_at() {
        Append resting = whileQuiet(7, "t.*");

        assertThat(AppendJudge.quiets(List.of(resting))).containsExactly(resting.quiet());
        assertThat(refusalAt(7 + Quiet.SCAN_MAX, resting)).isNull();
        assertThat(refusalAt(8 + Quiet.SCAN_MAX, resting)).isInstanceOf(Disturbed.class);
    }

    private @Nullable RuntimeException refusalAt(long head, Append append) {
        AppendJudge.Found found =
                new AppendJudge.Found(Map.of(), Map.of(), Map.of(), Set.of(), head, HashChain.genesis());
        return judge.judge(List.of(append), found, NOW).outcomes().get(0).refusal();
    }

    private Judged judgeOnEmpty(Append... batch) {
        return judge.judge(
                List.of(batch),
                new AppendJudge.Found(Map.of(), Map.of(), Map.of(), Set.of(), 0, HashChain.genesis()),
                NOW);
    }

    private static Map<String, RecordedEvent> byId(List<RecordedEvent> events) {
        return events.stream().collect(Collectors.toMap(RecordedEvent::id, event -> event));
    }

    private static Append append(String content, Map<String, ExpectedVersion> expected, NewEvent... events) {
        byte[] digest = Arrays.copyOf(Ids.sha256(content.getBytes(UTF_8)), Append.DIGEST_BYTES);
        return new Append(List.of(events), expected, digest);
    }

    private static NewEvent event(String id, String stream) {
        return new NewEvent(stream, id, "t.x", "tester", NOW, null, null, "{}".getBytes(UTF_8));
    }
}
